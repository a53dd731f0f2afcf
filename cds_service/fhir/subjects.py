"""Whose record a record is, and by what reference it is named.

It must not know what the record says.
"""

from __future__ import annotations

import re

from cds_service.fhir import wire
from cds_service.fhir.lenient import decode

_PATIENT = re.compile(r"(?:^|/)Patient/([A-Za-z0-9\-._]+)")


def bare_id(patient_id: str) -> str:
    """The id of a context.patientId that may come as "Patient/123"."""
    return patient_id.strip().rpartition("Patient/")[2].strip("/") if "Patient/" in patient_id else patient_id


def of_another(record: wire.Resource, patient_id: str) -> bool:
    """True when the record literally names another patient; a missing or urn reference names nobody."""
    references = (getattr(record, "subject", None), getattr(record, "patient", None))
    named = (_PATIENT.search(r.reference) for r in references if isinstance(r, wire.Reference))
    return any(found is not None and found.group(1) != patient_id for found in named)


def names_another(raw: bytes, patient_id: str) -> bool:
    """As `of_another`, of a subject not yet decoded."""
    named = decode(raw, wire.Reference)
    found = _PATIENT.search(named.reference) if named is not None else None
    return found is not None and found.group(1) != patient_id


def reference(resource: wire.Resource, resource_type: str = "") -> str:
    """ "ResourceType/id"; the type alone when the record has no id."""
    kind = resource.resource_type or resource_type
    return f"{kind}/{resource.id}" if resource.id else kind


def last_id(text: str) -> str:
    """ "Type/id" of a reference, absolute or not, without its version."""
    parts = text.split("#")[0].split("?")[0].rstrip("/").split("/_history")[0].split("/")
    return "/".join(parts[-2:])
