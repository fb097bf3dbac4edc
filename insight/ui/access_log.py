"""The access log on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from config.errors import DashboardError
from insight.findings import access_log
from insight.ui.layout import figure
from insight.ui.lists import rows_figure
from insight.ui.signing_in import rules

if TYPE_CHECKING:
    from insight.view import View


def accesses(view: View) -> None:
    """Draw what is logged and, for administrators, the lines with their counts."""
    if access_log.may_see(view):
        _lines(view)
    figure(access_log.what_is_logged(rules().log_months), view.notes)


def _lines(view: View) -> None:
    try:
        found = access_log.lines(view)
    except DashboardError as error:
        st.error(str(error))
        return
    rows_figure(access_log.newest(found), view.notes)
    if not found:
        return
    rows_figure(access_log.by_person(found), view.notes)
    rows_figure(access_log.by_month(found), view.notes)
