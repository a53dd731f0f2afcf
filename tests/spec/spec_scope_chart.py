"""Section 2, no reason stated: the problem list decides, and what looks anaesthetic is only named."""

from tests.spec.story import ICD10, ICD10CM, SNOMED, Story, ago, concept, nobody, typical
from tests.spec.vignette import Vignette

OURS = {"scope": "in-scope"}
SILENT = {"cards": 0, "scope": "out-of-scope"}
AMBIGUOUS = {"scope": "ambiguous", "verdict": None, "cards": 1, "indicators": ("info",)}


def no_reason(story: Story, **order: object) -> Story:
    """The same story, the order stating no reason."""
    return story.orders(reason=None, **order)


ACTIVE = [
    ("F33.2", ICD10CM, "recurrent depression (F33.2)"),
    ("F32.A", ICD10CM, "unspecified depression (F32.A)"),
    ("F34.1", ICD10CM, "dysthymia (F34.1)"),
    ("F53.0", ICD10CM, "postpartum depression (F53.0)"),
    ("F31.9", ICD10CM, "unspecified bipolar disorder (F31.9)"),
    ("F31.2", ICD10CM, "bipolar mania (F31.2)"),
    ("F33.1", ICD10, "recurrent depression in WHO ICD-10 (F33.1)"),
    ("66344007", SNOMED, "recurrent major depression in SNOMED CT"),
    ("13746004", SNOMED, "bipolar disorder in SNOMED CT"),
]

NOT_ACTIVE = [
    ("F33.42", ICD10CM, "active", "recurrent depression in full remission (F33.42)"),
    ("F32.4", ICD10CM, "active", "depression in partial remission (F32.4)"),
    ("F31.74", ICD10CM, "active", "bipolar disorder in remission (F31.74)"),
    ("F33.4", ICD10, "active", "recurrent depression in remission in WHO ICD-10 (F33.4)"),
    ("F33.2", ICD10CM, "resolved", "a resolved depression"),
    ("F33.2", ICD10CM, "inactive", "an inactive depression"),
    ("F33.2", ICD10CM, "remission", "a depression whose status is remission"),
    ("F41.1", ICD10CM, "active", "generalised anxiety (F41.1)"),
    ("R45.851", ICD10CM, "active", "suicidal ideation (R45.851)"),
]

