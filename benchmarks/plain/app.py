"""The plain dashboard: `streamlit run benchmarks/plain/app.py`, with PYTHONPATH=. set."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from benchmarks.plain import frames, pages
from config.partnerships import AGENCY_GROUPS, PLAN_TYPES, partnership

YEARS = {
    f"{year} to {year + 1}": (f"{year}-04-01", f"{year + 1}-03-31")
    for year in (2026, 2025, 2024, 2023)
}
WHOLE = {
    "locality": "Whole area",
    "plan_type": "All plans",
    "agency_group": "All agencies",
}

kept_frames = st.cache_data(frames.frames)


def main(only: str | None = None) -> None:
    """Draw the page asked for, or the one named, with the filters all pages share."""
    st.set_page_config(layout="wide")
    with st.sidebar:
        page = only or st.radio("Page", list(pages.PAGES))
        asked = _asked()
    pages.PAGES[page](asked)


def _asked() -> pages.Asked:
    place = st.selectbox("Partnership", list(frames.PLACES), key="partnership")
    year = st.selectbox("Period", list(YEARS), index=1, key="period")
    names = [each.name for each in partnership(frames.PLACES[place]).localities]
    options = {"locality": names, "plan_type": PLAN_TYPES, "agency_group": AGENCY_GROUPS}
    chosen = {
        column: st.selectbox(column, [WHOLE[column], *values], key=column)
        for column, values in options.items()
    }
    where = {column: value for column, value in chosen.items() if value != WHOLE[column]}
    since, until = map(pd.Timestamp, YEARS[year])
    earlier = pd.DateOffset(years=1)
    found = kept_frames()
    return pages.Asked(
        now=pages.kept(found, since, until, place=place, **where),
        before=pages.kept(found, since - earlier, until - earlier, place=place, **where),
    )


if __name__ == "__main__":
    main()
