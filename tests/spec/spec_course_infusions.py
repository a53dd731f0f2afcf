"""What counts as an infusion, and which infusions belong to one course."""

from typing import Any

from tests.spec.infused import MET, NOT, OPEN, infused
from tests.spec.story import Json, Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette

NONE: dict[str, Any] = {**MET, "infusions": 0, "text": {"course": "no infusion yet"}}
ONE: dict[str, Any] = {**MET, "infusions": 1}


def _procedure(**fields: Any) -> Story:
    made: Json = {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": "Ketamine infusion"},
        "performedDateTime": hours_ago(72),
        **fields,
    }
    return typical().add("procedures", made)


COUNTED = [
    Vignette("No infusion on a supplied list is the beginning of a course", typical(), NONE, "9"),
    Vignette("One completed infusion of three days ago is one", infused(72), ONE, "9"),
    Vignette("Two records of one day are one infusion", infused(72, 73), ONE, "9"),
    Vignette("Infusions of two days are two", infused(72, 144), {**MET, "infusions": 2}, "9"),
    Vignette("An infusion without a stated route counts", infused(72, route=None), ONE, "9"),
    Vignette("Ketamine into the muscle is no infusion of the course", infused(72, route="IM"), {"infusions": 0}, "9"),
    Vignette("Ketamine by mouth is no infusion of the course", infused(72, route="oral"), {"infusions": 0}, "9"),
    Vignette(
        "Ketamine for anaesthesia is no infusion of the course",
        infused(72, reason="general anesthesia"),
        {"infusions": 0},
        "9",
    ),
    Vignette(
        "Ketamine for sedation is no infusion of the course", infused(72, reason="sedation"), {"infusions": 0}, "9"
    ),
    Vignette(
        "Ketamine for pain is no infusion of the course",
        infused(72, reason="postoperative pain"),
        {"infusions": 0},
        "9",
    ),
    Vignette("Ketamine given for depression is one", infused(72, reason="depression"), ONE, "9"),
    Vignette(
        "70 mg for 70 kg are 1 mg/kg: still an infusion",
        infused(72, mg=70),
        ONE,
        "9",
        bounds=("course.anaesthetic-mg-per-kg:in",),
    ),
    Vignette(
        "71 mg for 70 kg are above 1 mg/kg: an anaesthetic dose, no infusion of the course",
        infused(72, mg=71),
        {"infusions": 0},
        "9",
        bounds=("course.anaesthetic-mg-per-kg:out",),
    ),
    Vignette("An infusion of unknown dose counts", infused(72, mg=None), ONE, "9"),
    Vignette(
        "200 mg in a patient of unknown weight cannot be worked out, and counts",
        infused(72, mg=200, story=typical().empty("vitalSigns")),
        {"infusions": 1},
        "9",
    ),
    Vignette("A stopped infusion is not one of the course", infused(72, status="stopped"), {"infusions": 0}, "9"),
    Vignette("An infusion in progress is not yet one", infused(72, status="in-progress"), {"infusions": 0}, "9"),
    Vignette("An infusion not done is none", infused(72, status="not-done"), NONE, "9"),
    Vignette("An infusion entered in error does not exist", infused(72, status="entered-in-error"), NONE, "9"),
    Vignette(
        "Esketamine is no infusion of ketamine", typical().given("esketamine", hours_ago(72)), {"infusions": 0}, "9"
    ),
    Vignette(
        "An antidepressant given on the ward is no infusion", typical().given("sertraline", hours_ago(72)), NONE, "9"
    ),
    Vignette(
        "Ketamine given, named only in words, is one, and the card says it was matched by name",
        infused(72).changed("medicationAdministrations", medicationCodeableConcept={"text": "Ketalar"}),
        {**ONE, "card": ("matched by name",)},
        "9",
    ),
    Vignette("A completed procedure 'Ketamine infusion' is one", _procedure(), ONE, "9"),
    Vignette("A procedure that was only prepared is none", _procedure(status="preparation"), {"infusions": 0}, "9"),
    Vignette(
        "A procedure and an administration of the same day are one infusion",
        infused(72, story=_procedure()),
        ONE,
        "9",
    ),
    Vignette(
        "An infusion written as a period counts from its start",
        infused(72).changed(
            "medicationAdministrations",
            effectiveDateTime=None,
            effectivePeriod={"start": hours_ago(72), "end": hours_ago(71)},
        ),
        ONE,
        "9",
    ),
]

