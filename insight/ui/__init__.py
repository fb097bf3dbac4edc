"""Everything Streamlit: choosing what a page is about, and laying a page out."""

from insight.ui.access_log import accesses
from insight.ui.choose import Beginning, choose_view, first_views, narrowed, who_looks
from insight.ui.interview_answers import answers
from insight.ui.layout import (
    beside,
    figure,
    headline,
    limits,
    links,
    opened,
    opening,
    remember_pages,
    section,
    show,
    title,
)
from insight.ui.lists import rows_figure
from insight.ui.load import Outcome, Request, undo, upload
from insight.ui.method import method_note
from insight.ui.name_review import name_review
from insight.ui.one_snapshot import of_one_snapshot
from insight.ui.own_words import own_words
from insight.ui.questions import one_of, part, question, with_rows
from insight.ui.signing_in import Closed
from insight.ui.word_scores import why

__all__ = [
    "Beginning",
    "Closed",
    "Outcome",
    "Request",
    "accesses",
    "answers",
    "beside",
    "choose_view",
    "figure",
    "first_views",
    "headline",
    "limits",
    "links",
    "method_note",
    "name_review",
    "narrowed",
    "of_one_snapshot",
    "one_of",
    "opened",
    "opening",
    "own_words",
    "part",
    "question",
    "remember_pages",
    "rows_figure",
    "section",
    "show",
    "title",
    "undo",
    "upload",
    "who_looks",
    "why",
    "with_rows",
]
