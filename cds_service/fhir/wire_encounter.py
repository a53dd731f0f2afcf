"""The fields of an Encounter that we read.

It must not know what they say of an order.
"""

from __future__ import annotations

import msgspec

from cds_service.fhir.wire import NOTHING, Concept, Reference, Resource, Wire


class EncounterLocation(Wire):
    location: Reference | None = None
    status: str = ""


class Encounter(Resource):
    status: str = ""
    class_: msgspec.Raw = msgspec.field(default=NOTHING, name="class")
    subject: Reference | None = None
    type: tuple[Concept, ...] = ()
    service_type: Concept | None = None
    reason_code: tuple[Concept, ...] = ()
    location: tuple[EncounterLocation, ...] = ()
