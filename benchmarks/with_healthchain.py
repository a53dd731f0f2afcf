"""HealthChain's own server, run by its own Python: "minimal" answers at once, "fhir" makes FHIR objects first."""

from __future__ import annotations

from typing import Any

from fhir.resources.R4B.bundle import Bundle
from healthchain.gateway import CDSHooksService, HealthChainAPI
from healthchain.models import Card, CDSRequest, CDSResponse


def _card() -> Any:
    return CDSResponse(
        cards=[Card(summary="A card that says the same to everybody", indicator="info", source={"label": "Benchmark"})]
    )


def _app(answer: Any, name: str) -> Any:
    service = CDSHooksService()
    service.hook("order-select", id=name)(answer)
    app = HealthChainAPI()
    app.register_service(service)
    return app


def _answer_at_once(_request: CDSRequest) -> Any:
    return _card()


def _answer_with_objects(request: CDSRequest) -> Any:
    """Every prefetched Bundle becomes an object of fhir.resources, as a rule written over them would need."""
    for value in (request.prefetch or {}).values():
        if isinstance(value, dict) and value.get("resourceType") == "Bundle":
            Bundle.model_validate(value)
    return _card()


minimal = _app(_answer_at_once, "minimal")
fhir = _app(_answer_with_objects, "fhir")
