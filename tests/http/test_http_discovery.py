"""Discovery, as a client that configures itself from it reads it."""

from __future__ import annotations

import re

import httpx

from tests.http.living import Json


def services(ehr: httpx.Client) -> dict[str, Json]:
    listed = ehr.get("/cds-services").json()["services"]
    return {service["hook"]: service for service in listed}


def test_each_hook_has_a_service_of_its_own_id(ehr: httpx.Client) -> None:
    """Three hooks, three ids: a client that keeps one service an id loses none."""
    expected = {hook: f"ketamine-trd-{hook}" for hook in ("order-select", "order-sign", "patient-view")}
    assert expected == {hook: service["id"] for hook, service in services(ehr).items()}


def test_every_service_describes_itself(ehr: httpx.Client) -> None:
    """Title, description, requirements, specification and hook version are there, and none is empty."""
    for service in services(ehr).values():
        texts = [service[key] for key in ("title", "description", "usageRequirements", "version", "hookVersion")]
        assert all(isinstance(text, str) and text.strip() for text in texts)


def test_versions_are_semantic(ehr: httpx.Client) -> None:
    """Both versions have the three numbers of semantic versioning."""
    for service in services(ehr).values():
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", service[key]) for key in ("version", "hookVersion"))


def test_prefetch_asks_only_for_what_every_client_can_fill(ehr: httpx.Client) -> None:
    """Only the two context tokens, no modifiers or chains, and no parameter twice in a template."""
    for service in services(ehr).values():
        for template in service["prefetch"].values():
            tokens = set(re.findall(r"\{\{(.*?)\}\}", template))
            names = re.findall(r"[?&]([^=]+)=", template)
            assert tokens <= {"context.patientId", "context.encounterId"}
            assert len(names) == len(set(names))
            assert not any(set(name) & set(":.") for name in names)


def test_every_service_asks_for_the_same_chart(ehr: httpx.Client) -> None:
    """The keys are those of the contract, in its order."""
    expected = ["patient", "encounter", "conditions", "medicationStatements", "medicationRequests",
                "medicationDispenses", "medicationAdministrations", "allergies", "procedures", "surveys",
                "vitalSigns", "observations"]  # fmt: skip
    assert all(expected == list(service["prefetch"]) for service in services(ehr).values())
