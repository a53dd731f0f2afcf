"""Orders whose rate is one of a fluid, whose product cannot be infused, or whose reason is a procedure."""

from __future__ import annotations

from tests.spec.drafted import MET, NOT, OPEN, drafted, instruction
from tests.spec.story import Story, concept, quantity, typical
from tests.spec.vignette import Vignette

Q = quantity
ROUTE_OTHER = {**NOT, "severity_of": {"dose": "warning"}, "text": {"dose": "intravenous only"}, "suggests": 0}
OUT = {"scope": None, "cards": 0, "orders": 1}

FLUID = [
    Vignette(
        f"35 mg at 150 mL/h leaves the time open, also {hook}: nobody tells the concentration",
        drafted(instruction(Q(35, "mg"), Q(150, "mL/h"))),
        {**OPEN, "missing": {"dose": "not-recorded"}, "text": {"dose": "a rate in mL/h without a concentration"}},
        "8",
        hook=hook,
    )
    for hook in ("order-select", "order-sign")
] + [
    Vignette(
        "A rate of 150 mL/h alone tells neither dose nor time",
        drafted(instruction(None, Q(150, "mL/h"))),
        {**OPEN, "text": {"dose": "a rate in mL/h without a concentration"}},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "A rate ratio of 150 mL in one hour tells no more",
        drafted(instruction(Q(35, "mg"), ratio=(Q(150, "mL"), Q(1, "h")))),
        {**OPEN, "text": {"dose": "without a concentration"}},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "35 mg over 40 minutes at 150 mL/h says dose and time itself; that the rate is not judged is told",
        drafted(instruction(Q(35, "mg"), Q(150, "mL/h"), minutes=40)),
        {**MET, "card": ("The rate in mL/h is not judged",)},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "35 mg over 10 minutes is too fast whatever its rate in mL/h",
        drafted(instruction(Q(35, "mg"), Q(600, "mL/h"), minutes=10)),
        {**NOT, "verdict": "stop"},
        "8",
        hook="order-sign",
    ),
]


def _product(name: str, route: str | None = "IV", *, dosed: bool = True) -> Story:
    dosage = [instruction(Q(35, "mg"), minutes=40, route=route)] if dosed else []
    return drafted(*dosage, medication={"text": name})


FORMS = [
    Vignette(
        f"A {name} ordered as intravenous contradicts itself: unknown, and no dose is suggested",
        _product(name),
        {**OPEN, "missing": {"dose": "contradictory"}, "text": {"dose": said}, "suggests": 0},
        "8",
    )
    for name, said in (
        ("ketamine troche", "troche"),
        ("Ketamine 100 mg Sublingual Lozenge", "lozenge"),
        ("ketamine 50 MG oral tablet", "tablet"),
        ("ketamine nasal spray", "nasal spray"),
    )
] + [
    Vignette(
        "A ketamine troche without a route is none for infusion",
        _product("ketamine troche", None),
        ROUTE_OTHER,
        "8",
    ),
    Vignette(
        "A ketamine troche without any dosage is none for infusion, and no dose is suggested",
        _product("ketamine troche", dosed=False),
        ROUTE_OTHER,
        "8",
    ),
    Vignette(
        "A troche of 100 mg is dangerous as the dose it would be",
        drafted(instruction(Q(100, "mg"), minutes=40), medication={"text": "ketamine troche"}),
        {**NOT, "verdict": "stop"},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "An injectable solution ordered as intravenous is what the protocol means",
        _product("ketamine 50 MG/ML Injectable Solution"),
        MET,
        "8",
    ),
]


def _for(reason: str, **more: object) -> Story:
    """A ketamine order of a patient with depression on the problem list, for these words."""
    return typical().orders(**{"mg": 35, "minutes": 40, **more}, reason=concept(text=reason))


PROCEDURES = (
    [
        Vignette(
            f"Ketamine ordered for '{reason}' is anaesthesia, also in a patient with depression: silence",
            _for(reason, mg=100, minutes=None),
            {"cards": 0},
            "2",
        )
        for reason in ("ECT", "ECT today", "MAC", "Induction", "electroconvulsive therapy")
    ]
    + [
        Vignette(
            f"Ketamine ordered for '{reason}' is one for depression",
            _for(reason),
            {"scope": "in-scope"},
            "2",
        )
        for reason in (
            "failed ECT",
            "ECT refused",
            "alternative to ECT",
            "bridge to ECT",
            "induction series",
            "Ketamine induction, infusion 2",
            "ketamine infusion",
            "TRD after ECT",
        )
    ]
    + [
        Vignette(
            "'ECT for depression' at an anaesthetic dose is anaesthesia: no advice, no stop",
            _for("ECT for depression", mg=100, minutes=None),
            {"scope": "ambiguous"},
            "2",
        ),
        Vignette(
            "'Depression, ECT failed' at the protocol's dose is treatment of depression",
            _for("Depression, ECT failed"),
            {"scope": "in-scope"},
            "2",
        ),
    ]
)

VIGNETTES = FLUID + FORMS + PROCEDURES
