"""Who is at the other end: certificates, names that lead somewhere else, and HTTP/2 where it is offered."""

# The house compares expected == actual, which this rule would turn round.
from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fhir_double import CONTEXT, TEMPLATES, FhirDouble, bundle, collect, condition, fhir, ids
from tls import certificate_for, http2_server

from cds_service.chart import Supply
from cds_service.gather import FhirAccess, Gathered, Outcome, gather

HOST = "fhir.example.org"
LOOPBACK = ["127.0.0.0/8"]


async def to_loopback(host: str, port: int) -> Sequence[str]:
    """A name service that has turned a public name into this machine."""
    return ["127.0.0.1"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_for(HOST, tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def secure(certificate: Path) -> Iterator[FhirDouble]:
    """A FHIR double behind TLS, with one Condition."""
    server = FhirDouble(certificate)
    server.start()
    server.answers["Condition"] = fhir(bundle(condition("c1")))
    yield server
    server.stop()


def outcome(gathered: Gathered) -> tuple[Supply, Outcome]:
    return gathered.parts["conditions"].state, gathered.notes[0].outcome


def test_a_name_that_leads_to_this_machine_is_not_called(secure: FhirDouble, certificate: Path) -> None:
    """An allow-listed public name that resolves to loopback gets neither request nor token."""
    before = len(secure.requests)
    gathered = collect(
        f"https://{HOST}:{secure.port}/fhir",
        token="secret",
        resolve=to_loopback,
        verify=ssl.create_default_context(cafile=certificate),
    )
    assert (Supply.FAILED, Outcome.ADDRESS_REFUSED) == outcome(gathered)
    assert before == len(secure.requests)


def test_a_named_network_opens_the_way_to_a_verified_host(secure: FhirDouble, certificate: Path) -> None:
    """With its network named, a private host is called, under its name and with its certificate checked."""
    gathered = collect(
        f"https://{HOST}:{secure.port}/fhir",
        resolve=to_loopback,
        networks=LOOPBACK,
        verify=ssl.create_default_context(cafile=certificate),
    )
    assert ["c1"] == ids(gathered.parts["conditions"])
    assert f"{HOST}:{secure.port}" == secure.requests[-1].headers["host"]


def test_a_certificate_nobody_vouches_for_is_refused(secure: FhirDouble) -> None:
    """Without the authority that signed it, a server's certificate ends the connection before the token."""
    before = len(secure.requests)
    gathered = collect(f"https://{HOST}:{secure.port}/fhir", token="secret", resolve=to_loopback, networks=LOOPBACK)
    assert (Supply.FAILED, Outcome.NOT_REACHED) == outcome(gathered)
    assert before == len(secure.requests)


def test_a_certificate_of_another_name_is_refused(secure: FhirDouble, certificate: Path) -> None:
    """A valid certificate of another host does not stand in for the one that was allow-listed."""
    gathered = collect(
        f"https://other.example.org:{secure.port}/fhir",
        resolve=to_loopback,
        networks=LOOPBACK,
        verify=ssl.create_default_context(cafile=certificate),
    )
    assert (Supply.FAILED, Outcome.NOT_REACHED) == outcome(gathered)


def test_the_address_that_was_checked_is_the_one_connected_to(secure: FhirDouble, certificate: Path) -> None:
    """A name is resolved once a connection: a second answer (DNS rebinding) is never asked for."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    gathered = collect(
        f"https://{HOST}:{secure.port}/fhir",
        resolve=rebinding,
        networks=LOOPBACK,
        verify=ssl.create_default_context(cafile=certificate),
    )
    assert ["c1"] == ids(gathered.parts["conditions"])
    assert [HOST] == asked


def test_a_second_address_is_tried_when_the_first_is_deaf(secure: FhirDouble, certificate: Path) -> None:
    """A host with two addresses is reached by the one that answers."""

    async def two(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.1", "127.0.0.2", "127.0.0.1"]

    gathered = collect(
        f"https://{HOST}:{secure.port}/fhir",
        resolve=two,
        networks=LOOPBACK,
        verify=ssl.create_default_context(cafile=certificate),
    )
    assert ["c1"] == ids(gathered.parts["conditions"])


def test_http_2_is_spoken_where_it_is_offered(certificate: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A server that offers HTTP/2 is asked in it, token and all, and no log line tells of it."""
    caplog.set_level(logging.DEBUG)
    body = fhir(bundle(condition("c1"))).body
    templates = dict.fromkeys(("conditions", "more"), TEMPLATES["conditions"])

    async def run() -> tuple[Gathered, list[dict[str, str]]]:
        async with http2_server(certificate, bytes(body)) as (port, seen):
            base = f"https://{HOST}:{port}/fhir"
            access = FhirAccess(
                [base],
                networks=LOOPBACK,
                resolve=to_loopback,
                verify=ssl.create_default_context(cafile=certificate),
            )
            try:
                return await gather({}, templates, base, "t0k", CONTEXT, access), seen
            finally:
                await access.aclose()

    gathered, seen = asyncio.run(run())
    assert [["c1"], ["c1"]] == [ids(gathered.parts[key]) for key in templates]
    assert ["/fhir/Condition?patient=p1&_count=100"] * 2 == [headers[":path"] for headers in seen]
    assert ["Bearer t0k"] * 2 == [headers["authorization"] for headers in seen]
    assert [] == [record.name for record in caplog.records if "t0k" in record.getMessage()]


def test_a_name_service_that_answers_nonsense_costs_only_the_part() -> None:
    """Trouble nobody foresaw below us becomes a failed part with a note, never an exception."""

    async def nonsense(host: str, port: int) -> Sequence[str]:
        return ["no address"]

    gathered = collect(f"https://{HOST}/fhir", resolve=nonsense)
    assert (Supply.FAILED, Outcome.UNEXPECTED) == outcome(gathered)
