"""What a file is read with: its table's contract and the partnership's lists, as one short code.

A file loaded under another code may be read otherwise today (docs/decisions/0015).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from etl.rows.cells import listed_name
from etl.rows.identifiers import known_words
from etl.rows.staging import listed_rows

if TYPE_CHECKING:
    from config.contracts import Contract
    from config.partnerships import Partnership

_PROSE = {"free", "text"}


def lists_code(contract: Contract, partnership: Partnership) -> str:
    """Return the code of all that decides how a file of this table is read."""
    names = {listed_name(column, contract.table) for column in contract.columns}
    names |= {"reason"} if "reasons" in names else set()
    listed = sorted(map(str, (row for row in listed_rows(partnership) if row[0] in names)))
    prose = any(column.kind in _PROSE for column in contract.columns)
    said = (
        contract,
        listed,
        sorted(map(str, partnership.column_synonyms.get(contract.table, {}).items())),
        sorted(known_words(partnership)) if prose else [],
        partnership.hash_references,
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
