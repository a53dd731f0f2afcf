"""What a psychiatrist, a pharmacist and an anaesthetist found when they read the cards as strangers."""

from tests.spec.story import ago, concept, hours_ago, nobody, typical
from tests.spec.vignette import Vignette

NO_FAILURE = (
    "failure to renew insurance",
    "failure to refill",
    "failure to follow up",
    "no response to phone calls",
    "did not respond to letters",
)

FAILURE = ("failure to respond", "no response to sertraline", "failure to improve", "failure")

ANAESTHESIA = ("TIVA", "Analgosedation", "Femoral nerve block", "Tracheostomy", "Rib fractures", "Polytrauma", "Preop")

VIGNETTES = [
    *(
        Vignette(
            f"A drug stopped for '{reason}' is no documented failure",
            nobody().took("sertraline", 100, "2025-01-01", "2025-04-01", stopped=reason),
            {"trials": {"sertraline": (True, "outcome-unknown")}},
            "4.6",
        )
        for reason in NO_FAILURE
    ),
    *(
        Vignette(
            f"A drug stopped for '{reason}' failed",
            nobody().took("sertraline", 100, "2025-01-01", "2025-04-01", stopped=reason),
            {"trials": {"sertraline": (True, "failed")}},
            "4.6",
        )
        for reason in FAILURE
    ),
    *(
        Vignette(
            f"Ketamine for '{reason}' in a depressed patient is not ours",
            typical().orders(mg=21, reason=concept(text=reason)),
            {"scope": "out-of-scope", "cards": 0},
            "2",
            hook="order-sign",
        )
        for reason in ANAESTHESIA
    ),
    *(
        Vignette(
            f"Ketamine {status} since an hour ago is no infusion yet, but the next one comes too soon",
            typical().given("ketamine", hours_ago(1), status=status),
            {"course": "not-met", "infusions": 0, "text": {"course": "1 h before this one"}},
            "9",
        )
        for status in ("in-progress", "on-hold")
    ),
    *(
        Vignette(
            f"The uncoded problem '{text}' is to be confirmed",
            typical().problem(text=text),
            {criterion: "unknown"},
            "3 uncoded problems",
        )
        for text, criterion in (
            ("CHF exacerbation", "no-unstable-cardiac"),
            ("Meth abuse", "substance-use"),
        )
    ),
    Vignette(
        "Alprazolam listed as active since more than 180 days is not called undated",
        typical().took("alprazolam", 1, ago(181)),
        {"interactions": "unknown", "text": {"interactions": "last use not recorded"}, "card_lacks": ("any date",)},
        "3 interactions",
    ),
    Vignette(
        "The sentence about theophylline says to avoid it",
        typical().took("theophylline", 400, ago(60)),
        {
            "interactions": "not-met",
            "text": {"interactions": "avoid theophylline"},
            "why_said": ("lowers the seizure threshold",),
        },
        "3 interactions",
    ),
    Vignette(
        "A score that is shown although it cannot be read carries no bracketed unit",
        typical().empty("surveys").score("PHQ-9", 300, ago(40)),
        {"severity": "unknown", "text": {"severity": "PHQ-9 300 (limit"}},
        "5",
    ),
    Vignette(
        "Beside another stop a high blood pressure asks for no treatment 'before starting'",
        typical().problem("I71.4").pressure(170, 110, hours_ago(0.5)),
        {"verdict": "stop", "removes": True, "card_lacks": ("before starting",)},
        "11",
    ),
    Vignette(
        "A high blood pressure alone says what to do about it",
        typical().pressure(170, 110, hours_ago(0.5)),
        {"verdict": "stop", "removes": False, "card": ("before starting",)},
        "11",
    ),
]
