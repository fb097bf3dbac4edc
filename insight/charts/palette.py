"""The colours of the figures, light and dark.

Every mark keeps at least 3:1 against the page and every text colour at least 4.5:1
(WCAG 2.2, 1.4.3 and 1.4.11). Orange and soft fall under 3:1 on the grey panel, so figures
stand on the page colour only, and those colours are never used for words.

A colour means one thing. Figures ask for it by its meaning; blue, orange and plum are named here
only, but for blue where there is nothing to tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """One theme's colours, each named by its role in a figure (hex)."""

    page: str
    text: str
    mid: str
    soft: str
    rule: str
    grid: str
    blue: str
    orange: str
    plum: str

    @property
    def after(self) -> str:
        """What is now, or after, where it stands beside what was."""
        return self.blue

    @property
    def before(self) -> str:
        """What was: neither good nor bad."""
        return self.mid

    @property
    def improvement(self) -> str:
        """Better, or a signal of improvement."""
        return self.blue

    @property
    def same(self) -> str:
        """No change, and what is ordinary."""
        return self.soft

    @property
    def concern(self) -> str:
        """Worse, or a signal of concern. No other mark is orange."""
        return self.orange

    @property
    def standard(self) -> str:
        """The line of a standard, which is dashed."""
        return self.text

    @property
    def apart(self) -> str:
        """What differs from the rest, be it better or worse."""
        return self.plum


_LIGHT = Palette(
    page="#FFFFFF",
    text="#1B2126",
    mid="#5B646D",
    soft="#8A939C",
    rule="#D5DAE0",
    grid="#E4E8EC",
    blue="#12436D",
    orange="#F46A25",
    plum="#801650",
)
_DARK = Palette(
    page="#12171D",
    text="#ECEFF2",
    mid="#A9B3BD",
    soft="#8592A0",
    rule="#36404B",
    grid="#29323B",
    blue="#7FB4E8",
    orange="#F58A55",
    plum="#E58AC0",
)


def palette(theme: str | None) -> Palette:
    """Return the palette for "dark"; for anything else, an unknown theme included, the light one.

    `theme` is what Streamlit reports in `st.context.theme.type`, which may be None.
    """
    return _DARK if theme == "dark" else _LIGHT
