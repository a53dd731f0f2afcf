"""Section 2, which orders wake the service: what is ketamine, what is selected, and what stays silent."""

from tests.spec.story import RXNORM, Story, concept, drug, nobody, typical
from tests.spec.vignette import Vignette

SILENT = {"cards": 0, "orders": 0}
LEFT_ALONE = {"cards": 0, "scope": "out-of-scope"}
OURS = {"scope": "in-scope", "drug": "ketamine", "orders": 1}
OTHER_DRUG = {"scope": "esketamine", "drug": "esketamine", "cards": 1, "indicators": ("info",)}


def ordered(medication: dict) -> Story:
    """This medication, ordered for recurrent severe depression."""
    return typical().orders(mg=35, minutes=40, medication=medication)


def draft(name: str, number: int, **fields: object) -> dict:
    """Another draft of the same session."""
    return {
        "resourceType": "MedicationRequest",
        "id": f"draft-{number}",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": drug(name),
        **fields,
    }


SERVICE = {
    "resourceType": "ServiceRequest",
    "medicationCodeableConcept": None,
    "dosageInstruction": None,
    "code": {"text": "Ketamine infusion"},
}

VIGNETTES = [
    Vignette(
        "Ketamine by its RxNorm ingredient code wakes the service", ordered(concept("6130", None, RXNORM)), OURS, "2"
    ),
    Vignette(
        "Ketamine known only by its name wakes the service, and the card says that it was matched by name",
        ordered({"text": "Ketamine 50 mg/mL injection"}),
        {**OURS, "card": ("matched by name",)},
        "2",
    ),
    Vignette(
        "The brand name Ketalar wakes the service, and the card says that it was matched by name",
        ordered({"text": "KETALAR 10 mg/mL vial"}),
        {**OURS, "card": ("matched by name",)},
        "2",
    ),
    Vignette(
        "A local code with a display that names ketamine wakes the service",
        ordered(
            {"coding": [{"system": "https://ehr.example.org/drugs", "code": "K1", "display": "ketamine HCl infusion"}]}
        ),
        OURS,
        "2",
    ),
    Vignette(
        "An order for amoxicillin is not ours: nothing is said", ordered({"text": "amoxicillin 500 mg"}), SILENT, "2"
    ),
    Vignette("Ketorolac is not ketamine: nothing is said", ordered({"text": "ketorolac 30 mg"}), SILENT, "2"),
    Vignette("Norketamine is not the word ketamine: nothing is said", ordered({"text": "norketamine"}), SILENT, "2"),
    Vignette(
        "Ketamine in a Medication contained in the order wakes the service",
        typical().orders(
            mg=35,
            minutes=40,
            medicationCodeableConcept=None,
            contained=[{"resourceType": "Medication", "id": "m1", "code": concept("6130", None, RXNORM)}],
            medicationReference={"reference": "#m1"},
        ),
        OURS,
        "2",
    ),
    Vignette(
        "Ketamine in a Medication of the same session wakes the service",
        typical()
        .orders(mg=35, minutes=40, medicationCodeableConcept=None, medicationReference={"reference": "Medication/m1"})
        .also_orders({"resourceType": "Medication", "id": "m1", "code": concept("6130", None, RXNORM)}),
        OURS,
        "2",
    ),
    Vignette(
        "Ketamine in a reference known only by its display wakes the service",
        typical().orders(
            mg=35,
            minutes=40,
            medicationCodeableConcept=None,
            medicationReference={"reference": "Medication/elsewhere", "display": "Ketamine 10 mg/mL"},
        ),
        OURS,
        "2",
    ),
    Vignette("A service request for a ketamine infusion wakes the service", typical().orders(**SERVICE), OURS, "2"),
    Vignette(
        "A service request for a ketamine infusion for anaesthesia is left alone",
        typical().orders(reason=concept(None, "anesthesia"), **SERVICE),
        LEFT_ALONE,
        "2",
    ),
    Vignette(
        "A service request for a PHQ-9 is not ours: nothing is said",
        typical().orders(**{**SERVICE, "code": {"text": "PHQ-9"}}),
        SILENT,
        "2",
    ),
    # what is selected
    Vignette(
        "At order-select a ketamine draft that is not selected is not judged",
        typical().also_orders(draft("sertraline", 2)).selects("MedicationRequest/draft-2"),
        SILENT,
        "2",
    ),
    Vignette(
        "At order-select nothing selected means nothing judged",
        typical().selects(),
        SILENT,
        "2",
    ),
    Vignette(
        "At order-select only the selected one of two ketamine drafts is judged",
        typical().also_orders(draft("ketamine", 2, reasonCode=[concept("F33.2")])),
        {**OURS, "cards": 1},
        "2",
    ),
    Vignette(
        "At order-select a draft of another drug beside the selected ketamine changes nothing",
        typical().also_orders(draft("sertraline", 2)),
        OURS,
        "2",
    ),
    Vignette(
        "At order-sign every ketamine draft is judged: two orders, two cards",
        typical().also_orders(draft("ketamine", 2, reasonCode=[concept("F33.2")])),
        {"orders": 2, "cards": 2},
        "2",
        hook="order-sign",
    ),
    *[
        Vignette(
            f"At order-sign a ketamine order is judged although its status is {status}",
            typical().orders(mg=35, minutes=40, status=status),
            OURS,
            "2",
            hook="order-sign",
        )
        for status in ("active", "on-hold", "unknown")
    ],
    Vignette(
        "At order-sign ketamine for depression is judged beside ketamine for anaesthesia, which is left alone",
        typical().also_orders(draft("ketamine", 2, reasonCode=[{"text": "anesthesia"}])),
        {"scope": "in-scope", "cards": 1},
        "2",
        hook="order-sign",
    ),
    # esketamine
    Vignette(
        "Esketamine by its RxNorm code gets one information card: REMS, two hours of observation, never mg for mg",
        ordered(concept("2119365", None, RXNORM)),
        {**OTHER_DRUG, "card": ("REMS", "2 h", "mg for mg")},
        "2",
    ),
    *[
        Vignette(f"'{name}' is esketamine and never ketamine", ordered({"text": name}), OTHER_DRUG, "2")
        for name in ("Spravato 84 mg nasal spray", "esketamine 56 mg", "S-ketamine 25 mg", "Esketamine (Spravato)")
    ],
    Vignette(
        "An esketamine order without a reason and without a problem list still gets its card",
        nobody().not_supplied("conditions").orders(reason=None, medication={"text": "Spravato"}),
        OTHER_DRUG,
        "2",
    ),
    Vignette(
        "The esketamine card says nothing of the patient: no criterion, no verdict",
        nobody().problem("F20.9").orders(medication={"text": "Spravato"}),
        {**OTHER_DRUG, "verdict": None, "card_lacks": ("schizophrenia", "psychosis")},
        "2",
    ),
    Vignette(
        "At order-sign ketamine and esketamine together get a card each",
        typical().also_orders(draft("esketamine", 2)),
        {"orders": 2, "cards": 2},
        "2",
        hook="order-sign",
    ),
    Vignette(
        "A code of another drug is that drug, whatever the text beside it says of ketamine",
        ordered({"coding": [{"system": RXNORM, "code": "36437"}], "text": "sertraline, not ketamine"}),
        SILENT,
        "2",
    ),
]
