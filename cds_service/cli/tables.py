"""The settings as a table on a terminal.

It must not know what a setting does.
"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cds_service.settings import Settings, describe


def print_settings(settings: Settings, console: Console | None = None) -> None:
    """Name, default, value now and meaning of every setting; secrets are masked."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Setting", "Default", "Now", "Meaning"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "Setting")
    for line in describe(settings):
        changed = "bold" if line.value != line.default else ""
        table.add_row(line.name, Text(line.default), Text(line.value, style=changed), Text(line.meaning))
    (console or _wide_console()).print(table)


def _wide_console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=160)
