"""How an adequate trial ended, by stop reason or by a switch."""

from tests.spec.story import Json, Story, nobody
from tests.spec.tried import NOT, OPEN, counted, day, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START = "2025-01-01"

END = "2025-04-01"


def _trial(stopped: str | None = None) -> Story:
    """Ninety days of sertraline 100 mg."""
    return one_failed().took("sertraline", 100, START, END, stopped=stopped)


def _coded_stop(code: str, system: str) -> Story:
    record = _trial().lists["medicationStatements"][-1]
    stopped = {**record, "statusReason": [{"coding": [{"system": system, "code": code}]}]}
    return one_failed().add("medicationStatements", stopped)


HL7_STOP = "http://terminology.hl7.org/CodeSystem/medicationrequest-status-reason"

STOP_REASONS = (
    [
        Vignette(
            f'Stopped with the words "{words}", a trial counts as failed', _trial(words), counted("sertraline"), "4.6"
        )
        for words in (
            "Ineffective",
            "lack of effect",
            "no response",
            "partial response",
            "inadequate response after 12 weeks",
            "treatment failure",
            "did not help",
            "no side effects, but ineffective",
            "no adverse effects; ineffective",
            "tolerated well but ineffective",
            "failed to respond",
            "no longer effective",
            "not improved",
        )
    ]
    + [
        Vignette(
            f'Stopped with the words "{words}", a trial was not tolerated and does not count',
            _trial(words),
            not_counted("sertraline", True, "not-tolerated"),
            "4.6",
        )
        for words in (
            "side effects",
            "intolerance",
            "allergy",
            "nausea and vomiting",
            "ineffective and side effects",
            "failed because of side effects",
            "failed to tolerate",
            "not well tolerated",
            "stopped due to rash",
        )
    ]
    + [
        Vignette(
            f'Stopped with the words "{words}", a trial was a response and does not count',
            _trial(words),
            not_counted("sertraline", True, "responded"),
            "4.6",
        )
        for words in ("remission", "improved", "course complete")
    ]
    + [
        Vignette(
            f'The words "{words}" say nothing about the outcome of a trial',
            _trial(words),
            left_open("sertraline", True, "outcome-unknown"),
            "4.6",
        )
        for words in (
            "no side effects",
            "not ineffective",
            "patient moved",
            "denies allergy",
            "changed pharmacy",
            "insurance failed to cover",
            "patient failed to follow up",
            "failed to take it",
            "treatment failed due to nonadherence",
            "did not fail",
            "possibly ineffective",
            "remission not achieved",
            "not in remission",
            "lost to follow-up",
            "heart failure",
        )
    ]
    + [
        Vignette(
            "Stopped with the HL7 code for suspected intolerance, a trial was not tolerated",
            _coded_stop("sintol", HL7_STOP),
            not_counted("sertraline", True, "not-tolerated"),
            "4.6",
        ),
        Vignette(
            "Stopped with the HL7 code for allergy, a trial was not tolerated",
            _coded_stop("salg", HL7_STOP),
            not_counted("sertraline", True, "not-tolerated"),
            "4.6",
        ),
        Vignette(
            "When the statement says ineffective and the prescription says side effects, the less helpful one wins",
            _trial("ineffective").prescribed(
                "sertraline", 100, START, bounds=(START, END), status="stopped", stopped="side effects"
            ),
            not_counted("sertraline", True, "not-tolerated"),
            "4.6",
        ),
        Vignette(
            "When the statement says ineffective and the prescription says improved, the trial is no failure",
            _trial("ineffective").prescribed(
                "sertraline", 100, START, bounds=(START, END), status="stopped", stopped="improved"
            ),
            NOT,
            "4.6",
        ),
        Vignette(
            "A documented failure stands although the score fell by half",
            _trial("ineffective").score("PHQ-9", 20, START).score("PHQ-9", 8, END),
            counted("sertraline"),
            "4.6",
        ),
        Vignette(
            "A stop for side effects stands although the score did not fall",
            _trial("side effects").score("PHQ-9", 20, START).score("PHQ-9", 20, END),
            not_counted("sertraline", True, "not-tolerated"),
            "4.6",
        ),
        Vignette(
            "A score that fell too little comes before the words that the patient improved",
            _trial("improved").score("PHQ-9", 20, START).score("PHQ-9", 16, END),
            counted("sertraline"),
            "4.6",
        ),
        Vignette(
            "A response by score comes before a switch",
            _trial().score("PHQ-9", 20, START).score("PHQ-9", 8, END).took("bupropion", 300, END, day(END, 20)),
            not_counted("sertraline", True, "responded"),
            "4.6",
        ),
        Vignette(
            "A documented response comes before a switch",
            _trial("remission").took("bupropion", 300, END, day(END, 20)),
            not_counted("sertraline", True, "responded"),
            "4.6",
        ),
    ]
)


