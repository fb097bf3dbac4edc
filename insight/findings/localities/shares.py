"""Localities compared by a share: what the comparison comes to, and its figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.charts import funnel
from insight.describe import capital, listing
from insight.findings import unsaid, verdicts
from insight.findings.figure import (
    Figure,
    bounds_text,
    counted,
    is_ok,
    is_rounded,
    remembered,
)
from insight.findings.folded import folded
from insight.findings.localities.bands import (
    comparable,
    compared,
    funnelled,
    named,
    overall,
    unsure,
)
from insight.findings.localities.rest import beside_the_rest
from insight.findings.verdicts import CANNOT, MORE

if TYPE_CHECKING:
    from insight.measures import Told
    from insight.view import View

MEASURED = {
    "within_standard": (
        "timing",
        "Share of sessions held within the standard.",
        "sessions were due in any locality that can be shown",
    ),
    "improved_share": (
        "feelings",
        "Share of answers with better words after the session than before.",
        "answers came both times from any locality that can be shown",
    ),
}
"""What each share is called, what it says, and what it rests on, with the verb."""

_BAND = (
    "The dark band holds 95 in 100 localities by chance alone, the pale one 998 in 1,000: the "
    "smaller the locality, the wider its bands. Only past the pale band is a locality called "
    "different."
)


_ROUNDED = "Called different only where rounding cannot be why. "


@remembered
def title(view: View) -> str:
    """Return the page's finding: whether any locality stands apart beyond chance."""
    if view.viewer.bound_to_localities:
        return f"{listing(view.viewer.localities)} beside the rest of the partnership"
    keys = [key for key in compared(view) if comparable(view, key)]
    if not keys:
        return "Too little can be shown to compare localities"
    apart = sorted({name for key in keys for name in named(view, key, MORE)})
    if apart:
        return f"{listing(apart)} stand{'s' if len(apart) == 1 else ''} apart from the whole area"
    if any(unsure(view, key) for key in keys):
        return "We cannot tell whether a locality stands apart"
    some = " that can be shown" if any(named(view, key, CANNOT) for key in keys) else ""
    return f"No locality{some} stands apart by more than chance"


@remembered
def shares(view: View, key: str) -> Figure:
    """Return one share for each locality, on the bands that chance alone would reach."""
    name, sentence, things = MEASURED[key]
    if view.viewer.bound_to_localities:
        return beside_the_rest(view, key, MEASURED[key])
    frame, whole = funnelled(view, key), overall(view, key)
    if not comparable(view, key):
        row = whole if not is_ok(whole) else unsaid.of_all(frame)
        about = f"{capital(name)} by locality"
        return Figure.silent(f"{name}-by-locality", about, unsaid.sentence(view, row, things))
    frame = folded(frame, "localities")
    return Figure(
        name=f"{name}-by-locality",
        heading=f"{capital(name)}: {_compared(view, key)}",
        sentence=f"{sentence} {_BAND}",
        chart=funnel(frame, view.palette, verdicts.middle(whole), str(whole["shown"])),
        table=pd.DataFrame(
            {
                "Locality": frame["label"],
                "Share": frame["shown"],
                "Rests on": [_rests_on(row) for _, row in frame.iterrows()],
                "Chance alone": [bounds_text(row) for _, row in frame.iterrows()],
            }
        ),
        caption=f"{capital(view.four_quarters.text)}, the largest locality first. Bands: exact "
        "binomial limits of 95% and 99.8% around the whole area's share, widened because people "
        f"of one session are alike. {_ROUNDED if is_rounded(whole) else ''}Not a league table.",
    )


def _compared(view: View, key: str) -> str:
    """Return what the comparison of localities comes to."""
    if apart := named(view, key, MORE):
        verb = "differs" if len(apart) == 1 else "differ"
        return f"{listing(apart)} {verb} from the whole area by more than chance"
    if names := unsure(view, key):
        are = "is" if len(names) == 1 else "are"
        return f"we cannot tell whether {listing(names)} {are} different"
    some = " that can be shown" if named(view, key, CANNOT) else ""
    return f"no locality{some} differs by more than chance"


def _rests_on(row: Told) -> str:
    return counted(row, "denominator") if is_ok(row) else ""
