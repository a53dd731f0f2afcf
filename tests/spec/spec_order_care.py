"""Section 2: a service that stops ketamine, watches it or is nursing care orders none, and is never to be removed."""

from tests.spec.story import Story, typical
from tests.spec.vignette import Vignette

NONE = (
    "Discontinue ketamine infusion",
    "Stop ketamine infusion",
    "Wean ketamine drip",
    "Hold ketamine infusion",
    "Vital signs every 10 min during ketamine infusion",
    "BP q15 min while on ketamine",
    "Nursing: monitor during ketamine infusion",
    "Telemetry while on ketamine",
    "Fall precautions; vital signs every 10 min during ketamine infusion",
)
ORDERS = (
    "Ketamine infusion 35 mg IV over 40 min",
    "Ketamine infusion with monitoring",
    "Ketamine infusion, stop if SBP > 180",
    "Vital signs, then ketamine infusion",
    "Stop sertraline and start ketamine infusion",
    "Check blood pressure and give ketamine",
    "Monitored ketamine infusion",
    "Ketamine 35 mg IV over 40 min; vital signs during ketamine drip",
)


def service(name: str) -> Story:
    """A service of this name is ordered for a man with an aneurysm of the aorta."""
    made = {
        "resourceType": "ServiceRequest",
        "id": "draft-1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "code": {"text": name},
    }
    return typical().problem("I71.4").orders()._with(order=made)


VIGNETTES = [
    Vignette(f"The service '{name}' orders no ketamine", service(name), {"cards": 0}, "2", hook="order-sign")
    for name in NONE
] + [
    Vignette(
        f"The service '{name}' orders ketamine",
        service(name),
        {"scope": "in-scope", "verdict": "stop", "removes": True},
        "2",
        hook="order-sign",
    )
    for name in ORDERS
]
