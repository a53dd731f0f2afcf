"""Gathering the chart: what the client sent first, what its FHIR server holds second, and why the rest is missing.

It must not know what a resource means for ketamine; the only user of httpx for FHIR.
"""

from __future__ import annotations

from cds_service.gather.access import Bounds, FhirAccess
from cds_service.gather.address import base_url
from cds_service.gather.collect import Gathered, gather
from cds_service.gather.outcome import UNTOLD, FetchError, Note, Outcome
from cds_service.gather.references import read_references
from cds_service.gather.search import Reader

__all__ = [
    "UNTOLD",
    "Bounds",
    "FetchError",
    "FhirAccess",
    "Gathered",
    "Note",
    "Outcome",
    "Reader",
    "base_url",
    "gather",
    "read_references",
]
