"""Everything Streamlit: choosing what a page is about, and laying a page out."""

from insight.ui.accesses import accesses
from insight.ui.anew import asking_anew
from insight.ui.asking import asked, one_of, with_rows
from insight.ui.because import why
from insight.ui.choose import Beginning, choose_view
from insight.ui.judging import name_review
from insight.ui.layout import figure, headline, limits, opening, section, show, title
from insight.ui.lists import rows_figure
from insight.ui.method import method_note
from insight.ui.own_words import own_words
from insight.ui.reading import answers
from insight.ui.signing_in import Closed
from insight.ui.taking_in import Outcome, Request
from insight.ui.uploading import upload

__all__ = [
    "Beginning",
    "Closed",
    "Outcome",
    "Request",
    "accesses",
    "answers",
    "asked",
    "asking_anew",
    "choose_view",
    "figure",
    "headline",
    "limits",
    "method_note",
    "name_review",
    "one_of",
    "opening",
    "own_words",
    "rows_figure",
    "section",
    "show",
    "title",
    "upload",
    "why",
    "with_rows",
]
