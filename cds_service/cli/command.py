"""The command line's commands and its manners: every error is one readable line and a non-zero exit.

It must not know how anything is done: each command asks the part that knows, and imports it only then, so that
the server does not wait for what draws tables.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cds_service.app import load_content
from cds_service.cli.failure import Failure
from cds_service.knowledge import ContentError, review_sheet, seal, warnings
from cds_service.settings import SettingsError, read_settings
from cds_service.store import Store, StoreUnavailable

BAD_INPUT = 2


def _commands(help_text: str) -> typer.Typer:
    return typer.Typer(help=help_text, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


app = _commands("Decision support for ketamine orders over CDS Hooks.")
knowledge = _commands("The clinical content: check it, review it, seal a review.")
feedback = _commands("What clinicians did with the cards.")
terminology = _commands("Codes read again from where they are published.")
app.add_typer(knowledge, name="knowledge")
app.add_typer(terminology, name="terminology")
app.add_typer(feedback, name="feedback")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on; 0 takes a free one")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes")] = 1,
    demo: Annotated[bool, typer.Option("--demo", help="also serve /demo, a made-up EHR, on this machine only")] = False,
) -> None:
    """Run the service; settings come from the environment (see `settings`)."""
    from cds_service.cli.serve import serve_http

    serve_http(host, port, workers, demo=demo)


@app.command()
def evaluate(
    file: Annotated[str, typer.Argument(help="a CDS Hooks request as JSON; - for standard input")],
    hook: Annotated[str | None, typer.Option(help="hook to answer; default: what the request says")] = None,
    json: Annotated[bool, typer.Option("--json", help="print exactly the HTTP response body")] = False,
    now: Annotated[str | None, typer.Option(help="ISO instant to take for the present")] = None,
) -> None:
    """Answer one request without a server. Exit 1: required data missing (412); 2: not a CDS Hooks request."""
    from cds_service.cli.evaluate import evaluate_file

    raise typer.Exit(evaluate_file(file, hook, as_json=json, now=_instant(now) if now else None))


@app.command()
def sandbox(
    fhir_server: Annotated[str, typer.Option(envvar="CDS_SANDBOX_URL", help="base URL of a FHIR R4 server")],
    patients: Annotated[int, typer.Option(min=1, max=1000, help="how many patients to try")] = 20,
    token: Annotated[str | None, typer.Option(envvar="CDS_SANDBOX_TOKEN", help="bearer token, if it wants one")] = None,
    budget: Annotated[float, typer.Option(min=1, max=60, help="seconds for reading one chart")] = 30,
    report: Annotated[Path | None, typer.Option(help="write a Markdown report that names no patient")] = None,
) -> None:
    """Order ketamine for some of a FHIR server's depressed patients and show the verdicts. It only reads."""
    from cds_service.cli.sandbox import try_server

    raise typer.Exit(try_server(fhir_server, patients, token, budget, report))


@app.command()
def settings() -> None:
    """List every setting: name, default, value now, meaning."""
    from cds_service.cli.tables import print_settings

    print_settings(read_settings())


@knowledge.command()
def check() -> None:
    """Validate everything in the content folder, and say what should be looked at again."""
    content = load_content(read_settings())
    protocol = content.protocol
    limits = sum(len(c.limits) for c in protocol.criterion) + sum(len(r.limits) for r in protocol.rule)
    print(
        f"{protocol.id} {protocol.version} ({protocol.status}) is sound: {len(content.criteria)} criteria, "
        f"{limits} limits, {len(content.drugs)} drugs, {len(content.value_sets)} value sets, "
        f"{len(content.evidence)} sources and policies"
    )
    print(content.digest)
    for line in warnings(content, datetime.now(UTC).date()):
        print(f"look again: {line}")


@knowledge.command()
def review() -> None:
    """Print the sheet a clinician reviews, as Markdown."""
    print(review_sheet(load_content(read_settings())), end="")


@knowledge.command("seal")
def seal_review(
    name: Annotated[str, typer.Option(help="who reviewed")],
    role: Annotated[str, typer.Option(help="in what role")],
    on: Annotated[str | None, typer.Option(help="day of the review, ISO; default today")] = None,
) -> None:
    """Record a clinician's review of the content as it is now; changing a limit later breaks it."""
    day = _instant(on).date() if on else datetime.now(UTC).date()
    content = seal(load_content(read_settings()).folder, name, role, day)
    print(f"{content.protocol.id} {content.protocol.version} is {content.protocol.status}: {name}, {role}, {day}")
    print(content.digest)


@terminology.callback()
def _terminology() -> None:
    """A group, though it has one command."""


@terminology.command()
def refresh(
    drug: Annotated[list[str] | None, typer.Option(help="only this ingredient; may be repeated")] = None,
    write: Annotated[bool, typer.Option("--write/--dry-run", help="write products.csv, or only show")] = False,
) -> None:
    """Read the RxNorm products of the known ingredients again, from CDS_RXNAV_URL. Exit 1: something is doubtful."""
    from cds_service.cli.terminology import refresh_products

    raise typer.Exit(refresh_products(drug or [], write))


@feedback.command()
def report(
    days: Annotated[int, typer.Option(min=1, max=3650, help="how far back")] = 90,
    json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
) -> None:
    """Count cards shown, accepted, overridden and ignored."""
    from cds_service.cli.feedback import print_report

    chosen = read_settings()
    until = datetime.now(UTC)
    store = Store.open(chosen.database_url, chosen.journal_dir, None)
    try:
        store.flush()
        print_report(store.report(until - timedelta(days=days), until), as_json=json)
    finally:
        store.close()


def run(arguments: Sequence[str]) -> int:
    """One command; the exit code. Prints an error as one line on standard error."""
    try:
        code = typer.main.get_command(app).main(list(arguments), prog_name="cds-service", standalone_mode=False)
    except (Failure, SettingsError, ContentError, StoreUnavailable) as problem:
        return _complain(str(problem))
    except typer.TyperException as problem:
        return _complain(str(getattr(problem, "format_message", problem.__str__)()))
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        return 0
    return int(code or 0)


def main() -> None:
    """Entry point of the command."""
    sys.exit(run(sys.argv[1:]))


def _complain(line: str) -> int:
    """One line; none where the help text was printed instead."""
    if line.strip():
        print(f"cds-service: {' '.join(line.split())}", file=sys.stderr)
    return BAD_INPUT


def _instant(text: str) -> datetime:
    """An ISO instant or day; without a zone it is UTC."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Failure(f"{Path(text).name!r} is no ISO instant such as 2026-11-23T12:00:00Z") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
