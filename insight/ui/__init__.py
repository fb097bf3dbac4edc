"""Everything Streamlit: choosing what a page is about, and laying a page out."""

from insight.ui.choose import choose_view
from insight.ui.layout import figure, headline, limits, section, show, title
from insight.ui.reading import answers
from insight.ui.taking_in import Outcome, Request
from insight.ui.uploading import rows_figure, upload

__all__ = [
    "Outcome",
    "Request",
    "answers",
    "choose_view",
    "figure",
    "headline",
    "limits",
    "rows_figure",
    "section",
    "show",
    "title",
    "upload",
]
