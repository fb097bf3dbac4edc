"""What changed for those who came: words before and after, each person against themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from insight import listings
from insight.charts import diverging, dumbbell, stacked_share
from insight.describe import capital, listing, percent, points, share_of, signed
from insight.findings.parts import TOO_FEW, Figure, is_ok, remembered

if TYPE_CHECKING:
    from insight.view import View

_MOST_WORDS = 6
_FAMILIES_NAMED = 2


@remembered
def title(view: View) -> str:
    """Return the page's finding: what people arrive with and what they leave with."""
    frame = _families(view)
    frame = frame[(frame["before_status"] == "ok") & (frame["after_status"] == "ok")]
    if frame.empty:
        return "Too few people answered to say how feelings moved"
    arrive = frame.nlargest(_FAMILIES_NAMED, "before")
    leave = frame.nlargest(_FAMILIES_NAMED, "after")
    return f"Professionals arrive {_feelings(arrive)}, and leave {_feelings(leave)}"


def _feelings(frame: pd.DataFrame) -> str:
    """Return the first feeling of each family's title: "Worried or anxious" as "worried"."""
    return listing([re.split(r" or | and |,", str(label))[0].lower() for label in frame["label"]])


@remembered
def better(view: View) -> Figure:
    """Return the share of people whose words got better, stayed the same or got worse."""
    keys = {"Better": "improved_share", "The same": "same_share", "Worse": "worsened_share"}
    rows = {label: view.one(key) for label, key in keys.items()}
    frame = pd.DataFrame(rows.values()).assign(label=list(rows))
    first = rows["Better"]
    sentence = "Each person is compared with themselves. "
    if is_ok(first):
        sentence = (
            f"95% interval {percent(first['lower'])} to {percent(first['upper'])}. {sentence}"
        )
    people = f"n = {view.counted(first['n'])} people" if is_ok(first) else "Fewer than 8 people"
    sessions = view.one("sessions_with_pairs")
    return Figure(
        name="better-same-worse",
        heading=f"{capital(share_of(first['value'], 'people'))} left feeling better"
        if is_ok(first)
        else TOO_FEW,
        sentence=f"{sentence}Better or worse means that their words moved by at least 0.05 on a "
        "scale from \N{MINUS SIGN}1 to 1.",
        chart=stacked_share(frame, view.palette),
        table=pd.DataFrame({"Left feeling": frame["label"], "People": frame["shown"]}),
        caption=f"{people} who gave words both before and after, in {sessions['shown']} sessions.",
    )


@remembered
def families(view: View) -> Figure:
    """Return the share of people using each family of feelings, before and after."""
    frame = _families(view)
    people = view.measure("word_share", ("wave",))
    counted = people[people["status"] == "ok"].set_index("wave")["n"]
    answered = " and ".join(
        f"{view.counted(counted[wave])} {wave}" for wave in ("before", "after") if wave in counted
    )
    table = pd.DataFrame(
        {
            "Feeling": frame["label"],
            "Before": frame["before_shown"],
            "After": frame["after_shown"],
        }
    )
    return Figure(
        name="families-of-feelings",
        heading=_families_heading(frame),
        sentence="Share of people using at least one word from each family. People give several "
        "words, so shares add to more than 100%.",
        chart=dumbbell(frame, view.palette),
        table=table,
        caption=f"Word share by family, all who answered. n = {answered or 'too few to say'}. "
        "Words that fit no family are left out.",
    )


def _families_heading(frame: pd.DataFrame) -> str:
    known = frame.dropna(subset=["change"])
    if known.empty:
        return TOO_FEW
    moved = known.sort_values("change")
    rose, fell = moved.iloc[-1], moved.iloc[0]
    return f"{capital(_name(rose))} rose most; {_name(fell)} fell most"


def _name(row: pd.Series) -> str:
    label = str(row["label"])
    return label[:1].lower() + label[1:]


@remembered
def _families(view: View) -> pd.DataFrame:
    """Return label, before, after, their texts and states, and the change, largest rise first."""
    frame = _before_and_after(view.measure("word_share", ("family", "wave")), "family")
    titles = listings.family_titles()
    named = frame[frame["family"].isin(list(titles))]
    return named.assign(label=named["family"].map(titles))


