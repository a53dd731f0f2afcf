"""The whole answer to one call: cards, and beside them the assessment as data.

It must not know HTTP; what it returns is written as JSON without another look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cds_service.assess import Assessment
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
    """The response body, ready to be encoded as JSON; nothing in it is empty but `cards`.

    Cards are written without empty members; resources pass the strict writer, the assessment leaves them out itself.

    `service_requests`: the call's draft ServiceRequests, so that monitoring is not ordered twice.
    """
    wording = Wording(knowledge)
    body: dict[str, Any] = {"cards": Cards(assessment, wording, options).all(service_requests)}
    if assessment.orders:
        key = f"{options.extension_prefix}.assessment"
        body["extension"] = {key: assessment_extension(assessment, wording)}
    return body
