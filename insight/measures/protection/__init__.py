"""What may be shown of a question: its cells, judged with all that could be laid beside them."""

from insight.measures.protection.judged import Judged, behind, judged_cells

__all__ = ["Judged", "behind", "judged_cells"]
