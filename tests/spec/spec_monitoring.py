"""The monitoring orders a card offers (only what the drafts do not hold), and what it says before the infusion."""

from typing import Any

from tests.spec.drafted import milligrams
from tests.spec.story import LOINC, Json, Story, ago, concept, hours_ago, typical
from tests.spec.vignette import Vignette

SIGNS, SCALE = "Vital signs during the ketamine infusion", "Depression scale and suicidality at 24 h"
TEST = "Pregnancy test before the infusion"


def _holding(*drafts: Json, story: Story | None = None) -> Story:
    return (story or typical()).also_orders(*drafts)


def _service(text: str | None = None, *, code: Json | None = None, number: int = 1, **fields: Any) -> Json:
    made: Json = {
        "resourceType": "ServiceRequest",
        "id": f"service-{number}",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "code": code or {"text": text},
        **fields,
    }
    return {k: v for k, v in made.items() if v is not None}


def _woman(**more: Any) -> Story:
    return typical().born("1990-05-01", "female")._with(**more)


OFFERED = [
    Vignette(
        "Vital signs during the infusion and a depression scale at 24 hours are offered as orders",
        typical(),
        {"creates": (SIGNS, SCALE)},
        "10",
    ),
    Vignette(
        "A dose suggestion carries the monitoring orders with it",
        milligrams(40),
        {"creates_with_dose": (SIGNS, SCALE), "creates": (SIGNS, SCALE)},
        "10",
    ),
    Vignette(
        "What is created is a draft order for this patient",
        typical(),
        {
            "created_fields": {
                "resourceType": "ServiceRequest",
                "status": "draft",
                "intent": "order",
                "subject.reference": "Patient/p1",
                "code.text": SIGNS,
            }
        },
        "10",
    ),
    Vignette(
        "When is said in words alone: one timing cannot say both 'continuous' and 'every 10-15 min', and no order "
        "knows when the infusion will begin",
        typical(),
        {
            "created_fields": {
                "note.0.text": "Vital signs during ketamine infusion: continuous SpO2 and heart rate, blood pressure "
                "every 10-15 min, until 2 h from start",
                "occurrenceTiming": None,
                "occurrenceDateTime": None,
            }
        },
        "10",
    ),
    Vignette(
        "For a woman of 36 without a pregnancy test the test is offered as well",
        _woman(),
        {"not-pregnant": "unknown", "creates": (SIGNS, SCALE, TEST)},
        "10",
    ),
    Vignette(
        "For a woman of 36 with a negative test of yesterday it is not",
        _woman().lab("2106-3", "Negative", on=ago(1)),
        {"not-pregnant": "met", "creates": (SIGNS, SCALE)},
        "10",
    ),
    Vignette("For a woman of 60 it is not", typical().born("1966-05-01", "female"), {"creates": (SIGNS, SCALE)}, "10"),
    Vignette(
        "For a patient of unknown sex the test is offered",
        typical().born("1990-05-01", "unknown"),
        {"not-pregnant": "unknown", "creates": (SIGNS, SCALE, TEST)},
        "10",
    ),
]

