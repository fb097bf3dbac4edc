"""The statistics of the measures, as small pure functions (docs: measures, "Vectors").

Counts go in as whole numbers, shares come out between 0 and 1, intervals are 95%.
"""

from insight.statistics.clusters import mean_clustered
from insight.statistics.comparing import (
    ALPHA,
    FEWEST_RANKED,
    FEWEST_SESSIONS,
    POWER,
    could_have_seen,
    design_effect,
    holm,
    permuted,
    two_medians,
    two_shares,
)
from insight.statistics.contrasts import same_clusters
from insight.statistics.distributions import both_tails, normal_point
from insight.statistics.intervals import (
    Interval,
    Z,
    byar,
    chance_of_none,
    difference_of_shares,
    funnel_limits,
    quantile,
    widest,
    wilson,
    within_chance,
)
from insight.statistics.paired import mcnemar, rank_biserial, rank_sums, wilcoxon
from insight.statistics.process import (
    POINTS_IN_TREND,
    Assurance,
    Phase,
    Signal,
    assurance,
    phase_starts,
    phases,
    rules_text,
    signals,
)
from insight.statistics.waits import Judged, judged

__all__ = [
    "ALPHA",
    "FEWEST_RANKED",
    "FEWEST_SESSIONS",
    "POINTS_IN_TREND",
    "POWER",
    "Assurance",
    "Interval",
    "Judged",
    "Phase",
    "Signal",
    "Z",
    "assurance",
    "both_tails",
    "byar",
    "chance_of_none",
    "could_have_seen",
    "design_effect",
    "difference_of_shares",
    "funnel_limits",
    "holm",
    "judged",
    "mcnemar",
    "mean_clustered",
    "normal_point",
    "permuted",
    "phase_starts",
    "phases",
    "quantile",
    "rank_biserial",
    "rank_sums",
    "rules_text",
    "same_clusters",
    "signals",
    "two_medians",
    "two_shares",
    "widest",
    "wilcoxon",
    "wilson",
    "within_chance",
]
