"""Loading files on a page: the steps, the work beside the page, and what became of each file."""

from insight.ui.load.reports import Outcome, Request
from insight.ui.load.steps import upload

__all__ = ["Outcome", "Request", "upload"]
