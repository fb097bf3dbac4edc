"""What people have judged, kept apart from what was loaded: design decision 13.

A judgement is added, never changed: a later one supersedes an earlier one and none is lost, and
no load, roll-back or new snapshot touches any of them. Every function takes a Viewer, and raises
ValueError where the role or the partnership is not theirs, and DashboardError, a sentence for the
reader, where the store cannot be used. How it is kept: docs/decisions/0010-judgements-apart.md.
"""

from insight.workspace.access_log import (
    EXPORT,
    READING,
    Access,
    AccessLine,
    access_log,
    log_access,
)
from insight.workspace.local_words import (
    LocalWord,
    WordValue,
    judge_word,
    local_words,
)
from insight.workspace.name_review import (
    ACCEPTED,
    CLEARED,
    NameEntry,
    NameJudgement,
    judge_name,
    name_history,
    name_judgements,
)

__all__ = [
    "ACCEPTED",
    "CLEARED",
    "EXPORT",
    "READING",
    "Access",
    "AccessLine",
    "LocalWord",
    "NameEntry",
    "NameJudgement",
    "WordValue",
    "access_log",
    "judge_name",
    "judge_word",
    "local_words",
    "log_access",
    "name_history",
    "name_judgements",
]
