"""What a line that is not TOML most likely lacks, in plain words."""

from __future__ import annotations

import re

# The first that fits is said: the surest signs stand first.
_SIGNS = (
    (
        r"[\u201c\u201d\u201e\u201f]",
        'curly quotation marks cannot be read; type straight ones: "',
    ),
    (
        r"^\s*\[",
        (
            "the square brackets around this section's name do not match; write [name], or "
            "[[name]] where there are several such sections"
        ),
    ),
    (
        r"^[^=]*$",
        "an equals sign is missing; write the key, an equals sign and the value",
    ),
    (
        r"^\s*[^\"'\s=]+\s+[^\s=]+[^=]*=",
        "what stands before the equals sign has more than one word; put quotation marks around it",
    ),
    (
        r"=\s*(,|$)",
        "nothing stands after the equals sign; write a value, or take the line out",
    ),
    (
        r"=\s*(?i:true|false|yes|no)\s*$",
        "yes or no is written true or false, in small letters and without quotation marks",
    ),
    (
        r"\{[^}]*$|^[^{]*\}",
        "a curly bracket is missing; what begins with { ends with }",
    ),
    (
        r"=\s*\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}",
        (
            "the date cannot be read; write a day of the calendar as year-month-day, such as "
            "2025-04-01, without quotation marks"
        ),
    ),
    (
        r"=\s*0\d",
        "a number must not begin with a nought; take it out",
    ),
    (
        r"\\",
        "a backslash cannot stand alone; write / or two of them",
    ),
    (
        r"^(?:[^\"]*\"[^\"]*\")*[^\"]*\"[^\"]*$",
        "a quotation mark is missing; each text stands between two of them",
    ),
    (
        r"[=\[,]\s*[^\W\d]",
        "a text stands without quotation marks; put it between two of them",
    ),
    (
        r"\"\s+\"",
        "a comma is missing between two texts of a list",
    ),
    (
        r"\[[^\]]*$|^[^\[]*\]",
        "a square bracket is missing; a list begins with [ and ends with ]",
    ),
)
_REMARK = re.compile(r"^((?:[^\"#]*\"[^\"]*\")*[^\"#]*)#.*$", re.MULTILINE)


def explained(statement: str) -> str:
    """Return what is wrong with a statement that cannot be read, and what to do.

    A sentence without its full stop, for somebody who has never heard of TOML; it repeats nothing
    of what is written.
    """
    plain = _REMARK.sub(r"\1", statement).rstrip()
    for sign, words in _SIGNS:
        if re.search(sign, plain):
            return words
    return "this line cannot be read; compare it with the same line of TEMPLATE.toml.example"
