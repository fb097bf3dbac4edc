"""How well feelings are read, and how fast: `python -m benchmarks.sentiment`.

The project's labelled set (tests/etl/sentiment/README.md), beside stock TextBlob and VADER in the
same run. Part "open" may be used for tuning the word lists, part "apart" is only ever reported.
"""

from __future__ import annotations

import csv
import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from scipy.stats import spearmanr
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from config.paths import DATA, ROOT
from etl.sentiment import score, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Kind = Literal["words", "comment"]
Scorer = Callable[[str, Kind], float | None]
Line = Mapping[str, str]

LABELLED = ROOT / "tests" / "etl" / "sentiment"
SIGNS = {"positive": 1, "negative": -1}
MOVED = 0.05  # measures, "improved_share"
SPEED_TEXTS = 6_000
MISSPELT = 0.3
FEWEST_RANKED = 10
_VADER = SentimentIntensityAnalyzer()


def ours(text: str, kind: Kind) -> float | None:
    """Return the project's own score."""
    return score(text, kind).polarity


def textblob(text: str, kind: Kind) -> float | None:
    """Return stock TextBlob's score, the mean over a cell's words; 0 is no answer."""
    return _mean(TextBlob(part).sentiment.polarity for part in _parts(text, kind))


def vader(text: str, kind: Kind) -> float | None:
    """Return VADER's compound score, the mean over a cell's words; 0 is no answer."""
    return _mean(_VADER.polarity_scores(part)["compound"] for part in _parts(text, kind))


SCORERS = {"ours": ours, "TextBlob": textblob, "VADER": vader}


def _parts(text: str, kind: Kind) -> tuple[str, ...]:
    return split_words(text) if kind == "words" else (text,)


def _mean(values: Iterable[float]) -> float | None:
    said = [value for value in values if value]
    return fmean(said) if said else None


@dataclass(frozen=True)
class Figures:
    """How one scorer did on one set; shares are of the texts they apply to, None where none do.

    `coverage`, `right` and `wrong` are over texts labelled positive or negative, `rank` is
    Spearman's correlation with the labelled strength over those scored, `silent` the share of
    non-answers and topics that got no score.
    """

    texts: int
    coverage: float | None
    right: float | None
    wrong: float | None
    rank: float | None
    silent: float | None


def figures(lines: Sequence[Line], scorer: Callable[[str, Kind], float | None]) -> Figures:
    """Score labelled lines (columns text, kind, expected, strength) and compare."""
    scored = [(line, scorer(line["text"], _kind(line))) for line in lines]
    signed = [
        (SIGNS[line["expected"]], given) for line, given in scored if line["expected"] in SIGNS
    ]
    ranked = [
        (float(line["strength"]), given)
        for line, given in scored
        if line["strength"] and given is not None
    ]
    silent = [given is None for line, given in scored if line["expected"] == "nothing"]
    return Figures(
        texts=len(lines),
        coverage=_share([given is not None for _, given in signed]),
        right=_share([given is not None and sign * given > 0 for sign, given in signed]),
        wrong=_share([given is not None and sign * given < 0 for sign, given in signed]),
        rank=_rank(ranked),
        silent=_share(silent),
    )


def _rank(ranked: Sequence[tuple[float, float]]) -> float | None:
    if len(ranked) < FEWEST_RANKED:
        return None
    labelled, given = zip(*ranked, strict=True)
    return float(spearmanr(labelled, given).statistic)


def _kind(line: Line) -> Kind:
    return "words" if line["kind"] == "words" else "comment"


def _share(met: Sequence[bool]) -> float | None:
    return sum(met) / len(met) if met else None


def flagged(lines: Sequence[Line]) -> tuple[int, int]:
    """Return how many of the ambiguous texts were called ambiguous, and how many there are."""
    states = [
        score(line["text"], _kind(line)).state for line in lines if line["expected"] == "ambiguous"
    ]
    return states.count("ambiguous"), len(states)


def directions(lines: Sequence[Line], scorer: Callable[[str, Kind], float | None]) -> float:
    """Return the share of before and after pairs whose direction was found."""
    found = []
    for line in lines:
        before, after = scorer(line["before"], "words"), scorer(line["after"], "words")
        moved = None if before is None or after is None else after - before
        found.append(moved is not None and _direction(moved) == line["direction"])
    return sum(found) / len(found)


def _direction(moved: float) -> str:
    return "up" if moved >= MOVED else "down" if moved <= -MOVED else "same"


def read(name: str) -> dict[tuple[str, str], list[dict[str, str]]]:
    """Return the lines of a labelled file by part and set."""
    found: defaultdict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with (LABELLED / name).open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found[line["part"], line.get("set", "pairs")].append(line)
    return found


def main() -> None:
    """Print what each scorer makes of each set, then the speed of ours."""
    texts, pairs = read("texts.csv"), read("pairs.csv")
    for part in ("open", "apart"):
        print(f"\npart {part}: set, texts; coverage, right sign, wrong sign, rank, left unscored")
        for set_name in dict.fromkeys(name for _, name in texts):
            lines = texts[part, set_name]
            for name, scorer in SCORERS.items():
                _print(set_name, name, figures(lines, scorer))
            if (met := flagged(lines))[1]:
                print(f"{set_name:<13}{'ours':<9} called ambiguous {met[0]} of {met[1]}")
        for name, scorer in SCORERS.items():
            lines = pairs[part, "pairs"]
            share = directions(lines, scorer)
            print(f"{'pairs':<13}{name:<9}{len(lines):>5}  right direction {share:.3f}")
    print(f"\n{speed():,.0f} texts a second, cold, one core, half cells and half comments")


def _print(set_name: str, name: str, found: Figures) -> None:
    values = (found.coverage, found.right, found.wrong, found.rank, found.silent)
    cells = "".join(f"{'':>8}" if value is None else f"{value:>8.3f}" for value in values)
    print(f"{set_name:<13}{name:<9}{found.texts:>5}{cells}")


def speed() -> float:
    """Return texts a second, all different, a tenth of the words misspelt."""
    draw = random.Random(2026)  # noqa: S311 - invented texts, the same at every run
    with (DATA / "demo" / "texts" / "words.csv").open(encoding="utf-8", newline="") as file:
        plain = [line["text"] for line in csv.DictReader(file)]
    words = [f"{start}{word}" for start, word in product(("", "very ", "not "), plain)]
    cells = [_slipped(draw, ", ".join(draw.sample(words, 3))) for _ in range(SPEED_TEXTS // 2)]
    comments = [
        f"Before I was {draw.choice(words)}, but the plan for family {number} is now "
        f"{draw.choice(words)} and we left {draw.choice(words)} about what comes next."
        for number in range(SPEED_TEXTS // 2)
    ]
    started = time.process_time()
    for cell, comment in zip(cells, comments, strict=True):
        score(cell, "words")
        score(comment, "comment")
    return SPEED_TEXTS / (time.process_time() - started)


def _slipped(draw: random.Random, text: str) -> str:
    """Leave a letter out of some texts, as thumbs do."""
    if draw.random() > MISSPELT:
        return text
    place = draw.randrange(1, len(text) - 1)
    return text[:place] + text[place + 1 :]


if __name__ == "__main__":
    main()
