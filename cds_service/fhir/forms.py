"""Products that are no ketamine to be infused: another form, or a mixture or kit with other drugs.

It must not know what follows from it.
"""

from __future__ import annotations

from dataclasses import replace

from cds_service.chart import Instruction
from cds_service.fhir import routes
from cds_service.knowledge import Knowledge

FORM_SET, MIXTURE_SET = "other-form", "other-product"
"""Words for products that are not for infusion, and for products that hold more than ketamine."""


def of_product(read: Instruction, words: str, knowledge: Knowledge) -> Instruction:
    """The instruction, told what its product is: where it names no route, the product's form does."""
    form = knowledge.value_sets[FORM_SET].said(words) or None
    if form is not None:
        fixed = replace(read, form=form)
        return replace(fixed, route=routes.OTHER, route_text=form) if read.route is None else fixed
    mixture = knowledge.value_sets[MIXTURE_SET].said(knowledge.without_negated(words)) or None
    return replace(read, form=mixture) if mixture is not None else read