VIGNETTES = [
    *[
        Vignette(
            f"Without a stated reason, active {name} on the problem list makes the order ours",
            no_reason(nobody().problem(code, system=system)),
            OURS,
            "2",
        )
        for code, system, name in ACTIVE
    ],
    *[
        Vignette(
            f"Without a stated reason, {name} alone on the problem list leaves the order alone",
            no_reason(nobody().problem(code, system=system, status=status)),
            SILENT,
            "2",
        )
        for code, system, status, name in NOT_ACTIVE
    ],
    *[
        Vignette(
            f"Without a stated reason, depression whose status is {status or 'missing'} is active: the order is ours",
            no_reason(nobody().problem("F33.2", status=status)),
            OURS,
            "2",
        )
        for status in (None, "recurrence", "relapse")
    ],
    *[
        Vignette(
            f"Without a stated reason, a depression marked {mark} does not exist: the order is left alone",
            no_reason(nobody().problem("F33.2", verification=mark)),
            SILENT,
            "2",
        )
        for mark in ("refuted", "entered-in-error")
    ],
    Vignette(
        "Without a stated reason, an empty problem list leaves the order alone",
        no_reason(nobody()),
        SILENT,
        "2",
    ),
    Vignette(
        "Without a stated reason, a problem list that came as null holds nothing: the order is left alone",
        no_reason(nobody().null("conditions")),
        SILENT,
        "2",
    ),
    Vignette(
        "Without a stated reason and without a problem list the scope cannot be decided",
        no_reason(nobody().not_supplied("conditions")),
        {"http": 412},
        "2",
    ),
    Vignette(
        "Without a stated reason and with a failed problem list the scope cannot be decided",
        no_reason(nobody().failed("conditions")),
        {"http": 412},
        "2",
    ),
    Vignette(
        "Without a stated reason, a cut-off problem list that holds depression makes the order ours",
        no_reason(nobody().problem("F33.2").truncated("conditions")),
        OURS,
        "2",
    ),
    Vignette(
        "Without a stated reason, a cut-off list without a mood disorder gets one information card and no advice",
        no_reason(nobody().problem("I10").truncated("conditions")),
        {**AMBIGUOUS, "card": ("0.5 mg/kg", "no advice", "off-label"), "suggests": 0, "removes": False},
        "2",
    ),
    Vignette(
        "Without a stated reason, an unreadable entry on a list without a mood disorder gets a card, not silence",
        no_reason(nobody().problem("I10").unreadable("conditions")),
        AMBIGUOUS,
        "2",
    ),
    # looks anaesthetic
    *[
        Vignette(
            f"Without a stated reason, the route {route} looks anaesthetic although the patient has depression",
            no_reason(typical(), mg=35, route=route),
            AMBIGUOUS,
            "2",
        )
        for route in ("intramuscular", "oral", "intranasal")
    ],
    Vignette(
        "Without a stated reason, a depressed patient's 70 kg and 70 mg IV are 1 mg/kg: that looks anaesthetic",
        no_reason(typical(), mg=70),
        AMBIGUOUS,
        "2",
        bounds=("scope.anaesthetic-mg-per-kg:out",),
    ),
    Vignette(
        "Without a stated reason, a depressed patient's 70 kg and 69 mg IV are under 1 mg/kg: the order is ours",
        no_reason(typical(), mg=69),
        OURS,
        "2",
        bounds=("scope.anaesthetic-mg-per-kg:in",),
    ),
    Vignette(
        "Without a stated reason, 1 mg/kg IV looks anaesthetic although no weight is known",
        no_reason(nobody().problem("F33.2"), mg_per_kg=1.0),
        AMBIGUOUS,
        "2",
        bounds=("scope.anaesthetic-mg-per-kg:out",),
    ),
    Vignette(
        "Without a stated reason, 0.99 mg/kg IV in a depressed patient is ours",
        no_reason(nobody().problem("F33.2"), mg_per_kg=0.99),
        OURS,
        "2",
        bounds=("scope.anaesthetic-mg-per-kg:in",),
    ),
    Vignette(
        "Without a stated reason and without a route, the protocol dose in a depressed patient is ours",
        no_reason(typical(), mg=35, minutes=40, route=None),
        OURS,
        "2",
    ),
    Vignette(
        "A stated depression is ours even when the dose looks anaesthetic",
        typical().orders(mg=105, minutes=40),
        OURS,
        "2",
    ),
    Vignette(
        "A stated depression is ours even when the route is not intravenous",
        typical().orders(mg=35, route="intramuscular"),
        OURS,
        "2",
    ),
    Vignette(
        "An anaesthetic-looking order of a patient without a mood disorder is left alone",
        no_reason(nobody().weighs(70, ago(3)), mg=140, route="intramuscular"),
        SILENT,
        "2",
    ),
    Vignette(
        "An anaesthetic-looking order without reason and without a problem list: the scope cannot be decided",
        no_reason(typical().not_supplied("conditions"), mg=140),
        {"http": 412},
        "2",
    ),
    Vignette(
        "The ambiguous card names no criterion: a psychosis on the list is not mentioned",
        no_reason(typical().problem("F20.9"), mg=140),
        {**AMBIGUOUS, "card_lacks": ("psychosis", "F20")},
        "2",
    ),
    Vignette(
        "A stated pain in a depressed patient is left alone even at the dose and time of the depression protocol",
        typical().orders(mg=35, minutes=40, reason=concept("G89.29")),
        SILENT,
        "2",
    ),
    Vignette(
        "Without a stated reason, a depression written without a code is no silence: the order is ours",
        no_reason(nobody().problem(text="Major depression")),
        {**OURS, "depression-diagnosis": "unknown"},
        "2",
    ),
    Vignette(
        "Without a stated reason, 'Family history of depression' leaves the order alone",
        no_reason(nobody().problem(text="Family history of depression")),
        SILENT,
        "2",
    ),
    Vignette(
        "At signature an order without a reason and without a problem list cannot be decided either",
        no_reason(nobody().not_supplied("conditions")),
        {"http": 412},
        "2",
        hook="order-sign",
    ),
]