def _limit(name: str, side: str) -> tuple[str, ...]:
    return (f"treatment-resistance.{name}:{side}",)


def _switched(days: int, drug: str = "bupropion", mg: float = 300) -> Story:
    """Another drug began so many days after the end of sertraline, and was taken for ten days."""
    began = day(END, days)
    return _trial().took(drug, mg, began, day(began, 10))


def _inferred(outcome: str = "inferred") -> Json:
    return left_open("sertraline", True, outcome)


SWITCH = [
    Vignette(
        "Another antidepressant begun 30 days before the end lets one infer a failure, no more",
        _switched(-30),
        _inferred(),
        "4.6",
        bounds=_limit("switch-before", "in"),
    ),
    Vignette(
        "Another antidepressant begun 31 days before the end infers nothing",
        _switched(-31),
        _inferred("outcome-unknown"),
        "4.6",
        bounds=_limit("switch-before", "out"),
    ),
    Vignette(
        "Another antidepressant begun 60 days after the end lets one infer a failure, no more",
        _switched(60),
        _inferred(),
        "4.6",
        bounds=_limit("switch-after", "in"),
    ),
    Vignette(
        "Another antidepressant begun 61 days after the end infers nothing",
        _switched(61),
        _inferred("outcome-unknown"),
        "4.6",
        bounds=_limit("switch-after", "out"),
    ),
    Vignette(
        "A switch to a dose too low to be a trial still lets one infer a failure",
        _switched(0, mg=75),
        _inferred(),
        "4.6",
    ),
    Vignette(
        "Lithium added at the end of a trial is augmentation, not a switch",
        _switched(0, "lithium", 900),
        _inferred("outcome-unknown"),
        "4.6",
    ),
    Vignette(
        "Esketamine begun at the end of a trial is not a switch to another antidepressant trial",
        _switched(0, "esketamine", 56),
        _inferred("outcome-unknown"),
        "4.2",
    ),
    Vignette(
        "Bupropion to stop smoking, begun at the end of a trial, is not a switch",
        _switched(0, "Zyban", 150),
        _inferred("outcome-unknown"),
        "4.2",
    ),
    Vignette(
        "The same drug begun again 40 days after its end is no switch",
        _switched(40, "sertraline", 100),
        {**OPEN, "card_lacks": ("failure inferred",)},
        "4.6",
    ),
    Vignette(
        "Two trials that each ended with a switch and nothing else leave treatment resistance unknown",
        nobody()
        .problem("F33.2")
        .took("sertraline", 100, "2023-01-01", "2023-04-01")
        .took("citalopram", 40, "2023-04-01", "2023-07-01")
        .took("bupropion", 300, "2023-07-01", "2023-07-20", stopped="side effects"),
        {**OPEN, "trials": {"sertraline": (True, "inferred"), "citalopram": (True, "inferred")}},
        "4.7",
    ),
    Vignette(
        "An inadequate trial keeps its documented failure on the card and does not count",
        one_failed().took("sertraline", 25, START, END, stopped="ineffective"),
        not_counted("sertraline", False, "failed", card=("Does not count",)),
        "4.6",
    ),
]

VIGNETTES = [*STOP_REASONS, *SWITCH]
