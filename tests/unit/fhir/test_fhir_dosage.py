"""Daily doses of the chart's medications, from structure and from plain text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from fhir_cases import RXNORM, Json, concept, quantity, requested, taken

from cds_service.answers import Why

TABLET = concept(text="sertraline 50 MG Oral Tablet")


def daily(dosage: Json, code: Json = TABLET) -> tuple[Decimal | None, Decimal | None, Why | None]:
    """The daily dose of a statement with one dosage."""
    (found,) = taken(medicationCodeableConcept=code, dosage=dosage).dosages
    return found.low, found.high, found.why


def known(mg: str | int) -> tuple[Decimal, Decimal, None]:
    return Decimal(mg), Decimal(mg), None


DAILY = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}


@pytest.mark.parametrize(
    ("text", "mg"),
    [
        ("150 mg daily", 150),
        ("75 mg BID", 150),
        ("1 tablet daily", 50),
        ("Take 2 capsules by mouth every morning", 100),
        ("50-100 mg daily", 50),
        ("50 mg to 100 mg daily", 50),
        ("take one tablet twice a day", 100),
        ("100mg qhs", 100),
        ("150 mg XR once daily", 150),
        ("0.5 tablet daily", 25),
        ("1/2 tablet daily", 25),
        ("½ tablet daily", 25),
        ("1 1/2 tabs qd", 75),
        ("one and a half tablets at night", 75),
        ("Take 1 tablet (50 mg total) by mouth 2 (two) times daily.", 100),
        ("take 1 tablet every 12 (twelve) hours", 100),
        ("50 mg in the morning and 100 mg at bedtime", 150),
        ("150 mg/day", 150),
        ("Take two 75 mg capsules daily (150 mg)", 150),
        ("take 2 50 mg tablets daily", 100),
        ("2 x 75 mg daily", 150),
        ("37.5mg 3x/day", "112.5"),
        ("7,5 mg daily", "7.5"),
        ("300 mg every other day", 150),
        ("100 mg q8h", 300),
        ("0.025 g daily", 25),
        ("40mg once daily (max 60mg/day)", 40),
        ("TAKE ONE CAPSULE BY MOUTH EVERY DAY", 50),
        ("150mg OD", 150),
        ("one tablet daily at bedtime", 50),
        ("50 mg every morning and every evening", 100),
        ("1 tab q.h.s.", 50),
        ("Take 3 capsules (150 mg) by mouth daily", 150),
        ("Take one 150 mg tablet daily", 150),
        ("take 1 tablet daily, do not take more than 4 tablets per day", 50),
    ],
)
def test_plain_texts_are_read(text: str, mg: str | int) -> None:
    """What a prescriber writes is milligrams a day, a range by its lower end."""
    assert known(mg) == daily([{"text": text}])


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1 tablet in the morning, 1 tablet in the morning", 50, 100),
        ("50 mg for 7 days, then 100 mg daily", 50, 150),
    ],
)
def test_an_unclear_text_is_a_span(text: str, low: int, high: int) -> None:
    """Where a text may mean more or less, both are kept."""
    assert (Decimal(low), Decimal(high), None) == daily([{"text": text}])


@pytest.mark.parametrize(
    "text",
    ["as directed", "50 mg", "daily", "see instructions", "max 200 mg per day", "10 mL daily", "0 mg daily", "1-0-1"],
)
def test_a_text_that_does_not_say_is_not_known(text: str) -> None:
    """No dose or no rhythm is no daily dose; a maximum is no dose."""
    assert (None, None, Why.NOT_RECORDED) == daily([{"text": text}])


@pytest.mark.parametrize(
    "dosage",
    [
        {"text": "50 mg daily as needed"},
        {"text": "50 mg daily PRN"},
        {"text": "50 mg daily", "asNeededBoolean": True},
        {"text": "50 mg daily", "asNeededCodeableConcept": {"text": "for sleep"}},
    ],
)
def test_as_needed_is_no_daily_dose(dosage: Json) -> None:
    """What is taken as needed may not have been taken."""
    found = taken(medicationCodeableConcept=TABLET, dosage=[dosage])
    assert (True, Why.NOT_RECORDED) == (found.prn, found.dosages[0].why)


@pytest.mark.parametrize(
    ("dose", "mg"),
    [
        ({"doseQuantity": quantity(150, "mg")}, 150),
        ({"doseQuantity": quantity(0.15, "g")}, 150),
        ({"doseQuantity": {"value": 150, "unit": "MG"}}, 150),
        ({"doseQuantity": {"value": "150", "unit": "mg"}}, 150),
        ({"doseQuantity": quantity(3, "{tablet}")}, 150),
        ({"doseQuantity": quantity(3, "TAB")}, 150),
        ({"doseQuantity": {"value": 3, "unit": "tablet(s)"}}, 150),
        ({"doseQuantity": {"value": 3, "unit": "tablets"}}, 150),
        ({"doseQuantity": quantity(3, "1")}, 150),
        ({"doseQuantity": {"value": 3}}, 150),
        ({"doseRange": {"low": quantity(50, "mg"), "high": quantity(100, "mg")}}, 50),
    ],
)
def test_a_structured_dose_is_a_mass_or_pieces_of_a_strength(dose: Json, mg: int) -> None:
    """Milligrams, grams, tablets times strength, a range by its lower end; as a list, an object, or the old way."""
    for dosage in ({"doseAndRate": [dose]}, {"doseAndRate": dose}, dose):
        assert known(mg) == daily([{**dosage, "timing": DAILY}])


@pytest.mark.parametrize(
    "dose",
    [
        {"value": 50},
        {"value": 3, "unit": "{puff}"},
        {"value": 3, "unit": "mL"},
        {"value": 50, "unit": "mg", "comparator": "<"},
        {"value": "a few", "unit": "mg"},
        {"unit": "mg"},
    ],
)
def test_a_structured_dose_that_is_no_mass_is_not_known(dose: Json) -> None:
    """A bare 50 of a 50 mg tablet, puffs and "less than" say nothing; dose limits are not doses."""
    limit = {"maxDosePerPeriod": {"numerator": quantity(200, "mg"), "denominator": quantity(1, "d")}}
    assert (None, None, Why.NOT_RECORDED) == daily(
        [{"doseAndRate": [{"doseQuantity": dose}], "timing": DAILY, **limit}]
    )


def test_pieces_without_a_strength_are_not_known() -> None:
    """Two tablets of an unknown strength are no mass."""
    dosage = [{"doseAndRate": [{"doseQuantity": quantity(2, "{tablet}")}], "timing": DAILY}]
    assert (None, None, Why.NOT_RECORDED) == daily(dosage, concept("36437", RXNORM))


@pytest.mark.parametrize(
    ("timing", "mg"),
    [
        (DAILY, 50),
        ({"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}, 100),
        ({"repeat": {"frequency": 2, "period": 1, "periodUnits": "d"}}, 100),
        ({"repeat": {"frequency": 1, "period": 12, "periodUnit": "h"}}, 100),
        ({"repeat": {"frequency": 1, "frequencyMax": 2, "period": 1, "periodUnit": "d"}}, 50),
        ({"repeat": {"period": 1, "periodUnit": "d"}}, 50),
        ({"repeat": {"frequency": 1, "period": 2, "periodUnit": "d"}}, 25),
        ({"repeat": {"when": ["MORN", "EVE"]}}, 100),
        ({"repeat": {"timeOfDay": ["08:00:00", "14:00:00", "20:00:00"]}}, 150),
        ({"repeat": {"when": "HS"}}, 50),
        ({"repeat": {"frequency": 7, "period": 1, "periodUnit": "wk"}}, 50),
        ({"code": {"coding": [{"code": "BID"}]}}, 100),
        ({"code": {"coding": [{"code": "QOD"}]}}, 25),
        ({"code": {"text": "twice daily"}}, 100),
        ({"code": {"coding": [{"code": "x", "display": "TID"}]}}, 150),
        ({"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}, "code": {"coding": [{"code": "BID"}]}}, 100),
    ],
)
def test_a_rhythm_is_read(timing: Json, mg: int) -> None:
    """Frequency over period, times of the day, and timing codes; a range of frequencies by its lower end."""
    assert known(mg) == daily([{"doseAndRate": [{"doseQuantity": quantity(50, "mg")}], "timing": timing}])


def test_days_of_the_week_are_a_share_of_it() -> None:
    """Three days a week are three sevenths of a daily dose."""
    timing = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "dayOfWeek": ["mon", "wed", "fri"]}}
    low, _, why = daily([{"doseAndRate": [{"doseQuantity": quantity(70, "mg")}], "timing": timing}])
    assert (Decimal(30), None) == (round(low or Decimal(0), 9), why)


def test_a_range_of_periods_is_a_span() -> None:
    """Every one to two days may be half of the daily dose."""
    timing = {"repeat": {"frequency": 1, "period": 1, "periodMax": 2, "periodUnit": "d"}}
    assert (Decimal(25), Decimal(50), None) == daily([{"doseQuantity": quantity(50, "mg"), "timing": timing}])


@pytest.mark.parametrize(
    "timing",
    [
        {},
        {"repeat": {}},
        {"repeat": {"frequency": 2}},
        {"repeat": {"frequency": 0, "period": 1, "periodUnit": "d"}},
        {"repeat": {"frequency": 1, "period": 0, "periodUnit": "d"}},
        {"repeat": {"frequency": 1, "period": 1, "periodUnit": "fortnight"}},
        {"event": ["2025-01-01"]},
        {"code": {"text": "as directed"}},
        {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}, "code": {"coding": [{"code": "QD"}]}},
    ],
)
def test_a_rhythm_that_is_not_there_is_not_guessed(timing: Json) -> None:
    """No period, no unit, an impossible one, or a code that says otherwise: no daily dose."""
    low, high, why = daily([{"doseQuantity": quantity(50, "mg"), "timing": timing}])
    assert (None, None, Why.NOT_RECORDED) == (low, high, why)


@pytest.mark.parametrize(
    ("dosage", "expected"),
    [
        ({"doseQuantity": quantity(50, "mg"), "timing": DAILY, "text": "50 mg daily"}, known(50)),
        ({"doseQuantity": quantity(50, "mg"), "timing": DAILY, "text": "take with food"}, known(50)),
        ({"doseQuantity": quantity(50, "mg"), "text": "50 mg twice daily"}, known(100)),
        ({"timing": DAILY, "text": "50 mg"}, known(50)),
        ({"doseQuantity": quantity(50, "mg"), "timing": DAILY, "text": "50-100 mg daily"}, known(50)),
        (
            {"doseQuantity": quantity(50, "mg"), "timing": DAILY, "text": "100 mg daily"},
            (None, None, Why.CONTRADICTORY),
        ),
        ({"doseQuantity": quantity(50, "mg"), "timing": DAILY, "text": "50 mg BID"}, (None, None, Why.CONTRADICTORY)),
        ({"doseQuantity": quantity(150, "mg"), "text": "75 mg BID"}, (None, None, Why.CONTRADICTORY)),
        ({"timing": DAILY, "text": "50 mg BID"}, (None, None, Why.CONTRADICTORY)),
    ],
)
def test_structure_and_text_complete_or_contradict_each_other(dosage: Json, expected: Json) -> None:
    """What one leaves open the other may say; where both speak and differ, nothing is known."""
    assert expected == daily([dosage])


@pytest.mark.parametrize(
    ("code", "text", "is_known"),
    [
        (concept(text="fluoxetine 20 MG capsule"), "20 mg daily", True),
        (concept(text="Prozac Weekly 90 mg"), "1 capsule weekly", False),
        (concept("313995", RXNORM), "1 capsule once a week", False),
        (concept(text="fluoxetine"), "90 mg once a week", False),
    ],
)
def test_a_product_with_another_rhythm_has_no_daily_dose(code: Json, text: str, is_known: bool) -> None:
    """Weekly fluoxetine is not a daily dose divided by seven."""
    assert is_known == (daily([{"text": text}], code)[2] is None)


def test_steps_with_bounds_are_told_apart() -> None:
    """Each instruction with its own period is a step of its own."""
    steps = [
        {"text": "50 mg daily", "timing": {"repeat": {"boundsPeriod": {"start": "2025-01-01", "end": "2025-01-15"}}}},
        {"text": "100 mg daily", "timing": {"repeat": {"boundsPeriod": {"start": "2025-01-15", "end": "2025-03-01"}}}},
    ]
    found = requested(dosageInstruction=steps).dosages
    assert [Decimal(50), Decimal(100)] == [d.low for d in found]
    assert [True, True] == [d.start is not None and d.end is not None for d in found]


def test_instructions_without_bounds_may_each_or_all_hold() -> None:
    """50 mg and 100 mg with no days are at least 50 and at most 150; twice the same is the same."""
    both = requested(dosageInstruction=[{"text": "50 mg daily"}, {"text": "100 mg daily"}]).dosages
    same = requested(dosageInstruction=[{"text": "50 mg daily"}, {"text": "50 mg daily"}]).dosages
    assert [(Decimal(50), Decimal(150))] == [(d.low, d.high) for d in both]
    assert [(Decimal(50), Decimal(50))] == [(d.low, d.high) for d in same]


def test_a_step_whose_dates_cannot_be_read_is_not_known() -> None:
    """A dose on unknown days is no dose."""
    bad = {"text": "50 mg daily", "timing": {"repeat": {"boundsPeriod": {"start": "spring"}}}}
    (found,) = requested(dosageInstruction=[bad]).dosages
    assert (None, Why.UNREADABLE) == (found.low, found.why)


@pytest.mark.parametrize(
    ("name", "text", "mg"),
    [
        ("fluoxetine 20 MG/5ML solution", "5 mL daily", None),
        ("Sertraline 20 MG/ML Oral Solution", "", 50),
        ("24 HR bupropion hydrochloride 150 MG Extended Release Oral Tablet", "2 tablets daily", 300),
        ("venlafaxine 37.5 mg capsule", "2 capsules daily", 75),
    ],
)
def test_strengths_are_read_from_names(name: str, text: str, mg: int | None) -> None:
    """A product outside the table tells its strength or its concentration."""
    structured = {"doseQuantity": quantity(2.5, "mL"), "timing": DAILY}
    dosage = [{"text": text}] if text else [structured]
    assert (Decimal(mg) if mg is not None else None) == daily(dosage, concept(text=name))[0]


def test_a_medication_written_with_its_dose_says_it() -> None:
    """ "Sertraline 100 mg daily" without a dosage is 100 mg a day; a product's name alone is no dose."""
    told = taken(medicationCodeableConcept=concept(text="Sertraline 100 mg daily"))
    named = taken(medicationCodeableConcept=TABLET)
    assert ([Decimal(100)], []) == ([d.low for d in told.dosages], [d.low for d in named.dosages])


def test_a_patch_is_worn_a_day() -> None:
    """ "6 MG/24HR" is the strength of a patch."""
    assert known(6) == daily([{"text": "1 patch daily"}], concept(text="Emsam 6 MG/24HR transdermal patch"))


def test_the_strength_of_a_medication_resource_counts() -> None:
    """Medication.ingredient.strength is the mass of one tablet."""
    contained = [
        {
            "resourceType": "Medication",
            "id": "m",
            "code": concept("36437", RXNORM),
            "ingredient": [
                {"strength": {"numerator": quantity(100, "mg"), "denominator": {"value": 1, "unit": "tablet"}}}
            ],
        }
    ]
    found = taken(
        medicationCodeableConcept=None,
        medicationReference={"reference": "#m"},
        contained=contained,
        dosage=[{"text": "2 tablets daily"}],
    )
    assert Decimal(200) == found.dosages[0].low
