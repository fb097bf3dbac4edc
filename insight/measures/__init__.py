"""The measures: a registry of definitions, and one function that answers them, protected."""

from insight.measures.answer import answered, measure
from insight.measures.contrasts import apart, moved
from insight.measures.definition import Measure
from insight.measures.exact import alike, chance_of_difference, outranked
from insight.measures.question import Asked
from insight.measures.registry import MEASURES

__all__ = [
    "MEASURES",
    "Asked",
    "Measure",
    "alike",
    "answered",
    "apart",
    "chance_of_difference",
    "measure",
    "moved",
    "outranked",
]
