"""Section 10, suicidality in the words in which it is written: what is no denial is a sign, what is about the form is
none."""

from tests.spec.story import Json, Story, ago, typical
from tests.spec.vignette import Vignette

ROW = "10 suicidality"
CARD = {"suicidality": True}
NONE = {"suicidality": False}


def observed(name: str, **more: object) -> Story:
    """The typical story and an observation of yesterday."""
    record: Json = {"resourceType": "Observation", "status": "final", "code": {"text": name}}
    return typical().add("surveys", {**record, "effectiveDateTime": ago(1), **more})


def screener(*answers: tuple[str, str]) -> Story:
    """The typical story and a C-SSRS with one component for each question."""
    parts = [{"code": {"text": question}, "valueString": said} for question, said in answers]
    return observed("Columbia Suicide Severity Rating Scale screener", component=parts)


VIGNETTES = [
    *[
        Vignette(
            f"Suicidal ideation answered '{said}' gets a card",
            observed("Suicidal ideation", valueString=said),
            CARD,
            ROW,
        )
        for said in (
            "Active with plan",
            "Passive",
            "Passive SI, no plan",
            "Passive SI without plan or intent",
            "Endorses",
            "Endorses, no plan",
            "Reports SI daily",
            "Intermittent",
            "Fleeting thoughts",
        )
    ],
    *[
        Vignette(
            f"Suicidal ideation answered '{said}' gets no card",
            observed("Suicidal ideation", valueString=said),
            NONE,
            ROW,
        )
        for said in (
            "Denies",
            "Denies SI",
            "Patient denies SI/HI",
            "No SI. Contracts for safety",
            "None",
            "None reported",
            "Not present",
            "Not assessed",
            "Unable to assess",
            "Patient refused to answer",
            "See note",
            "In the past, none now",
            "History of SI, denies now",
            "Denied, no plan",
            "WNL",
            "SI: none",
            "Absent",
        )
    ],
    *[
        Vignette(
            f"A C-SSRS risk level of '{said}' gets a card",
            observed("C-SSRS Suicide Risk Level", valueString=said),
            CARD,
            ROW,
        )
        for said in ("Moderate", "High", "High risk", "Moderate Risk")
    ],
    *[
        Vignette(
            f"A C-SSRS risk level of '{said}' gets no card",
            observed("C-SSRS Suicide Risk Level", valueString=said),
            NONE,
            ROW,
        )
        for said in ("No risk", "None", "Negative")
    ],
    *[
        Vignette(f"'{name}' answered yes is about the form: no card", observed(name, valueString="Yes"), NONE, ROW)
        for name in ("C-SSRS completed", "C-SSRS screen refused", "C-SSRS suicidal behavior (lifetime)")
    ],
    Vignette(
        "'C-SSRS completed' answered positive is positive",
        observed("C-SSRS completed", valueString="Positive"),
        CARD,
        ROW,
    ),
    Vignette(
        "A C-SSRS that could be completed, with no to every question, gets no card",
        screener(("Able to complete?", "Yes"), ("1. Wish to be dead", "No"), ("2. Suicidal thoughts", "No")),
        NONE,
        ROW,
    ),
    Vignette(
        "A C-SSRS that could be completed, with yes to one question, gets a card",
        screener(("Able to complete?", "Yes"), ("1. Wish to be dead", "Yes"), ("2. Suicidal thoughts", "No")),
        CARD,
        ROW,
    ),
]
