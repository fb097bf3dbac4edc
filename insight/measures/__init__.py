"""The measures: a registry of definitions, and one function that answers them, protected."""

from insight.measures.answer import measure
from insight.measures.definition import Measure
from insight.measures.registry import MEASURES

__all__ = ["MEASURES", "Measure", "measure"]
