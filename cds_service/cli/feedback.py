"""What became of the cards, as tables on a terminal or as JSON.

It must not know the database; it shows a report it is handed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.table import Table

from cds_service.store import Report, Tally


def print_report(report: Report, *, as_json: bool, console: Console | None = None) -> None:
    """The report; as JSON it is one object on standard output."""
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        return
    console = console or Console(highlight=False)
    span = f"{report.since:%Y-%m-%d} to {report.until:%Y-%m-%d}"
    console.print(f"[bold]Cards, {span}[/]  ({report.decisions} decisions)")
    if not report.total.shown:
        console.print("No card was shown in this time.")
    for title, tallies in (
        ("Verdict", report.by_verdict),
        ("Criterion", report.by_criterion),
        ("Week", report.by_week),
        ("", (report.total,)),
    ):
        if report.total.shown and tallies:
            console.print(_tallies(title, tallies))
    for reason in report.reasons:
        console.print(f"Overridden {reason.count} times: {reason.code or 'no reason given'}")
    if report.unknown_cards:
        console.print(f"Feedback on {report.unknown_cards} cards this service has no record of.")


def _tallies(title: str, tallies: Sequence[Tally]) -> Table:
    table = Table(title, "Shown", "Accepted", "Overridden", "Ignored", box=None, pad_edge=False)
    for tally in tallies:
        name = f"{tally.name} {tally.status}" if tally.status else tally.name
        table.add_row(name, *(str(n) for n in (tally.shown, tally.accepted, tally.overridden, tally.ignored)))
    return table
