"""What the live tests share: a FHIR server named by CDS_LIVE_FHIR_URL, filled with the shipped patients, and a
running service that may read it. Without that variable they are skipped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.http.living import serving, settings_for
from tests.live.charts import NAMES, Chart, chart
from tests.live.gate import Gate
from tests.live.hospital import Hospital

Ask = Callable[[Chart, Any], dict[str, Any]]


@pytest.fixture(scope="session")
def hospital() -> Iterator[Hospital]:
    """The FHIR server under its own address."""
    base = os.environ.get("CDS_LIVE_FHIR_URL")
    if not base:
        pytest.skip("CDS_LIVE_FHIR_URL names no FHIR server")
    found = Hospital(base)
    found.wait()
    yield found
    found.close()


@pytest.fixture(scope="session")
def charts(hospital: Hospital) -> dict[str, Chart]:
    """All shipped patients, on the server."""
    made = {name: chart(name) for name in NAMES}
    for each in made.values():
        hospital.put(each.resources)
    return made


@pytest.fixture(scope="session")
def gate(hospital: Hospital) -> Iterator[Gate]:
    """A way in to the same server that wants a token and hands out small pages."""
    with Gate(hospital.base) as opened:
        yield opened


@pytest.fixture(scope="session")
def service(hospital: Hospital, gate: Gate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The running service, which may read the server, directly and by the gate."""
    folder: Path = tmp_path_factory.mktemp("live")
    settings = settings_for(folder, fhir_servers=(hospital.base, gate.base), fetch_budget_seconds=60)
    with serving(settings) as living, httpx.Client(base_url=living.url, trust_env=False, timeout=90) as client:
        yield client


@pytest.fixture(scope="session")
def templates(service: httpx.Client) -> dict[str, str]:
    """The prefetch templates as discovery tells them to any client."""
    services = service.get("/cds-services").json()["services"]
    told: dict[str, str] = next(each["prefetch"] for each in services if each["hook"] == "order-select")
    return told
