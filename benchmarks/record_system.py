"""A FHIR server that holds one patient's chart in memory: what the service asks when nothing was prefetched.

It must not know the service. Its answers are made once; it costs the machine as little as a FHIR server can.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qs

import msgspec

from benchmarks import bodies

_HEADERS = [(b"content-type", b"application/fhir+json")]


def _answers(size: str) -> dict[str, bytes]:
    """The chart by prefetch key, whole: it fits on one page of any server."""
    return {key: msgspec.json.encode(value) for key, value in bodies.call(size)["prefetch"].items()}


def _asked(path: str, query: bytes) -> str:
    """The prefetch key whose template this is."""
    kind, _, identifier = path.strip("/").partition("/")
    if identifier:
        return kind.lower()
    if kind != "Observation":
        return {"AllergyIntolerance": "allergies"}.get(kind, f"{kind[:1].lower()}{kind[1:]}s")
    category = parse_qs(query.decode()).get("category", [""])[0]
    return {"survey": "surveys", "vital-signs": "vitalSigns"}.get(category, "observations")


ANSWERS = _answers(os.environ.get("BENCH_SIZE", "medium"))


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """ASGI: reads and searches of the one chart; 404 for what it does not hold."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body", False):
        pass
    found = ANSWERS.get(_asked(scope["path"], scope["query_string"]))
    await send({"type": "http.response.start", "status": 200 if found else 404, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": found or b"{}"})
