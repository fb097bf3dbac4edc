"""The measures: a registry of definitions, and one function that answers them, protected."""

from insight.measures.answer import answered, measure, told
from insight.measures.contrasts import apart, moved
from insight.measures.definition import Measure
from insight.measures.exact import alike, chance_of_difference, outranked
from insight.measures.frame import Told
from insight.measures.protection.kept import look
from insight.measures.question import Asked
from insight.measures.registry import MEASURES

__all__ = [
    "MEASURES",
    "Asked",
    "Measure",
    "Told",
    "alike",
    "answered",
    "apart",
    "chance_of_difference",
    "look",
    "measure",
    "moved",
    "outranked",
    "told",
]
