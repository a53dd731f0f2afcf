"""Answers one request from a file without a server, with the same bytes a server would send.

It must not know how an answer is made or how a card looks.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import msgspec

from cds_service.app import build_service, load_content, utc_now
from cds_service.assess import ScopeUndecidable
from cds_service.cli.cards import print_answer
from cds_service.cli.failure import Failure
from cds_service.http.errors import (
    NotACall,
    NotJson,
    Refusal,
    TooLarge,
    ambiguous_drafts,
    outcome,
    too_many_orders,
    undecidable,
)
from cds_service.http.wire import read_call
from cds_service.service import HOOKS, Answer, TooManyOrders, TwoReadings
from cds_service.settings import Settings, read_settings

PRECONDITION_FAILED = 1


def evaluate_file(file: str, hook: str | None, *, as_json: bool, now: datetime | None) -> int:
    """Prints the answer; the exit code. Raises Failure for what is no CDS Hooks request."""
    settings = read_settings()
    body = _read(file, settings)
    try:
        answer = asyncio.run(_answer(body, hook, settings, now or utc_now()))
    except Refusal as refusal:
        if as_json:
            _print_bytes(msgspec.json.encode(outcome(refusal)))
        if isinstance(refusal, NotACall | TooLarge):
            raise Failure(f"{_name(file)}: {refusal.message}") from None
        print(f"cds-service: {refusal.message}", file=sys.stderr)
        return PRECONDITION_FAILED
    if as_json:
        _print_bytes(answer.body)
    else:
        print_answer(msgspec.json.decode(answer.body))
    return 0


async def _answer(body: bytes, hook: str | None, settings: Settings, now: datetime) -> Answer:
    if len(body) > settings.max_body_bytes:
        raise TooLarge(f"larger than {settings.max_body_bytes} bytes")
    chosen = hook or _stated_hook(body)
    if chosen not in HOOKS:
        raise NotACall(f"hook: one of {', '.join(HOOKS)} expected", "hook")
    service, access = build_service(settings, load_content(settings))
    try:
        return await service.answer(read_call(body, chosen), now)
    except ScopeUndecidable:
        raise undecidable() from None
    except TooManyOrders:
        raise too_many_orders() from None
    except TwoReadings:
        raise ambiguous_drafts() from None
    except RecursionError:
        raise NotJson("the body is nested too deeply") from None
    finally:
        await access.aclose()


def _stated_hook(body: bytes) -> str:
    """The hook the request names; the first that exists when it names none, so that the error is the usual one."""
    try:
        hook = msgspec.json.decode(body).get("hook")
    except (msgspec.DecodeError, AttributeError, UnicodeDecodeError, RecursionError):
        hook = None
    return hook if isinstance(hook, str) else HOOKS[0]


def _read(file: str, settings: Settings) -> bytes:
    limit = settings.max_body_bytes + 1
    if file == "-":
        return sys.stdin.buffer.read(limit)
    try:
        with Path(file).open("rb") as stream:
            return stream.read(limit)
    except OSError as problem:
        raise Failure(f"{_name(file)} cannot be read: {problem.strerror}") from None


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _print_bytes(body: bytes) -> None:
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
