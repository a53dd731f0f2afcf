"""Section 8: a note that gives the drug by another way than the order's, and notes that only name such a way."""

from tests.spec.story import typical
from tests.spec.vignette import Vignette

OTHERWISE = (
    "give intranasally",
    "switch to IM",
    "may give IM",
    "Give IM if no IV",
    "IM ketamine if access is lost",
    "Change to PO dose",
)
OTHER = (
    "Tolerating PO",
    "Give ondansetron 4 mg PO prn nausea",
    "Previously received intranasal esketamine",
    "Do not give IM",
    "Discussed oral options",
    "NPO after midnight, resume oral intake afterwards",
    "Takes sertraline PO",
    "acetaminophen 650 mg PO given for headache",
    "Give O2 2 L by nasal cannula prn",
    "Give oral meds with a sip of water",
    "No nasal congestion",
    "Give IV over 40 min, oral meds held",
)

VIGNETTES = [
    Vignette(
        f"The note '{text}' leaves the way it is given, and so the dose, open",
        typical().orders(mg=35, minutes=40, note=[{"text": text}]),
        {"dose": "unknown"},
        "8",
        hook="order-sign",
    )
    for text in OTHERWISE
] + [
    Vignette(
        f"The note '{text}' says nothing of how the infusion is given",
        typical().orders(mg=35, minutes=40, note=[{"text": text}]),
        {"dose": "met"},
        "8",
        hook="order-sign",
    )
    for text in OTHER
]
