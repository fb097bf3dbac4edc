"""The looks of a workbook's cells, in the house's colours."""

from __future__ import annotations

from typing import Any

_FONT: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "font_color": "#1B2126"}
_HEADER = _FONT | {"valign": "vcenter", "indent": 1, "border": 1, "border_color": "#D5DAE0"}
_CELL = _FONT | {
    "valign": "vcenter",
    "indent": 1,
    "text_wrap": True,
    "bottom": 1,
    "bottom_color": "#D5DAE0",
}

LOOKS: dict[str, dict[str, Any]] = {
    "always": _HEADER | {"bold": True, "bg_color": "#12436D", "font_color": "#FFFFFF"},
    "sometimes": _HEADER | {"bold": True, "bg_color": "#FBD2BF"},
    "never": _HEADER | {"bg_color": "#E4E8EC"},
    "missing": {"bg_color": "#FBD2BF"},
    "title": _FONT | {"bold": True, "font_size": 16, "font_color": "#12436D", "valign": "vcenter"},
    "text": _FONT | {"text_wrap": True, "valign": "top"},
    "heading": _FONT | {"bold": True, "font_size": 12, "font_color": "#12436D", "valign": "bottom"},
    "warning": _FONT
    | {"text_wrap": True, "valign": "vcenter", "bg_color": "#F6E3EE", "left": 5}
    | {"left_color": "#801650", "indent": 1},
    "head": _HEADER | {"bold": True, "bg_color": "#F3F5F7"},
    "cell": _CELL,
    "name": _CELL | {"bold": True},
    "example": _CELL | {"font_color": "#5B646D", "italic": True},
}
"""XlsxWriter's format options by the name of the look."""

SOMETIMES_TITLE = {"always": "Needed in every row.", "sometimes": "Needed in some rows."}

BEGUN = "COUNTA({row})>0"
