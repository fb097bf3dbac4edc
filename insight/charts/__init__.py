"""The house figures: small functions from a protected frame to a Plotly figure.

Each takes rows that disclosure control has already been over: `label`, `value`, `shown`, `status`
and whatever else its docstring names. The order of the rows is the order drawn. A row whose status
is not "ok" is its `shown` text in grey; none of its numbers enters the figure. Draw with
`st.plotly_chart(figure, theme=None, config=CONFIG, alt=alt_text(sentence, frame))`.
"""

from __future__ import annotations

from insight.charts.canvas import CONFIG, alt_text, brief
from insight.charts.change import change_shape
from insight.charts.diverging import diverging
from insight.charts.grid import dot_grid
from insight.charts.heat import heat_grid
from insight.charts.intervals import dot_intervals, funnel, share_intervals
from insight.charts.months import run_chart
from insight.charts.pairs import dumbbell
from insight.charts.palette import Palette, palette
from insight.charts.process import MOST, process_points
from insight.charts.ranked import ranked_bars
from insight.charts.shifts import shift_intervals
from insight.charts.stacked_bar import stacked_share
from insight.charts.timeline import CONCERN, IMPROVEMENT, Limits
from insight.charts.trends import axis_floor, trend_columns, trend_line

__all__ = [
    "CONCERN",
    "CONFIG",
    "IMPROVEMENT",
    "MOST",
    "Limits",
    "Palette",
    "alt_text",
    "axis_floor",
    "brief",
    "change_shape",
    "diverging",
    "dot_grid",
    "dot_intervals",
    "dumbbell",
    "funnel",
    "heat_grid",
    "palette",
    "process_points",
    "ranked_bars",
    "run_chart",
    "share_intervals",
    "shift_intervals",
    "stacked_share",
    "trend_columns",
    "trend_line",
]
