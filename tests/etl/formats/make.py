"""Makes the fixture of the present format, before FORMAT is raised:

    python -m tests.etl.formats.make

It loads a few invented rows of every table and writes the snapshot here, packed.
"""

from __future__ import annotations

import gzip
import os
import tempfile
from pathlib import Path

from config import snapshot
from config.snapshot import current_snapshot, quoted, start_duckdb
from etl import load
from tests.small_files import FEEDBACK, REFERRAL, SESSION, write_csv

KEY = "a-key-for-the-tests-only"
SMALL = "16384"
"""The size of a block: as small as DuckDB has it, because most tables hold a few rows."""

ROWS = {
    "referral": [
        REFERRAL,
        REFERRAL | {"referral_id": "R2", "decision": "signposted", "locality": "Pontefract"},
        REFERRAL | {"referral_id": "R3", "locality": "Nowhere"},
        REFERRAL | {"referral_id": "R4", "received_date": "not a day"},
    ],
    "session": [SESSION, SESSION | {"session_id": "S2", "referral_id": "R3"}],
    "attendance": [
        {"session_id": "S1", "agency": "Police", "attendee": "1", "attended": "yes"},
        {"session_id": "S1", "agency": "School", "attendee": "2", "attended": "no"},
    ],
    "feedback": [
        FEEDBACK | {"word_2": "worried", "confidence": "3"},
        FEEDBACK
        | {
            "wave": "after",
            "word_1": "calmer",
            "confidence": "8",
            "comment": "We left with one shared plan. Ring 07700 900123.",
        },
    ],
    "interview": [
        {
            "interview_id": "I1",
            "question_no": "1",
            "interview_date": "2025-09-01",
            "agency": "Police",
            "role_group": "supervisor",
            "question": "impact",
            "answer": "We understood each other's roles and shared one plan.",
        }
    ],
    "outcome": [
        {
            "referral_id": "R1",
            "months_after": "3",
            "review_date": "2025-10-10",
            "plan_type_now": "Child in Need",
        }
    ],
    "learning": [
        {
            "learning_id": "L1",
            "session_id": "S1",
            "raised_date": "2025-07-10",
            "scope": "system",
            "theme": "communication",
            "description": "Agencies share the plan within a week.",
        }
    ],
}


def main() -> None:
    """Load the rows, take the encryption off and pack what is left."""
    os.environ["WAREHOUSE_KEY"] = KEY
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files = [write_csv(place, name, rows) for name, rows in ROWS.items()]
        load(files, "wakefield", place / "w")
        connection = start_duckdb()
        made = quoted(current_snapshot(place / "w"))
        connection.execute(f"ATTACH {made} AS made (READ_ONLY, ENCRYPTION_KEY {quoted(KEY)})")
        plain = place / "plain.duckdb"
        connection.execute(f"ATTACH {quoted(plain)} AS plain (BLOCK_SIZE {SMALL})")
        connection.execute("COPY FROM DATABASE made TO plain")
        connection.close()
        packed = Path(__file__).with_name(f"format-{snapshot.FORMAT}.duckdb.gz")
        packed.write_bytes(gzip.compress(plain.read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    main()
