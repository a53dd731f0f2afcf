"""Runs a request through the whole service without a network: prefetch only, a frozen clock, the shipped content."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cds_service.assess import Options, ScopeUndecidable
from cds_service.gather import FhirAccess
from cds_service.http.wire import read_call
from cds_service.knowledge import Knowledge, load
from cds_service.service import Service
from tests.spec.story import NOW

DEFAULTS = Options()
CARDS = Path(__file__).resolve().parents[2] / "cards" / "ketamine-trd"


@cache
def knowledge() -> Knowledge:
    """The shipped content, read once."""
    return load(CARDS)


@cache
def _service(site: Options = DEFAULTS) -> Service:
    return Service(
        knowledge(),
        FhirAccess(),
        zone=ZoneInfo("UTC"),
        options=site,
        base_url="https://cds.example.org",
        extension_prefix="org.ketamine-cds",
    )


def body(request: dict[str, Any], site: Options = DEFAULTS) -> bytes:
    """The body the service answers with, at a site with these settings. Raises ScopeUndecidable."""
    call = read_call(json.dumps(request).encode(), request["hook"])
    return asyncio.run(_service(site).answer(call, NOW)).body


def answer(request: dict[str, Any], site: Options = DEFAULTS) -> tuple[int, dict[str, Any]]:
    """HTTP status and body the service gives to a request."""
    try:
        return 200, json.loads(body(request, site))
    except ScopeUndecidable:
        return 412, {}
