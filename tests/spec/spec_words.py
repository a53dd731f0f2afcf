"""How a card puts things: dates no closer than recorded, one day and two days, codes with their names."""

from tests.spec.infused import course, infused, scored
from tests.spec.story import RXNORM, SNOMED, UCUM, ago, concept, nobody, typical
from tests.spec.vignette import Vignette

DATES = [
    Vignette(
        "A trial from some day of a month to some day of another is shown with its months",
        nobody().took("sertraline", 100, "2024-03", "2024-07"),
        {"card": ("March 2024 to July 2024",), "card_lacks": ("2024-03-", "2024-07-")},
        "1.7",
    ),
    Vignette(
        "A trial of which only the years are recorded is shown with its years",
        nobody().took("sertraline", 100, "2021", "2023"),
        {"card": ("2021 to 2023",), "card_lacks": ("2021-", "2023-")},
        "1.7",
    ),
    Vignette(
        "A trial whose first day is on record is shown from that day, whatever another source says of the month",
        nobody()
        .took("sertraline", 100, "2024-03", "2024-07-15")
        .prescribed("sertraline", 100, "2024-03-31", bounds=("2024-03-31", "2024-07-15"), status="completed"),
        {"card": ("2024-03-31 to 2024-07-15",)},
        "1.7",
    ),
    Vignette(
        "A problem that began some day of a month is dated by the month, for people and for programs",
        typical().problem(text="abdominal aortic aneurysm", onset="2019-05"),
        {"why_said": ("May 2019",), "card_lacks": ("2019-05-",)},
        "1.2",
    ),
    Vignette(
        "A score of some day of this month is shown with the month",
        typical().empty("surveys").score("PHQ-9", 19, "2026-11"),
        {"card": ("in November 2026",), "card_lacks": ("2026-11-01",)},
        "1.2",
    ),
    Vignette(
        "A blood pressure of some day of this month is not said to be of today",
        typical().empty("vitalSigns").weighs(70, ago(3)).pressure(120, 80, "2026-10"),
        {"card": ("last 120/80 mmHg in October 2026",)},
        "3 blood-pressure",
    ),
]

TRIAL = [
    Vignette(
        "A single day at the minimum dose is one day",
        nobody().took("sertraline", 100, "2024-03-01", "2024-03-02"),
        {"card": ("only 1 day at",), "card_lacks": ("1 days",)},
        "4.8",
    ),
    Vignette(
        "A trial that is not over is not judged by a score at its end: the score is of now",
        nobody().took("sertraline", 100, ago(100), asserted=ago(3)).score("PHQ-9", 19, ago(3)),
        {"card": ("PHQ-9 19 now",), "card_lacks": ("at the end",)},
        "4.8",
    ),
    Vignette(
        "A trial that is not over and has no score is still taken, not one whose outcome nobody recorded",
        nobody().took("sertraline", 100, ago(100), asserted=ago(3)),
        {"card": ("still taken, outcome not known",), "card_lacks": ("outcome not recorded",)},
        "4.8",
    ),
    Vignette(
        "A stop reason that tells no outcome is shown in its own words, for the reader to judge",
        nobody().took("sertraline", 100, "2025-01-01", "2025-04-01", stopped="some improvement"),
        {
            "card": ('stop reason "some improvement" does not tell the outcome',),
            "card_lacks": ("outcome not recorded",),
        },
        "4.8",
    ),
]

CODES = [
    Vignette(
        "A problem that is only a code is shown by our name for it, with the code",
        typical().problem("F20.9"),
        {"summary": ("Schizophrenia (F20.9)",), "why_first": ("Schizophrenia (F20.9)",)},
        "1.2",
    ),
    Vignette(
        "A problem that is only a SNOMED CT code is shown by our name for it",
        typical().problem("6471006", system=SNOMED, recorded=ago(1)),
        {"suicidality": True, "card": ("Suicidal thoughts (6471006)",)},
        "1.2",
    ),
    Vignette(
        "A problem with words of its own is shown by them",
        typical().problem(concept("F20.9", "hears voices since 2019")),
        {"summary": ("hears voices since 2019",), "card_lacks": ("F20.9",)},
        "1.2",
    ),
    Vignette(
        "Of suicidal ideation recorded as a code alone the card says what it is",
        typical().problem("R45.851", recorded=ago(0)),
        {"card": ("Assess suicide risk today", "Suicidal ideation (R45.851)")},
        "10 suicidality",
    ),
]


