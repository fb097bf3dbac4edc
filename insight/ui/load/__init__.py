"""Loading files on a page: the steps, the work beside the page, and what became of each file."""

from insight.ui.load.reports import Outcome, Request
from insight.ui.load.steps import upload
from insight.ui.load.undo import undo

__all__ = ["Outcome", "Request", "undo", "upload"]