COURSES = [
    Vignette(
        "Infusions 14 days apart belong to one course",
        typical().given("ketamine", ago(21)).given("ketamine", ago(7)),
        {"infusions": 2},
        "9",
        bounds=("course.gap:in",),
    ),
    Vignette(
        "Infusions 15 days apart do not: the older one is another course",
        typical().given("ketamine", ago(22)).given("ketamine", ago(7)),
        {"infusions": 1},
        "9",
        bounds=("course.gap:out",),
    ),
    Vignette(
        "A course whose last infusion was 14 days ago is current",
        typical().given("ketamine", ago(14)),
        {**ONE, "course_told": {"lastInfusion": ago(14)}},
        "9",
    ),
    Vignette(
        "A course whose last infusion was 15 days ago is over, and the last infusion is still shown",
        typical().given("ketamine", ago(15)),
        {**MET, "infusions": 0, "course_told": {"lastInfusion": ago(15)}, "text": {"course": ago(15)}},
        "9",
    ),
    Vignette(
        "A course of last year is over, whatever it reached",
        infused(8760, 8844, 8928, 9012, 9096, 9180),
        {**MET, "infusions": 0},
        "9",
    ),
]

SUPPLIED = [
    Vignette(
        "Without the list of administrations the course is not known, and that alone is no caution",
        typical().not_supplied("medicationAdministrations"),
        {**OPEN, "missing": {"course": "not-supplied"}, "verdict": "criteria-met"},
        "9",
    ),
    Vignette(
        "A failed list of administrations leaves the course not known",
        typical().failed("medicationAdministrations"),
        {**OPEN, "missing": {"course": "failed"}, "text": {"course": "medication administrations"}},
        "9",
    ),
    Vignette(
        "A list of administrations that came as null was looked at and is empty",
        typical().null("medicationAdministrations"),
        NONE,
        "9",
    ),
    Vignette(
        "A truncated list without an infusion proves nothing",
        typical().truncated("medicationAdministrations"),
        {**OPEN, "missing": {"course": "truncated"}},
        "9",
    ),
    Vignette(
        "An unreadable administration proves that nothing was given no more",
        typical().unreadable("medicationAdministrations"),
        {**OPEN, "missing": {"course": "unreadable"}},
        "9",
    ),
    Vignette(
        "Ketamine recorded as given tomorrow is unreadable, not absent",
        typical().given("ketamine", hours_ago(-30)),
        {**OPEN, "missing": {"course": "unreadable"}},
        "1.6",
    ),
    Vignette(
        "An infusion of yesterday on a truncated list is too recent all the same",
        infused(24).truncated("medicationAdministrations"),
        NOT,
        "9",
    ),
    Vignette(
        "Ketamine without any date may have been given today: the course is not known",
        infused(72).changed("medicationAdministrations", effectiveDateTime=None),
        {**OPEN, "missing": {"course": "not-recorded"}},
        "9",
    ),
    Vignette(
        "A ketamine procedure without any date leaves the course not known",
        _procedure(performedDateTime=None),
        OPEN,
        "9",
    ),
    Vignette(
        "Ketamine given 'in November 2026' may have been given today: too recent",
        typical().given("ketamine", "2026-11"),
        NOT,
        "1.7",
    ),
    Vignette(
        "Ketamine given 'in 2025' is long over",
        typical().given("ketamine", "2025"),
        {**MET, "infusions": 0},
        "1.7",
    ),
]

VIGNETTES = [*COUNTED, *COURSES, *SUPPLIED]
