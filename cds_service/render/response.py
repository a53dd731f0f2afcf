"""The whole answer to one call: cards, and beside them the assessment as data.

It must not know HTTP; what it returns is written as JSON without another look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cds_service.assess import Assessment
from cds_service.fhir.strict import without_empties
from cds_service.knowledge import Knowledge
from cds_service.render.card import Cards, RenderOptions
from cds_service.render.extension import assessment_extension
from cds_service.render.wording import Wording

__all__ = ["RenderOptions", "render"]


def render(
    assessment: Assessment,
    knowledge: Knowledge,
    options: RenderOptions,
    service_requests: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The response body: plain dicts, lists, strings, numbers and booleans; nothing empty but `cards`.

    Cards are written without empty members; resources and the assessment pass the strict writer.

    `service_requests`: the call's draft ServiceRequests, so that monitoring is not ordered twice.
    """
    wording = Wording(knowledge)
    body: dict[str, Any] = {"cards": Cards(assessment, wording, options).all(service_requests)}
    if assessment.orders:
        key = f"{options.extension_prefix}.assessment"
        body["extension"] = {key: without_empties(assessment_extension(assessment, wording))}
    return body
