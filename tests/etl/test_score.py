"""`python -m etl score`: one JSON line in, one out, whatever the text is."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from config.paths import ROOT
from etl.scoring import score_lines

STATES = {"scored", "unrecognised", "ambiguous", "empty"}


def _answers(*asked: object) -> list[dict[str, Any]]:
    out, complaints = io.StringIO(), io.StringIO()
    lines = [json.dumps(one).encode() for one in asked]
    assert score_lines(lines, out, complaints) == 0
    assert complaints.getvalue() == ""
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_answers_line_by_line() -> None:
    asked = (
        b'{"id": 7, "text": "hepless", "kind": "words"}\n'
        b"\n"
        b"mum Sarah was cross\n"
        b'{"id": "x", "text": "n/a", "kind": "comment"}\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "etl", "score"],
        input=asked,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    first, unread, last = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["id"], first["state"]) == (7, "scored")
    assert first["polarity"] < 0
    [because] = first["because"]
    assert set(because) == {"span", "value", "source", "modifier"}
    assert because["span"] == "hepless"
    assert "helpless" in because["modifier"]
    assert unread == {"id": None, "polarity": None, "state": "empty", "because": []}
    assert last == {"id": "x", "polarity": None, "state": "empty", "because": []}
    assert done.returncode == 1
    said = done.stderr.decode()
    assert "Line 3" in said
    assert "Sarah" not in said


def test_an_answer_has_a_polarity_only_when_it_is_scored() -> None:
    answers = _answers(
        {"id": 1, "text": "calmer", "kind": "words"},
        {"id": 2, "text": "challenged", "kind": "words"},
        {"id": 3, "text": "xylophonic", "kind": "words"},
        {"id": 4, "text": None, "kind": "words"},
        {"id": 5, "text": 12.5},
        {"id": {"a": 1}, "text": ["calm"]},
    )
    assert [one["state"] for one in answers[:4]] == ["scored", "ambiguous", "unrecognised", "empty"]
    assert all((one["polarity"] is None) == (one["state"] != "scored") for one in answers)


ODD = st.one_of(
    st.text(),
    st.text(st.characters(categories=("Cc", "Cf", "So", "Mn", "Cs")), max_size=60),
    st.text("😀👍<b>&amp;-'’!?,;\n\t\0 notvery", max_size=200),
    st.sampled_from(["a" * 100_000, "not " * 25_000, "<" * 100_000, "calm, " * 20_000]),
)


@given(ODD, st.sampled_from(["words", "comment"]))
def test_any_text_gets_a_state(text: str, kind: str) -> None:
    [answer] = _answers({"id": 0, "text": text, "kind": kind})
    assert answer["state"] in STATES
    if answer["state"] == "scored":
        assert -1 <= answer["polarity"] <= 1
