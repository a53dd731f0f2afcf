"""Names of scales as record systems write them, orders about ketamine that give none, ketamine of another clinic."""

from tests.spec.scored import MET, NOT, nothing
from tests.spec.story import Json, Story, ago, typical
from tests.spec.vignette import Vignette


def scale(name: str, value: int) -> Story:
    """The typical story whose only score is named so."""
    record: Json = {"resourceType": "Observation", "status": "final", "code": {"text": name}, "valueInteger": value}
    return nothing().add("surveys", {**record, "effectiveDateTime": ago(1)})


def service(text: str) -> Story:
    """The typical story with a service request of this name as its draft."""
    subject = {"reference": "Patient/p1"}
    order: Json = {"resourceType": "ServiceRequest", "id": "draft-1", "status": "draft", "intent": "order"}
    return typical()._with(order={**order, "code": {"text": text}, "subject": subject})


VIGNETTES = [
    *[
        Vignette(f"'{name}' is the total of its scale", scale(name, value), MET, "5")
        for name, value in (
            ("Hamilton Depression Rating Scale (17 items)", 24),
            ("HAM-D 17 item score", 24),
            ("MADRS total (0-60)", 32),
            ("PHQ-9 Score (calculated)", 19),
            ("FLO PHQ-9 TOTAL", 19),
        )
    ],
    Vignette("A 'PHQ-9 Score (calculated)' of 9 is below the limit", scale("PHQ-9 Score (calculated)", 9), NOT, "5"),
    *[
        Vignette(f"'{name}' is no total", scale(name, 24), {"severity": "unknown"}, "5")
        for name in ("HAM-D item score", "HAM-D 21 items", "MADRS item 4 (0-6)", "HAM-D17 item score")
    ],
    *[
        Vignette(f"A service request '{text}' gives no ketamine: no card", service(text), {"cards": 0}, "2")
        for text in ("Consult to ketamine clinic", "Ketamine consent form", "Patient education: ketamine")
    ],
    *[
        Vignette(f"A service request '{text}' is an order of ketamine", service(text), {"scope": "in-scope"}, "2")
        for text in ("Ketamine infusion", "Ketamine infusion, consent obtained", "Ketamine clinic infusion")
    ],
    Vignette(
        "Ketamine on a statement that ended yesterday, with no infusion recorded, is named on the card",
        typical().took("ketamine IV infusion", 35, ago(3), ago(1), status="completed"),
        {"interactions": "met", "card": ("ask when it was last given",)},
        "9",
    ),
    Vignette(
        "Ketamine on a statement that ended three weeks ago is no news",
        typical().took("ketamine IV infusion", 35, ago(23), ago(21), status="completed"),
        {"interactions": "met", "card_lacks": ("ask when it was last given",)},
        "9",
    ),
]
