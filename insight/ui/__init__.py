"""Everything Streamlit: choosing what a page is about, and laying a page out."""

from insight.ui.choose import choose_view
from insight.ui.layout import figure, headline, limits, section, show, title
from insight.ui.reading import answers

__all__ = [
    "answers",
    "choose_view",
    "figure",
    "headline",
    "limits",
    "section",
    "show",
    "title",
]
