"""The FHIR server goes away and comes back while the service runs: answers say what is missing, then are whole again.

Needs CDS_LIVE_RESTART: a command that takes the words "down" and "up".
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator

import httpx
import pytest

from tests.live.charts import Chart, assessment, differences
from tests.live.hospital import Hospital

pytestmark = pytest.mark.live


def switch(word: str) -> None:
    command = os.environ.get("CDS_LIVE_RESTART")
    if not command:
        pytest.skip("CDS_LIVE_RESTART names no command")
    subprocess.run([*shlex.split(command), word], check=True, timeout=300, capture_output=True)


@pytest.fixture
def interrupted(hospital: Hospital) -> Iterator[None]:
    """Whatever a test does to the server, it is up again afterwards."""
    yield
    switch("up")
    hospital.wait()


@pytest.mark.usefixtures("interrupted")
def test_a_restart_of_the_server_is_survived(
    service: httpx.Client, charts: dict[str, Chart], hospital: Hospital
) -> None:
    """While the server is down every call is answered and the lists are named as failed; once it is back, the same
    service gives the answers it gave before."""
    chart = charts["classic-trd"]
    call = chart.call(fhirServer=hospital.base)
    address = "/cds-services/ketamine-trd-order-select"
    before = service.post(address, json=call)

    switch("down")
    during = service.post(address, json=call)
    assert 200 == during.status_code
    (order,) = assessment(during.json())["orders"]
    assert "cannot-verify" == order["verdict"]
    assert "failed" in {missing["why"] for each in order["criteria"] for missing in each.get("missing", ())}

    switch("up")
    hospital.wait()
    assert [] == differences(before.json(), service.post(address, json=call).json())
