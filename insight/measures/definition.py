"""What a measure is: its plain words, and how it is counted over a mart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from insight.disclosure import SMALLEST_BASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config.roles import Subject

Kind = Literal["count", "share", "median", "p90", "mean", "mcnemar", "wilcoxon", "effect"]
QUANTILES = {"median": 0.5, "p90": 0.9}
CHANGE_TESTS = ("wilcoxon", "effect")  # worked out from each person's change
CHANCES = ("mcnemar", "wilcoxon")  # the value is a p

CASE = ("partnership", "locality", "plan_type", "reason", "send", "sibling_band", "age_band")
TIME = ("month", "quarter", "reporting_year")
PERSON = ("agency_group", "role_group")
WHOLE_CASE = (*CASE, "agency_group", *TIME)
COARSER = {"month": ("quarter", "reporting_year"), "quarter": ("reporting_year",)}

_YEAR = "(year(day) - if(month(day) < year_start_month, 1, 0))"
_YEAR_LABEL = f"({_YEAR} || if(year_start_month = 1, '', ' to ' || ({_YEAR} + 1)))"
_QUARTER = "((month(day) - year_start_month + 12) % 12 // 3 + 1)"


@dataclass(frozen=True)
class Column:
    """How a dimension is read from a mart: an SQL expression; `many` when it gives a list."""

    sql: str
    many: bool = False


COLUMNS: Mapping[str, Column] = {
    name: Column(name) for name in (*CASE, *PERSON, "wave", "word", "family", "rating", "theme")
} | {
    "months_after": Column("months_after"),
    "change": Column("change"),
    "scope": Column("scope"),
    "before_family": Column("before_families", many=True),
    "after_family": Column("after_families", many=True),
    "reason": Column("reasons", many=True),
    "theme_kind": Column("kind"),
    "month": Column("strftime(day, '%Y-%m')"),
    "quarter": Column(f"{_YEAR_LABEL} || ' Q' || {_QUARTER}"),
    "reporting_year": Column(_YEAR_LABEL),
}


@dataclass(frozen=True)
class Measure:
    """One measure, defined once (docs: measures).

    The first fields are the words people read; the rest say how it is counted. `rows_of` is a mart
    or a subquery, `day` the date its period is judged by, `base` says which rows count at all,
    `counted` which are in the numerator and `of` which in the denominator. `value` is what a
    median or mean is taken of. `unit_of` holds the columns of what is counted once, when rows are
    not the unit. `largest_per` adds up the largest number (second) of each unit (first).

    `whole` names the dimensions that the denominator ignores: shares along them are shares of the
    whole, and `headline` is what is counted while none of them is asked about. Along `overlapping`
    ones, and those read from a list, one unit may stand in several cells. `nested` maps a dimension
    to the one that each of its values belongs to (a theme is a reason or a benefit). `people_of`
    holds the columns that tell people apart, where one may stand in several rows: under protection
    nothing rests on too few of them. `closed_to` names the roles that may not ask; `signed` is a
    change, shown with its sign. `not_due` and `unrecorded` say of which rows it is true, where the
    base has none, that they are not due yet, or that what is asked was not recorded of them.
    `in_fives` is False of shares that add up to a whole: told to the nearest 5 points together,
    they would tell of what they rest on.
    `subject` is what it is about, by which a role's preset may differ: feelings unless said.
    `method` names the test or list it is worked out with, for those who check it.
    """

    key: str
    title: str
    question: str
    numerator: str
    denominator: str
    unit: str
    better: Literal["up", "down", "neither"]
    group: Literal["How much did we do?", "How well did we do it?", "Is anyone better off?"]
    kind: Kind
    dimensions: tuple[str, ...]
    source: str
    rows_of: str
    day: str
    base: str = "true"
    counted: str = "true"
    of: str = "true"
    value: str = ""
    unit_of: tuple[str, ...] = ()
    largest_per: tuple[str, str] | None = None
    whole: tuple[str, ...] = ()
    headline: str = ""
    people_of: tuple[str, ...] = ()
    signed: bool = False
    overlapping: tuple[str, ...] = ()
    nested: Mapping[str, str] = field(default_factory=dict, compare=False)
    closed_to: tuple[str, ...] = ()
    not_due: str = ""
    unrecorded: str = ""
    in_fives: bool = True
    subject: Subject = "feelings"
    method: str = ""
    columns: Mapping[str, Column] = field(default_factory=dict, compare=False)

    @property
    def smallest_base(self) -> int:
        """The fewest people, pairs or sessions a figure may rest on; a count has none."""
        return 0 if self.kind == "count" else SMALLEST_BASE

    @property
    def is_share(self) -> bool:
        """True when it is counted as some of a base: all that a share gives away is protected."""
        return self.kind in {"share", "mcnemar"}

    @property
    def needs_standard(self) -> bool:
        """True when it judges against a turnaround standard, which not every partnership has."""
        return "standard_days" in self.base + self.counted or "due_date" in self.base

    @property
    def judges_open_cases(self) -> bool:
        """True when it depends on the day open cases are judged at."""
        return "as_of" in self.base

    def partitions(self, dimension: str) -> bool:
        """Return whether each unit stands in one cell only along a dimension."""
        return not self.column(dimension).many and dimension not in self.overlapping

    def column(self, dimension: str) -> Column:
        """Return how this measure reads a dimension."""
        return self.columns.get(dimension, COLUMNS[dimension])