def _before_and_after(frame: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Turn one row a wave into one row a word or family."""
    sides = []
    for wave in ("before", "after"):
        side = frame[frame["wave"] == wave][[dimension, "value", "shown", "status"]]
        sides.append(
            side.rename(
                columns={"value": wave, "shown": f"{wave}_shown", "status": f"{wave}_status"}
            )
        )
    both = sides[0].merge(sides[1], on=dimension, how="outer")
    for wave in ("before", "after"):
        unused = both[f"{wave}_status"].isna()
        both[wave] = both[wave].mask(unused, 0.0)
        both = both.fillna({f"{wave}_shown": "0%", f"{wave}_status": "ok"})
    known = (both["before_status"] == "ok") & (both["after_status"] == "ok")
    both["change"] = (both["after"] - both["before"]).where(known)
    return both.sort_values("change", ascending=False, na_position="last", ignore_index=True)


@remembered
def words(view: View) -> Figure:
    """Return the words whose share changed most, in percentage points."""
    both = _before_and_after(view.measure("word_share", ("word", "wave")), "word")
    known = both.dropna(subset=["change"])
    rises, falls = known[known["change"] > 0], known[known["change"] < 0]
    chosen = pd.concat([rises.head(_MOST_WORDS), falls.tail(_MOST_WORDS)])
    frame = pd.DataFrame(
        {
            "label": chosen["word"],
            "value": chosen["change"] * 100,
            "shown": chosen["change"].map(points),
            "status": "ok",
        }
    )
    return Figure(
        name="words-gained-and-lost",
        heading=f"‘{rises.iloc[0]['word']}’ gained most, ‘{falls.iloc[-1]['word']}’ lost most"
        if len(rises) and len(falls)
        else TOO_FEW,
        sentence="Change in the share of people using each word, in percentage points.",
        chart=diverging(frame, view.palette),
        table=pd.DataFrame(
            {
                "Word": chosen["word"],
                "Before": chosen["before_shown"],
                "After": chosen["after_shown"],
                "Change, points": frame["shown"],
            }
        ),
        caption="Word share, after minus before. Words used by fewer than 5 people, or in fewer "
        "than 3 sessions, are counted in their family only.",
    )


@remembered
def shift(view: View) -> Figure:
    """Return the paired shift, ours beside what the general word list alone would say."""
    ours, stock = view.one("polarity_shift"), view.one("polarity_shift_stock")
    known = view.one("words_recognised")
    table = pd.DataFrame(
        {
            "Word list": ["This project's, for supervision", "General (TextBlob) alone"],
            "Average shift": [str(ours["shown"]), str(stock["shown"])],
            "95% interval": [_between(ours), _between(stock)],
        }
    )
    heading = (
        f"On average people's words moved by {signed(float(ours['value']))}"
        if is_ok(ours)
        else TOO_FEW
    )
    coverage = f"{known['shown']} of the words given are on the list. " if is_ok(known) else ""
    return Figure(
        name="average-shift",
        heading=heading,
        sentence=f"On a scale from \N{MINUS SIGN}1 to 1, each person against themselves. {coverage}"
        "A word that is not known is left out, never counted as neutral.",
        chart=None,
        table=table,
        caption="The interval allows for people in one session being alike. "
        "The general list scores helpless, worried, contained and calmer as 0.",
    )


def _between(row: pd.Series) -> str:
    if not is_ok(row) or pd.isna(row["lower"]):
        return ""
    return f"{signed(row['lower'])} to {signed(row['upper'])}"


def _list_matters(view: View) -> list[str]:
    ours, stock = view.one("polarity_shift"), view.one("polarity_shift_stock")
    if not (is_ok(ours) and is_ok(stock)):
        return []
    sizes = f"This project's word list gives {ours['shown']}, a general one {stock['shown']}"
    return [f"**How large the change is.** {sizes}: the size depends on the list."]


@remembered
def limits(view: View) -> list[str]:
    """Return what cannot be concluded, filled from the data."""
    rate = view.one("response_rate")
    unanswered = (
        f"the other {percent(1 - rate['value'])}" if is_ok(rate) else "those who did not answer"
    )
    return [
        (
            "**That sessions caused the change.** There is no comparison group, and people come "
            "when they are stuck, so some would feel better anyway."
        ),
        "**That children are safer.** These are the feelings of professionals.",
        *_list_matters(view),
        f"**What {unanswered} felt.** They did not answer both times, and may differ.",
        (
            "**That a word means the same to all.** ‘Contained’ counts as good here: in "
            "supervision theory (Bion) a worry has been heard and held, so a person can think."
        ),
    ]
