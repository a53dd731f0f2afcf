"""Sections 1 and 3: what an order states as its reason counts for what is dangerous, and proves nothing that helps."""

from tests.spec.story import Json, Story, concept, typical
from tests.spec.vignette import Vignette

RULE = "1.1 stated"


def stating(*reasons: Json, story: Story | None = None) -> Story:
    """The typical order, for these reasons."""
    return (story or typical()).orders(mg=35, minutes=40, reason=None, reasonCode=list(reasons))


def young_woman() -> Story:
    """The typical chart of a woman of 34."""
    return typical().born("1992-01-01", "female")


def stops(criterion: str) -> Json:
    """The criterion is not met, and that is a stop."""
    return {criterion: "not-met", "severity_of": {criterion: "critical"}, "verdict": "stop", "removes": True}


VIGNETTES = [
    Vignette(
        "An order for a recurrent depression with psychotic features (F33.3) is stopped although the list says F33.2",
        stating(concept("F33.3")),
        {**stops("no-psychosis"), "text": {"no-psychosis": "stated on the order"}},
        RULE,
    ),
    Vignette(
        "An order for a bipolar mania with psychotic features (F31.2) is stopped for the mania",
        stating(concept("F31.2")),
        stops("no-mania"),
        RULE,
    ),
    Vignette(
        "An order for a bipolar mania with psychotic features (F31.2) is stopped for the psychosis",
        stating(concept("F31.2")),
        stops("no-psychosis"),
        RULE,
    ),
    Vignette(
        "A schizoaffective disorder (F25.1) as the second reason of an order for depression is a stop",
        stating(concept("F33.2"), concept("F25.1")),
        stops("no-psychosis"),
        RULE,
    ),
    Vignette(
        "An order that says beside depression that the patient is pregnant (Z33.1) is stopped",
        stating(concept("F33.2"), concept("Z33.1"), story=young_woman()),
        stops("not-pregnant"),
        RULE,
    ),
    Vignette(
        "An order that says beside depression that the patient has an aneurysm (I71.4) is stopped",
        stating(concept("F33.2"), concept("I71.4")),
        stops("no-vascular-lesion"),
        RULE,
    ),
    Vignette(
        "'TRD, MDD with psychotic features' on the order only has to be confirmed",
        stating({"text": "TRD, MDD with psychotic features"}),
        {
            "no-psychosis": "unknown",
            "missing": {"no-psychosis": "uncoded"},
            "text": {"no-psychosis": "the order states"},
            "verdict": "caution",
        },
        RULE,
    ),
    Vignette(
        "'TRD without psychotic features' on the order is no psychosis",
        stating({"text": "TRD without psychotic features"}),
        {"no-psychosis": "met", "verdict": "criteria-met"},
        RULE,
    ),
    Vignette(
        "'Depression, family history of schizophrenia' on the order is no psychosis",
        stating({"text": "Depression, family history of schizophrenia"}),
        {"no-psychosis": "met", "verdict": "criteria-met"},
        RULE,
    ),
    Vignette(
        "'Stop for psychosis or mania' in a dosage text tells what to look after, not what the patient has",
        typical().orders(mg=35, minutes=40, text="35 mg IV over 40 min for depression. Stop for psychosis or mania"),
        {"no-psychosis": "met", "no-mania": "met", "verdict": "criteria-met"},
        RULE,
    ),
    Vignette(
        "A reason that the problem list tells already is told once",
        stating(concept("F33.3"), story=typical().problem("F33.3")),
        {"no-psychosis": "not-met", "card_lacks": ("stated on the order",)},
        RULE,
    ),
    Vignette(
        "A psychosis stated on the order stops also where the problem list was not supplied",
        stating(concept("F33.3"), story=typical().not_supplied("conditions")),
        stops("no-psychosis"),
        RULE,
    ),
    Vignette(
        "A sterilisation stated on the order does not make the pregnancy test needless",
        stating(concept("F33.2"), {"text": "sterilised, hysterectomy"}, story=young_woman()),
        {"not-pregnant": "unknown"},
        RULE,
    ),
    Vignette(
        "A depression stated on the order still is no depression on the problem list",
        stating(concept("F33.2"), story=typical().without_problems()),
        {"depression-diagnosis": "unknown", "missing": {"depression-diagnosis": "none-recorded"}},
        RULE,
    ),
    # psychosis outside of the chapter of psychoses, and its symptoms
    *[
        Vignette(
            f"Active {name} is psychosis by its own name: ketamine is stopped",
            typical().problem(code),
            stops("no-psychosis"),
            "3 no-psychosis",
        )
        for code, name in (
            ("F53.1", "puerperal psychosis (F53.1)"),
            ("F06.2", "delusions of a physical illness (F06.2)"),
            ("F10.951", "alcoholic hallucinosis (F10.951)"),
            ("F15.159", "a psychosis of stimulants (F15.159)"),
            ("F19.959", "a psychosis of several substances (F19.959)"),
        )
    ],
    *[
        Vignette(
            f"{name} is a sign of psychosis to be confirmed, with or without its words",
            typical().problem(code),
            {"no-psychosis": "unknown", "verdict": "caution", "card_lacks": ("uncoded", "not one of our codes")},
            "3 no-psychosis",
        )
        for code, name in (("R44.0", "Hearing voices (R44.0)"), ("F06.1", "Catatonia (F06.1)"))
    ],
    Vignette(
        "An alcohol use without psychosis (F10.99) is no psychosis",
        typical().problem("F10.99"),
        {"no-psychosis": "met"},
        "3 no-psychosis",
    ),
]
