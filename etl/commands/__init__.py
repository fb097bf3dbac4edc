"""The commands of `python -m etl`, one module a group; each module lists its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.commands import loading, looking_back, preparing, removal, safekeeping

if TYPE_CHECKING:
    from etl.commands.command import Command

COMMANDS: dict[str, Command] = {
    command.name: command
    for group in (loading, looking_back, safekeeping, removal, preparing)
    for command in group.COMMANDS
}
