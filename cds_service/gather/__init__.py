"""Gathering the chart: what the client sent first, what its FHIR server holds second, and why the rest is missing.

It must not know what a resource means for ketamine; the only user of httpx for FHIR.
"""

from __future__ import annotations

from cds_service.gather.access import Bounds, FhirAccess
from cds_service.gather.collect import Gathered, gather
from cds_service.gather.outcome import Note, Outcome
from cds_service.gather.references import read_references

__all__ = ["Bounds", "FhirAccess", "Gathered", "Note", "Outcome", "gather", "read_references"]
