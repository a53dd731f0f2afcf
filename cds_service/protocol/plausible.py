"""The weights that people have, and whether an order's own weight is the one its dose is worked out with.

It must not know how a weight is written.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.knowledge import Knowledge
from cds_service.protocol.meaning import differ


def names_another_weight(
    stated: tuple[Decimal, ...], kg: Decimal | None, tolerance: Decimal, knowledge: Knowledge
) -> Decimal | None:
    """A weight that the order names and that is not the one the dose is worked out with; None where they agree.

    So little that nobody weighs it is of something else ("lost 5 kg").
    """
    lightest, _ = plausible(knowledge)
    return next((one for one in stated if kg is not None and one >= lightest and differ(kg, one, tolerance)), None)


def plausible(knowledge: Knowledge) -> tuple[Decimal, Decimal]:
    """The lowest and the highest weight there is."""
    weight = knowledge.observables["weight"]
    return (
        weight.lowest.value if weight.lowest is not None else Decimal(0),
        weight.highest.value if weight.highest is not None else Decimal("Infinity"),
    )
