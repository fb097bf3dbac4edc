"""The texts of the kit: the guide, the feedback questionnaire and the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from config.contracts import contracts
from etl.template.lists import offered
from etl.template.tokens import DIGITS, LETTERS, draw_tokens

if TYPE_CHECKING:
    from config.contracts import Column
    from etl.template.wording import Wording

FORM = "feedback-form"
"""A folder of its own, so that loading the folder of the workbooks does not meet tokens.csv."""

_TOKENS = 200
_RATING = "0 to 10"
_GUIDE_SIZE, _FORM_SIZE = "8.7pt", "9.2pt"


def documents(wording: Wording, workbooks: tuple[str, ...]) -> dict[str, bytes]:
    """Return the kit's texts by file name; `workbooks` are the names of the files to fill in."""
    tokens = draw_tokens(_TOKENS)
    guide = _guide(wording, workbooks)
    recipe = wording.page(
        "tokens.md.jinja", count=_TOKENS, letters=list(LETTERS), digits=list(DIGITS)
    )
    texts = {
        "guide.md": guide,
        "guide.html": _as_page(wording, guide, "Filling in and loading", _GUIDE_SIZE),
        f"{FORM}/tokens.md": recipe,
        f"{FORM}/tokens.html": _as_page(wording, recipe, "Tokens", "10.5pt"),
        f"{FORM}/token-cards.html": wording.page(
            "cards.html.jinja", tokens=tokens, heading="Token cards", print_size="11pt"
        ),
        f"{FORM}/tokens.csv": "\r\n".join(("token", *tokens, "")),
    }
    return {name: text.encode() for name, text in (texts | _questionnaire(wording)).items()}


def _guide(wording: Wording, workbooks: tuple[str, ...]) -> str:
    words = wording.workbooks
    files = [{"name": name} | wording.of_table(name.removesuffix(".xlsx")) for name in workbooks]
    return wording.page("guide.md.jinja", files=files, never=words["never"])


def _as_page(wording: Wording, markdown: str, heading: str, print_size: str) -> str:
    """Return a Markdown text as a page that stands by itself, on the screen and on paper."""
    content = MarkdownIt("commonmark").enable("table").render(markdown)
    return wording.page("page.html.jinja", content=content, heading=heading, print_size=print_size)


def _questionnaire(wording: Wording) -> dict[str, str]:
    form, questions = wording.questionnaire, questions_of(wording)
    wave = next(q for q in questions if q["column"] == "wave")
    roles = next(q["choices"] for q in questions if q["column"] == "role_group")
    return {
        f"{FORM}/questionnaire.md": wording.page(
            "questionnaire.md.jinja",
            form=form,
            questions=questions,
            wave_title=wave["title"],
            wave_number=questions.index(wave) + 1,
        ),
        f"{FORM}/questionnaire.html": wording.page(
            "questionnaire.html.jinja",
            form=form,
            questions=questions,
            roles=roles,
            heading=form["title"],
            print_size=_FORM_SIZE,
        ),
    }


def questions_of(wording: Wording) -> list[dict[str, Any]]:
    """Return the questions in order: column, title, subtitle, on_paper, type, choices, only."""
    columns = {column.name: column for column in contracts()["feedback"].columns}
    return [
        _question(question, columns[question["column"]], wording)
        for question in wording.questionnaire["questions"]
    ]


def _question(question: dict[str, Any], column: Column, wording: Wording) -> dict[str, Any]:
    rating = question["form"] == _RATING
    listed = range(column.low, column.high + 1) if rating else offered("feedback", column, wording)
    title = _title(column, wording)
    # With the partnership's own wording, a number is asked for in the same words everywhere.
    ask = "" if rating and title else question["ask"]
    scale = wording.questionnaire["scale"] if rating else ""
    return {
        "column": column.name,
        "title": title or column.name.replace("_", " ").capitalize(),
        "subtitle": f"{ask} {scale}".strip(),
        "on_paper": ask or title.removesuffix(f" ({_RATING})"),
        "type": "Choice" if rating else question["form"],
        "choices": question.get("choices") or [str(value) for value in listed],
        "rating": rating,
        "only": question.get("only"),
    }


def _title(column: Column, wording: Wording) -> str:
    """Return the fullest wording the partnership's file lists for a question, "" for none.

    It becomes the header of the form's export, so it must be one that the loader recognises;
    without any, the column's own name has to serve.
    """
    listed = wording.partnership.column_synonyms.get("feedback", {}).get(column.name, ())
    return max(listed, key=len, default="")
