"""A FHIR R4 server somewhere else, named by CDS_SANDBOX_URL (a token, if it wants one, by CDS_SANDBOX_TOKEN): found
patients, answers and a report. Reads only. CDS_SANDBOX_PATIENTS says how many (default 10), CDS_SANDBOX_REPORT where
the report goes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from cds_service.app import build_service
from cds_service.cli.sandbox import markdown
from cds_service.sandbox import NO_ANSWER, Sandbox, Tried
from tests.http.living import settings_for
from tests.live.hospital import fill
from tests.spec.run import knowledge

pytestmark = pytest.mark.public_sandbox

TOKEN = os.environ.get("CDS_SANDBOX_TOKEN") or None


@pytest.fixture(scope="module")
def base() -> str:
    address = os.environ.get("CDS_SANDBOX_URL")
    if not address:
        pytest.skip("CDS_SANDBOX_URL names no FHIR server")
    return address.rstrip("/")


@pytest.fixture(scope="module")
def tried(base: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Tried]]:
    """The server's FHIR version, and an answer for each patient found."""
    networks = tuple(filter(None, os.environ.get("CDS_FHIR_NETWORKS", "").split(",")))
    folder = tmp_path_factory.mktemp("sandbox")
    settings = settings_for(folder, fhir_servers=(base,), fhir_networks=networks, fetch_budget_seconds=60)
    wanted = int(os.environ.get("CDS_SANDBOX_PATIENTS", "10"))

    async def explore() -> tuple[str, list[Tried]]:
        service, access = build_service(settings, knowledge())
        sandbox = Sandbox(service, access, base, TOKEN)
        try:
            version = await sandbox.check()
            found = await sandbox.find(wanted)
            return version, [each async for each in sandbox.attempts(found, datetime.now(UTC))]
        finally:
            await access.aclose()

    version, made = asyncio.run(explore())
    report = Path(os.environ.get("CDS_SANDBOX_REPORT") or folder / "sandbox.md")
    if made:
        report.write_text(markdown(version, made), encoding="utf-8")
        print(report.read_text(encoding="utf-8"))
    return version, made


@pytest.fixture(scope="module")
def reader() -> Iterator[httpx.Client]:
    """A client that only ever reads."""
    headers = {"Accept": "application/fhir+json"} | ({"Authorization": f"Bearer {TOKEN}"} if TOKEN else {})
    with httpx.Client(headers=headers, timeout=60, follow_redirects=False) as client:
        yield client


def test_the_server_speaks_r4(tried: tuple[str, list[Tried]]) -> None:
    """The CapabilityStatement tells a version the service reads."""
    assert tried[0].startswith("4.")


def test_patients_are_found_by_search(tried: tuple[str, list[Tried]]) -> None:
    """At least one patient with depression, a depression score or an antidepressant is there to be tried."""
    assert tried[1]


def test_every_patient_gets_an_answer(tried: tuple[str, list[Tried]]) -> None:
    """No chart of that server brings anything but an answer, and no list comes in a shape nobody expected."""
    assert NO_ANSWER not in {each.verdict for each in tried[1]}
    assert "unexpected" not in {why for each in tried[1] for why in each.unread.values()}


def test_every_prefetch_template_can_be_filled(
    base: str, tried: tuple[str, list[Tried]], reader: httpx.Client, templates_alone: dict[str, str]
) -> None:
    """The server answers each of our prefetch queries with what was asked for, so that an EHR on it could send them."""
    context = {"patientId": tried[1][0].patient_id}
    asked = {key: query for key, template in templates_alone.items() if (query := fill(template, context))}
    answers = {key: reader.get(f"{base}/{query}") for key, query in asked.items()}
    assert dict.fromkeys(asked, 200) == {key: answer.status_code for key, answer in answers.items()}
    kinds = {key: answer.json()["resourceType"] for key, answer in answers.items()}
    assert {key: "Patient" if key == "patient" else "Bundle" for key in asked} == kinds


@pytest.fixture(scope="module")
def templates_alone() -> dict[str, str]:
    """The prefetch templates, without a running service."""
    from cds_service.fhir.parts import prefetch_templates

    return prefetch_templates(knowledge())
