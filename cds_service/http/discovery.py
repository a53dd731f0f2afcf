"""What the service offers: one CDS Hooks service a hook, described in words built from the protocol's own.

It must not know a drug or a disorder: a second protocol would be described by the same lines.
"""

from __future__ import annotations

from typing import Any

from cds_service.knowledge import Knowledge
from cds_service.service import HOOKS, Service

SPECIFICATION = "2.0.1"
"""The CDS Hooks release spoken; emitted as `version`."""
HOOK_VERSIONS = {"order-select": "1.0.2", "order-sign": "1.1.0", "patient-view": "1.0.0"}
"""The release of each hook's definition; emitted as `hookVersion`."""

_DOES = {
    "order-select": "Compares each selected order with the protocol as soon as it is chosen",
    "order-sign": "Compares each order about to be signed with the protocol, its dose included",
    "patient-view": "Says what is due in a running course, and is silent otherwise",
}


def service_id(knowledge: Knowledge, hook: str) -> str:
    """The id of a hook's service. One id for each hook: a known client keeps only one service of an id."""
    return f"{knowledge.protocol.id}-{hook}"


def discovery(service: Service) -> dict[str, Any]:
    """The discovery document."""
    return {"services": [_entry(service, hook) for hook in HOOKS]}


def _entry(service: Service, hook: str) -> dict[str, Any]:
    protocol = service.knowledge.protocol
    words = service.knowledge.words
    default = f"{_DOES[hook]}: {protocol.title}, version {protocol.version}, {protocol.status}."
    return {
        "id": service_id(service.knowledge, hook),
        "hook": hook,
        "title": f"{protocol.title} ({hook})",
        "description": words.get(f"discovery.{hook}", default),
        "version": SPECIFICATION,
        "hookVersion": HOOK_VERSIONS[hook],
        "usageRequirements": words.get(
            "discovery.requirements",
            "FHIR R4. What is not prefetched is read from fhirServer where its address is allow-listed here.",
        ),
        "prefetch": dict(service.templates),
    }
