"""The wording of the capture kit, from data/capture, in one partnership's own words."""

from __future__ import annotations

import tomllib
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jinja2

from config.calendar import today
from config.paths import DATA

if TYPE_CHECKING:
    from config.contracts import Column
    from config.partnerships import Partnership

FOLDER = DATA / "capture"


class Wording:
    """The texts of data/capture with everything in braces filled in for `partnership`.

    The names that may stand in braces are those of `_facts`.
    """

    def __init__(self, partnership: Partnership) -> None:
        """Take the partnership whose words and rules are used."""
        self.partnership = partnership
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(FOLDER),
            autoescape=jinja2.select_autoescape(["html.jinja"], default_for_string=False),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["lower_first"] = _lower_first

    @cached_property
    def workbooks(self) -> dict[str, Any]:
        """Return the texts of the workbooks (workbooks.toml)."""
        return self._toml("workbooks", self._facts)

    @cached_property
    def questionnaire(self) -> dict[str, Any]:
        """Return the texts of the feedback questionnaire (questionnaire.toml)."""
        return self._toml("questionnaire", self._facts)

    def page(self, template: str, **more: object) -> str:
        """Return a template of data/capture filled in; `more` adds names to those in braces."""
        return self._templates.get_template(template).render(**self._facts, **more)

    def of_column(self, table: str, column: Column) -> dict[str, Any]:
        """Return what workbooks.toml says of a column; empty for one it does not mention."""
        said: dict[str, Any] = self.of_table(table)["columns"].get(column.name, {})
        return said

    def of_table(self, table: str) -> dict[str, Any]:
        """Return what workbooks.toml says of a table; plain words for one it does not mention."""
        plain: dict[str, Any] = self.workbooks["any_table"]
        said: dict[str, Any] = self.workbooks.get(table) or {
            name: text.format(table=table) for name, text in plain.items()
        } | {"columns": {}}
        return said

    @cached_property
    def _facts(self) -> dict[str, Any]:
        one = self.partnership
        names = {
            "name": one.name,
            "title": one.title,
            "scheme": one.scheme,
            "scheme_title": one.scheme_title,
            "days": one.standard_days,
            "localities": one.localities_in_force(today()),
            "agency_of": self._agency_of,
            "table": "{table}",
        }
        return names | self._rules(names)

    def _rules(self, names: dict[str, Any]) -> dict[str, str]:
        """Return the sentences that follow from the partnership's rules (partnership.toml)."""
        one = self.partnership
        disagreement = "refused" if one.disagreement_is_refused else "reason"
        clock = self._toml("partnership", names | {"clock_start": ""})["clock_start"][one.clock]
        told = self._toml("partnership", names | {"clock_start": clock})
        return {
            "turnaround": told["turnaround"]["standard" if one.standard_days else "none"],
            "disagreement": told["disagreement"][disagreement],
            "disagreement_short": told["disagreement_short"][disagreement],
            "small_numbers": told["small_numbers"][one.disclosure["board"]["feelings"]],
        }

    def _agency_of(self, group: str) -> str:
        """Return the partnership's first agency of a group, or the group where it lists none."""
        agencies = self.partnership.agencies_in_force(today())
        return next((agency.name for agency in agencies if agency.group == group), group)

    def _toml(self, name: str, facts: dict[str, Any]) -> dict[str, Any]:
        content = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        filled: dict[str, Any] = self._filled(content, facts)
        return filled

    def _filled(self, content: Any, facts: dict[str, Any]) -> Any:  # noqa: ANN401 - any TOML value
        if isinstance(content, str):
            return self._templates.from_string(content).render(**facts)
        if isinstance(content, list):
            return [self._filled(part, facts) for part in content]
        if isinstance(content, dict):
            return {key: self._filled(part, facts) for key, part in content.items()}
        return content


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
