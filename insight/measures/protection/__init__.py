"""What may be shown of a question: its cells, judged with all that could be laid beside them."""

from insight.measures.protection.judged import Judged, judged_cells, told

__all__ = ["Judged", "judged_cells", "told"]
