"""`python -m etl score`: texts as JSON lines in, their scores as JSON lines out.

The interface is the design's, "Commands". Lines are read and answered one at a time, so that any
number of them may be sent.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal, TextIO

from etl.sentiment import Scored, score

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["words", "comment"]
_NOTHING = Scored(None, "empty", ())


def score_lines(lines: Iterable[bytes], out: TextIO, complaints: TextIO) -> int:
    """Score each line of `{"id", "text", "kind"}` and return 1 when one could not be read, else 0.

    A line that is no JSON object is answered as empty, its `id` null, and named by its number in
    `complaints`; its text is not repeated there. `kind` is "words" or, when it is anything else,
    "comment".
    """
    unread = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        asked = _asked(line)
        if asked is None:
            unread += 1
            complaints.write(f'Line {number} is not like {{"id": 1, "text": "…"}}: not scored.\n')
        out.write(json.dumps(_answer(asked or {})) + "\n")
        out.flush()
    return 1 if unread else 0


def _asked(line: bytes) -> dict[str, Any] | None:
    try:
        asked = json.loads(line.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    return asked if isinstance(asked, dict) else None


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    text = asked.get("text")
    kind: Kind = "words" if asked.get("kind") == "words" else "comment"
    scored = _NOTHING if text is None else score(str(text), kind)
    return {"id": asked.get("id"), **asdict(scored)}
