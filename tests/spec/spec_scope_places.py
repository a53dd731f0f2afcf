"""Section 2: where the patient is, by the names hospitals give to such places."""

from tests.spec.story import Story, ago, typical
from tests.spec.vignette import Vignette

QUIET = (
    *("OR 3", "OR-3", "Main OR", "OR 12", "Theatres", "Recovery Room", "Labor & Delivery", "L&D"),
    *("Emergency Department", "ED", "ER Bed 4", "A&E", "Resus 2", "Critical Care", "CVICU", "PICU", "NICU", "ITU"),
    *("HDU", "IR Suite", "GI Lab", "ASC", "Palliative Care Unit", "Hospice"),
)
JUDGED = (
    *("Room 3", "Infusion Suite", "Ketamine Clinic", "Eating Disorders Unit", "ED Day Program", "Psychiatric ED"),
    *("Recovery House", "Behavioral Health Unit", "ECT suite", "Pain Clinic", "Critical Care Clinic"),
)


def at(place: str, text: str = "35 mg IV push") -> Story:
    """A patient with a depression on his list, ketamine without a reason, and where he is now."""
    encounter = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "in-progress",
        "class": {"code": "IMP"},
        "location": [{"location": {"display": place}, "status": "active"}],
    }
    return typical().weighs(70, ago(3)).orders(text=text, reason=None)._with(encounter=encounter)


VIGNETTES = (
    [
        Vignette(
            f"A push without a reason at '{place}' is asked about, not stopped",
            at(place),
            {"scope": "ambiguous"},
            "2",
            hook="order-sign",
        )
        for place in QUIET
    ]
    + [
        Vignette(
            f"A push without a reason at '{place}' is judged",
            at(place),
            {"scope": "in-scope", "verdict": "stop"},
            "2",
            hook="order-sign",
        )
        for place in JUDGED
    ]
    + [
        Vignette(
            f"35 mg over 40 minutes without a reason at '{place}' is judged: an infusion of ours",
            at(place, "35 mg IV over 40 min"),
            {"scope": "in-scope"},
            "2",
            hook="order-sign",
        )
        for place in ("OR 3", "ED", "HDU")
    ]
)
