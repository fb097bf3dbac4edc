"""What a page shows: figures and headline rows, composed from protected measures.

A finding knows nothing of Streamlit: the same one can be drawn on a page or printed in a paper.
"""

from __future__ import annotations

from insight.findings.figure import Figure, Headline

__all__ = ["Figure", "Headline"]