HELD = [
    Vignette(
        "Vital signs among the drafts are not ordered twice",
        _holding(_service("Vital signs during ketamine infusion")),
        {"creates": (SCALE,)},
        "10",
    ),
    Vignette(
        "A PHQ-9 among the drafts is not ordered twice",
        _holding(_service("PHQ-9 at 24 hours")),
        {"creates": (SIGNS,)},
        "10",
    ),
    Vignette(
        "A MADRS among the drafts is a depression scale",
        _holding(_service("MADRS tomorrow")),
        {"creates": (SIGNS,)},
        "10",
    ),
    Vignette(
        "With both among the drafts no monitoring is offered",
        _holding(_service("Vital signs monitoring"), _service("PHQ-9 at 24 hours", number=2)),
        {"offers": (), "creates": ()},
        "10",
    ),
    Vignette(
        "With both among the drafts a wrong dose is still offered the right one, alone",
        _holding(_service("Vital signs monitoring"), _service("PHQ-9 at 24 hours", number=2), story=milligrams(40)),
        {"offers": ("35 mg over 40 min", "35 mg over 100 min"), "creates_with_dose": ()},
        "10",
    ),
    Vignette(
        "A pregnancy test among the drafts, by its LOINC code, is not ordered twice",
        _holding(_service(code=concept("2106-3", None, LOINC)), story=_woman()),
        {"creates": (SIGNS, SCALE)},
        "10",
    ),
    Vignette(
        "A pregnancy test among the drafts, by name, is not ordered twice",
        _holding(_service("Urine pregnancy test"), story=_woman()),
        {"creates": (SIGNS, SCALE)},
        "10",
    ),
    Vignette(
        "A chest X-ray among the drafts is no monitoring",
        _holding(_service("Chest X-ray")),
        {"creates": (SIGNS, SCALE)},
        "10",
    ),
    Vignette(
        "A cancelled draft of vital signs holds nothing",
        _holding(_service("Vital signs monitoring", status="revoked")),
        {"creates": (SIGNS, SCALE)},
        "10",
    ),
    Vignette(
        "A draft that forbids vital signs holds nothing",
        _holding(_service("Vital signs monitoring", doNotPerform=True)),
        {"creates": (SIGNS, SCALE)},
        "10",
    ),
    Vignette(
        "Vital signs every shift among the drafts are none during the infusion",
        _holding(_service("Vital signs every shift")),
        {"creates": (SIGNS, SCALE)},
        "10",
    ),
    Vignette(
        "Vital signs every 15 minutes among the drafts are those of the infusion",
        _holding(_service("Vital signs q15min")),
        {"creates": (SCALE,)},
        "10",
    ),
    Vignette(
        "A PHQ-9 without a time among the drafts is none at 24 hours",
        _holding(_service("PHQ-9")),
        {"creates": (SIGNS, SCALE)},
        "10",
    ),
    Vignette(
        "A PHQ-9 whose note names the time is the one at 24 hours",
        _holding(_service("PHQ-9", note=[{"text": "24 h after ketamine"}])),
        {"creates": (SIGNS,)},
        "10",
    ),
    Vignette(
        "A draft of vital signs for another patient holds nothing",
        _holding(_service("Vital signs monitoring", subject={"reference": "Patient/p2"})),
        {"creates": (SIGNS, SCALE)},
        "10",
    ),
]

BEFORE = [
    Vignette(
        "Beside a second ketamine draft the monitoring orders are offered once",
        typical().also_orders({**(typical().order or {}), "id": "draft-2"}),
        {"cards": 2, "creates": (SIGNS, SCALE)},
        "10",
        hook="order-sign",
    ),
    Vignette(
        "The card lists what to do before, during and after the infusion",
        typical(),
        {
            "before_said": (
                "blood pressure",
                "heart rate",
                "SpO2",
                "weight",
                "scale",
                "suicidality",
                "escort",
                "every 10–15 min",
                "trained observer",
                "2 h from the start",
                "no driving until the next day",
                "24 h",
            )
        },
        "10",
    ),
    Vignette(
        "A blood pressure that is not known stands under 'Before the infusion', not under 'Missing'",
        typical().empty("vitalSigns").weighs(70, ago(3)),
        {"before_said": ("Blood pressure today",), "missing_said": (), "verdict": "criteria-met"},
        "3 blood-pressure",
    ),
    Vignette(
        "A pregnancy that is not known stands under 'Before the infusion', not under 'Missing'",
        _woman(),
        {"before_said": ("Not pregnant",), "missing_said": (), "verdict": "criteria-met"},
        "3 not-pregnant",
    ),
    Vignette(
        "For a man nothing is said of a pregnancy test",
        typical(),
        {"card_lacks": ("pregnancy test", "Pregnancy test")},
        "10",
    ),
    Vignette(
        "Expectations and trial results belong to the page the card links to, not to the card",
        typical(),
        {
            "card_lacks": ("55.4", "41.2", "403"),
            "card_fields": {"links.0.url": "https://cds.example.org/protocol/ketamine-trd"},
        },
        "10",
    ),
    Vignette(
        "Monitoring is offered for an order-sign as for an order-select",
        typical(),
        {"creates": (SIGNS, SCALE)},
        "10",
        hook="order-sign",
    ),
    Vignette(
        "Last week's blood pressure is shown with its date under 'Before the infusion'",
        typical().empty("vitalSigns").weighs(70, ago(3)).pressure(128, 82, hours_ago(7 * 24)),
        {"before_said": ("128/82", ago(7))},
        "3 blood-pressure",
    ),
]

VIGNETTES = [*OFFERED, *HELD, *BEFORE]
