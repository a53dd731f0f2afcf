"""Where the letter of the protocol is followed although a reader may ask for more: each is a question to its author."""

from functools import reduce

from tests.spec.infused import course
from tests.spec.story import ago, hours_ago, nobody, typical
from tests.spec.vignette import Vignette

VIGNETTES = [
    Vignette(
        "A delivery of 2019 that is still active on the list stops, by the protocol's list, beside a negative test",
        typical()
        .born("1992-01-01", "female")
        .problem("O80", recorded="2019-03-01", text="Encounter for full-term uncomplicated delivery")
        .lab("2106-3", "Negative", None, ago(0)),
        {"not-pregnant": "not-met", "verdict": "stop", "card": ("2019-03-01",)},
        "3 not-pregnant",
    ),
    Vignette(
        "A YMRS of 14 ten days ago is current mania, by the protocol's two weeks, though it is 3 today",
        typical().score("YMRS", 14, ago(10)).score("YMRS", 3, ago(0)),
        {"no-mania": "not-met", "verdict": "stop", "card": ("YMRS 14", "YMRS 3", "below the limit since")},
        "3 no-mania",
    ),
    Vignette(
        "Before a seventh infusion nobody measured, a score from before the first still proves the severity",
        course(6).score("PHQ-9", 22, ago(20)),
        {"severity": "met", "course": "unknown", "verdict": "criteria-met"},
        "9",
    ),
    Vignette(
        "A dose is offered beside criteria that are not met: the protocol withholds it for other reasons only",
        nobody().problem("F33.2").score("PHQ-9", 19, ago(3)).weighs(70, ago(3)).pressure(120, 80, hours_ago(1)),
        {"treatment-resistance": "not-met", "verdict": "criteria-not-met", "suggests": 2},
        "8",
    ),
    Vignette(
        "A patient of nine years is a warning, as the protocol has it, and no stop",
        typical().born("2017-01-01", "male").orders(mg=35, minutes=40),
        {"adult": "not-met", "severity_of": {"adult": "warning"}, "verdict": "criteria-not-met", "removes": False},
        "3 adult",
    ),
    Vignette(
        "Trazodone begun in any dose infers the failure of what was taken before",
        nobody()
        .problem("F33.2")
        .took("sertraline", 100, "2024-01-01", "2024-08-01")
        .took("trazodone", 50, "2024-08-10", "2024-12-01"),
        {"trials": {"sertraline": (True, "inferred")}},
        "4.6",
    ),
    Vignette(
        "Dysthymia alone is another mood disorder, not the depression of the protocol",
        typical().without_problems().problem("F34.1").orders(mg=35, minutes=40, reason=None),
        {"depression-diagnosis": "not-met"},
        "3 depression-diagnosis",
    ),
    Vignette(
        "MADRS item 10 and QIDS item 12 are no signs of suicidality that the protocol names",
        reduce(
            lambda story, item: story.add(
                "surveys",
                {
                    "resourceType": "Observation",
                    "status": "final",
                    "code": {"text": item},
                    "effectiveDateTime": ago(1),
                    "valueInteger": 3,
                },
            ),
            ("MADRS item 10", "QIDS item 12"),
            typical(),
        ),
        {"suicidality": False},
        "10 suicidality",
    ),
]
