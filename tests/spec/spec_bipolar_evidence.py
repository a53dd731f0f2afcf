"""A mood stabiliser in bipolar disorder: which drugs, whether they are taken today, how old the evidence may be."""

from tests.spec.covered import LITHIUM_MMOL, MET, NOT, OPEN, bipolar, takes, why, window
from tests.spec.story import ago
from tests.spec.vignette import Vignette

EVIDENCE = [
    vignette
    for what, days_ago in (
        ("a statement confirmed", lambda n: takes("lithium", n)),
        ("a prescription written", lambda n: bipolar().prescribed("lithium", 900, ago(n))),
        ("a dispense handed over", lambda n: takes("lithium", None).dispensed("lithium", ago(n), 30)),
        ("a level taken", lambda n: takes("lithium", None).lab(LITHIUM_MMOL, 0.8, "mmol/L", ago(n))),
    )
    for vignette in (
        Vignette(
            f"Active lithium with {what} 180 days ago is current",
            days_ago(180),
            MET,
            "6",
            bounds=window("in"),
        ),
        Vignette(
            f"Active lithium with {what} 181 days ago has no current evidence",
            days_ago(181),
            why("too-old"),
            "6",
            bounds=window("out"),
        ),
    )
] + [
    Vignette(
        "Active lithium on the list with nothing that dates it has no current evidence",
        takes("lithium", None),
        OPEN,
        "6",
    ),
    Vignette(
        "A confirmation dated only by the month counts from its first day: June of this year is current",
        bipolar().took("lithium", 900, "2025-01-01", asserted="2026-06"),
        MET,
        "1.7",
    ),
    Vignette(
        "A confirmation dated only by the month counts from its first day: May of this year is too old",
        bipolar().took("lithium", 900, "2025-01-01", asserted="2026-05"),
        why("too-old"),
        "1.7",
    ),
    Vignette(
        "A confirmation dated next week is unreadable and no evidence",
        bipolar().took("lithium", 900, "2025-01-01", asserted=ago(-7)),
        OPEN,
        "1.6",
    ),
]

ACTIVE = [
    Vignette(
        f"Lithium {what} is not taken today",
        story,
        NOT,
        "6",
    )
    for what, story in (
        ("that ended yesterday", takes("lithium", 10, end=ago(1), status="active")),
        ("on a completed statement", takes("lithium", 10, end=ago(30))),
        ("on a stopped statement", takes("lithium", 10, status="stopped")),
        ("not taken by the patient's own word", takes("lithium", 10, status="not-taken")),
        ("on a statement entered in error", takes("lithium", 10, status="entered-in-error")),
        ("only intended", takes("lithium", 10, status="intended")),
        ("on a stopped prescription", bipolar().prescribed("lithium", 900, ago(10), status="stopped")),
        ("on a cancelled prescription", bipolar().prescribed("lithium", 900, ago(10), status="cancelled")),
    )
] + [
    Vignette(
        "Lithium whose period ends next month is taken today",
        takes("lithium", 10, end=ago(-30), status="active"),
        MET,
        "6",
    ),
    Vignette(
        "Lithium that is only among this session's drafts is not yet taken",
        bipolar().also_orders(
            {
                "resourceType": "MedicationRequest",
                "id": "draft-2",
                "status": "draft",
                "intent": "order",
                "subject": {"reference": "Patient/p1"},
                "medicationCodeableConcept": {"text": "lithium carbonate"},
            }
        ),
        OPEN,
        "6",
    ),
]

DRUGS = (
    [
        Vignette(f"{name} is a mood stabiliser of this rule", takes(name), MET, "6")
        for name in (
            "lithium",
            "lithium carbonate",
            "lithium citrate",
            "Lithobid",
            "valproate",
            "valproic acid",
            "divalproex sodium",
            "Depakote ER",
            "sodium valproate",
        )
    ]
    + [
        Vignette(
            f"{name} is an antimanic but not lithium or valproate, and the card says so by name",
            takes(name),
            {**NOT, "card": (name, "not lithium or valproate")},
            "6",
        )
        for name in ("lamotrigine", "quetiapine", "olanzapine", "aripiprazole", "carbamazepine")
    ]
    + [
        Vignette(
            "Lithium matched by its name only is told as matched by name",
            takes("Lithobid"),
            {**MET, "card": ("matched by name",)},
            "6",
        ),
        Vignette(
            "A covered bipolar depression meets every criterion",
            takes("lithium"),
            {**MET, "verdict": "criteria-met"},
            "6",
        ),
        Vignette(
            "An uncovered bipolar depression does not meet the criteria, but no removal is offered",
            bipolar(),
            {**NOT, "verdict": "criteria-not-met", "removes": False, "suggests": 0},
            "6",
        ),
    ]
)

SEEN = (
    [
        Vignette(
            f"Lithium {what} and on no list as taken today is neither there nor absent: unknown",
            story,
            OPEN,
            "6",
        )
        for what, story in (
            ("given on the ward yesterday", bipolar().given("lithium", ago(1), 900, route=None)),
            ("given on the ward 180 days ago", bipolar().given("lithium", ago(180), 900, route=None)),
            ("handed over ten days ago without days of supply", bipolar().dispensed("lithium", ago(10), None)),
            (
                "stopped a month ago and given on the ward yesterday",
                takes("lithium", 10, end=ago(30)).given("lithium", ago(1), 900, route=None),
            ),
        )
    ]
    + [
        Vignette(
            f"Lithium {what} is not taken today",
            story,
            NOT,
            "6",
        )
        for what, story in (
            ("given on the ward 181 days ago", bipolar().given("lithium", ago(181), 900, route=None)),
            (
                "given on the ward and stopped after that",
                takes("lithium", 10, end=ago(30)).given("lithium", ago(40), 900, route=None),
            ),
            ("on hold", takes("lithium", 10, status="on-hold")),
            ("whose last supply ran out ten days ago", bipolar().dispensed("lithium", ago(40), 30)),
        )
    ]
    + [
        Vignette(
            f"Lithium {what} is taken today",
            story,
            MET,
            "6",
        )
        for what, story in (
            ("handed over ten days ago for thirty days", bipolar().dispensed("lithium", ago(10), 30)),
            (
                "on an active prescription whose supply has run out",
                bipolar().prescribed("lithium", 900, ago(100), supply_days=30),
            ),
        )
    ]
)

VIGNETTES = [*EVIDENCE, *ACTIVE, *DRUGS, *SEEN]
