"""The sandbox command: a progress bar while patients are tried, then a table of verdicts, and a report on request.

It must not know how patients are found or judged. The report names no patient: it counts them.
"""

from __future__ import annotations

import asyncio
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from cds_service.app import build_service, load_content, utc_now
from cds_service.cli.failure import Failure
from cds_service.gather import FetchError, Outcome, base_url
from cds_service.sandbox import NotR4, Sandbox, Tried
from cds_service.settings import PREFIX, read_settings

_ADVICE = {
    Outcome.ADDRESS_REFUSED: f"its address lies in a private network; name that network in {PREFIX}FHIR_NETWORKS",
    Outcome.UNAUTHORISED: "it wants a token: --token, or CDS_SANDBOX_TOKEN",
    Outcome.FORBIDDEN: "it does not let this token read",
}


def try_server(server: str, patients: int, token: str | None, budget_seconds: float, report: Path | None) -> int:
    """Prints what the service says of some of a server's patients. Raises Failure with one readable line."""
    console = Console(highlight=False)
    console = console if console.is_terminal else Console(highlight=False, width=120)
    try:
        version, tried = asyncio.run(_run(server.strip().rstrip("/"), patients, token, budget_seconds, console))
    except FetchError as failure:
        raise Failure(f"the FHIR server could not be read: {_reason(failure)}") from None
    except NotR4 as other:
        raise Failure(f"the server speaks FHIR {other}; this service reads R4 (4.0)") from None
    if not tried:
        raise Failure("the server has no patient with depression, a depression score or an antidepressant")
    console.print(_patients_table(tried))
    for line in summary(tried):
        console.print(line)
    if report is not None:
        report.write_text(markdown(version, tried), encoding="utf-8")
        console.print(f"Report: {report}")
    return 0


async def _run(
    base: str, patients: int, token: str | None, budget_seconds: float, console: Console
) -> tuple[str, list[Tried]]:
    try:
        base_url(base)
    except ValueError as problem:
        raise Failure(f"--fhir-server: {problem}") from None
    settings = read_settings(fhir_servers=(base,), fetch_budget_seconds=budget_seconds)
    service, access = build_service(settings, load_content(settings))
    sandbox = Sandbox(service, access, base, token)
    try:
        version = await sandbox.check()
        with console.status("Looking for patients with depression or antidepressants ..."):
            found = await sandbox.find(patients)
        tried: list[Tried] = []
        with _progress(console) as progress:
            bar = progress.add_task("Ordering ketamine", total=len(found))
            async for each in sandbox.attempts(found, utc_now()):
                tried.append(each)
                progress.advance(bar)
    finally:
        await access.aclose()
    return version, tried


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


def _patients_table(tried: Sequence[Tried]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("#", "Patient", "Verdict", "Not known", "Not read", "ms"):
        table.add_column(heading, justify="right" if heading in "#ms" else "left", overflow="fold")
    for number, each in enumerate(tried, start=1):
        table.add_row(
            str(number),
            each.patient_id,
            each.verdict,
            ", ".join(each.unknown),
            ", ".join(f"{part} ({why})" for part, why in each.unread.items()),
            f"{each.milliseconds:.0f}",
        )
    return table


def summary(tried: Sequence[Tried]) -> list[str]:
    """Verdicts, reasons and times of all patients, a line each."""
    times = [each.milliseconds for each in tried]
    lines = [f"{len(tried)} patient{'s' if len(tried) > 1 else ''} tried: {_counted(each.verdict for each in tried)}"]
    if reasons := _counted(why for each in tried for reasons in each.unknown.values() for why in reasons):
        lines.append(f"Why something is not known: {reasons}")
    if unread := _counted(why for each in tried for why in each.unread.values()):
        lines.append(f"Lists that could not be read: {unread}")
    lines.append(f"Milliseconds, all reading included: median {statistics.median(times):.0f}, most {max(times):.0f}")
    return lines


def markdown(version: str, tried: Sequence[Tried]) -> str:
    """The same as a document that names no patient."""
    rows = [
        f"| {number} | {each.verdict} | {', '.join(each.unknown) or '–'} | {', '.join(each.unread) or '–'} "
        f"| {each.milliseconds:.0f} |"
        for number, each in enumerate(tried, start=1)
    ]
    head = ["| # | Verdict | Not known | Not read | ms |", "|---|---|---|---|---|"]
    intro = [f"# Ketamine orders tried on a FHIR server ({version})", ""]
    return "\n".join([*intro, *(f"- {line}" for line in summary(tried)), "", *head, *rows, ""])


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in Counter(words).most_common())


def _reason(failure: FetchError) -> str:
    words = _ADVICE.get(failure.outcome) or failure.outcome.value.replace("-", " ")
    return f"{words} (HTTP {failure.status})" if failure.status else words