def _pressure(systolic: float | None, diastolic: float | None) -> dict:
    def part(code: str, value: float | None) -> dict:
        named = concept(code, None, "http://loinc.org")
        told = {"valueQuantity": {"value": value, "unit": "mmHg", "system": UCUM, "code": "mm[Hg]"}}
        return {"code": named, **(told if value is not None else {})}

    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [concept("vital-signs", None, "http://terminology.hl7.org/CodeSystem/observation-category")],
        "code": concept("85354-9", None, "http://loinc.org"),
        "effectiveDateTime": ago(0),
        "component": [part("8480-6", systolic), part("8462-4", diastolic)],
    }


def _measured(systolic: float | None, diastolic: float | None) -> object:
    return typical().empty("vitalSigns").weighs(70, ago(3)).add("vitalSigns", _pressure(systolic, diastolic))


PRESSURE = [
    Vignette(
        "A blood pressure that cannot be right is shown as recorded, each number with its unit once",
        _measured(4000, 80),
        {"before_said": ("systolic 4000 mmHg, diastolic 80 mmHg",), "card_lacks": ("mmHg/", "mmHg mmHg")},
        "3 blood-pressure",
    ),
    Vignette(
        "Of a blood pressure with one number the other is said not to be recorded",
        _measured(120, None),
        {"before_said": ("systolic 120 mmHg, diastolic not recorded",), "card_lacks": ("?",)},
        "3 blood-pressure",
    ),
]

WEIGHTS = [
    Vignette(
        "Of two weights that disagree each is shown with its day",
        typical().empty("vitalSigns").pressure(120, 80).weighs(154, ago(3)).weighs(70, ago(40)),
        {"summary": (f"154 kg ({ago(3)}) and 70 kg ({ago(40)})",)},
        "7",
    ),
]

ROUTES = [
    Vignette(
        f"'{said}' in the dosage text is another route than the protocol's, whatever its full stops",
        typical().orders(mg=35, minutes=40, text=f"ketamine 35 mg {said} over 40 min"),
        {"text": {"dose": f"ordered route {named}"}, "suggests": 0},
        "8",
        hook="order-sign",
    )
    for said, named in (("i.m.", "intramuscular"), ("p.o.", "oral"), ("s.c.", "subcutaneous"), ("s.l.", "sublingual"))
]

INTERACTIONS = [
    Vignette(
        "Every medicine that asks for caution is named in the sentence, and what to do about each beside its source",
        typical().took("lorazepam", 1, ago(60), asserted=ago(10)).took("theophylline", 400, ago(60), asserted=ago(10)),
        {
            "text": {"interactions": "avoid theophylline (theophylline or aminophylline), lorazepam (benzodiazepine)"},
            "why_said": ("do not stop it abruptly", "lowers the seizure threshold"),
        },
        "3 interactions",
    ),
]

TO_DO = [
    Vignette(
        "Without a patient record the age is to be looked up, not recorded anew",
        typical().no_patient(),
        {"missing_said": ("Check the age in the chart",), "card_lacks": ("birth date.",)},
        "11",
    ),
    Vignette(
        "An order in pills is headed as one without a usable dose",
        typical().orders(mg=None, minutes=40, text="2 tablets over 40 min"),
        {"card": ("no usable dose in the draft yet over 40 min",)},
        "11",
    ),
]

FIRST_LINE = [
    Vignette(
        "Of a complete course the first line says so, not which dose would be next",
        scored(course(6), "MADRS", 30, 8),
        {"summary": ("acute course complete", "remission"), "to_do": ("The schedule ends at remission",)},
        "11",
    ),
    Vignette(
        "A dose that the order leaves unclear stands in the first line although every criterion was found",
        typical().orders(mg=35, minutes=None, text="35 mg IV over 40 to 120 minutes"),
        {"verdict": "criteria-met", "summary": ("but not the dose",)},
        "11",
    ),
    Vignette(
        "An order whose drug is only a code is headed by the drug's name",
        typical().orders(mg=35, minutes=40, medication=concept("6130", None, RXNORM)),
        {"card": ("**Order:** ketamine (6130)",)},
        "11",
    ),
    Vignette(
        "Of a dose within the tolerance that is not the protocol's the card does not say that it agrees",
        typical().orders(mg=36, minutes=40),
        {"dose": "met", "card": ("near enough to the protocol dose (local policy)",), "card_lacks": ("agrees",)},
        "8",
    ),
]

OPENED = [
    Vignette(
        "An opened chart is told of the infusion it speaks of by its record, and of everything due in the first line",
        infused(80),
        {
            "summary": ("infusion 2 is due", "no depression score since"),
            "card": ("(MedicationAdministration/medicationAdministrations-1)",),
        },
        "11 patient-view",
        hook="patient-view",
    ),
]

VIGNETTES = [*OPENED, *FIRST_LINE, *ROUTES, *INTERACTIONS, *TO_DO, *DATES, *TRIAL, *CODES, *PRESSURE, *WEIGHTS]
