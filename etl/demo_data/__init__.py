"""Invented demonstration data: three years of two schemes, the same on every machine.

Nothing here comes from a real referral, session or person. ``python -m etl.demo_data``
rewrites ``data/demo``; the prose it uses is kept apart in ``data/demo/texts``.
"""

from __future__ import annotations
