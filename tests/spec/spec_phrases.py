"""The fixed phrases of a card: where they stand and where they do not."""

from tests.spec.drafted import milligrams
from tests.spec.infused import infused
from tests.spec.story import ago, typical
from tests.spec.vignette import Vignette

PHRASES = [
    *[
        Vignette(f"Every in-scope card says off-label: {name}", story, {"card": ("off-label for depression",)}, "1.4")
        for name, story in (
            ("a stop", typical().problem("F20.9")),
            ("criteria not met", typical().empty("medicationStatements")),
            ("criteria not known", typical().empty("surveys")),
            ("a caution", typical().problem("K74.60")),
        )
    ],
    Vignette(
        "A card never says eligible or approved",
        typical(),
        {"card_lacks": ("eligible", "Eligible", "approved", "Approved")},
        "1.4",
    ),
    Vignette(
        "A card says draft, not clinically reviewed", typical(), {"card": ("draft, not clinically reviewed",)}, "11"
    ),
    Vignette(
        "A dose outside 10 % is local policy, and the card says so",
        milligrams(40),
        {"why_first": ("local policy",), "policy_of": {"dose": True}},
        "11",
    ),
    Vignette("A dose within 10 % is judged by local policy as well", typical(), {"policy_of": {"dose": True}}, "11"),
    Vignette(
        "A dose above the reported range rests on a source, not on local policy",
        milligrams(70),
        {"policy_of": {"dose": False}, "why_first": ("0.75 mg/kg",)},
        "11",
        hook="order-sign",
    ),
    Vignette(
        "A speed under 30 minutes is local policy",
        milligrams(35, 20),
        {"policy_of": {"dose": True}},
        "11",
        hook="order-sign",
    ),
    Vignette("A weight limit is local policy", typical(), {"policy_of": {"weight": True}}, "11"),
    Vignette("A PHQ-9 limit rests on a source", typical(), {"policy_of": {"severity": False}}, "11"),
    Vignette(
        "A HAM-D17 limit is local policy",
        typical().empty("surveys").score("HAM-D17", 24, ago(2)),
        {"policy_of": {"severity": True}, "card": ("local policy",)},
        "11",
    ),
    Vignette(
        "An interval under 48 hours is local policy",
        infused(30),
        {"policy_of": {"course": True}, "card": ("local policy",)},
        "11",
    ),
    Vignette(
        "A drug known by name only says matched by name",
        typical().took("trintellix", 20, "2022-01-01", "2022-06-01", stopped="ineffective"),
        {"card": ("matched by name",)},
        "11",
    ),
    Vignette(
        "A ketamine order known by name only says matched by name",
        typical().orders(mg=35, minutes=40, medication={"text": "Ketalar"}),
        {"card": ("matched by name",)},
        "11",
    ),
    Vignette("A ketamine order known by code does not", typical(), {"card_lacks": ("matched by name",)}, "11"),
    Vignette(
        "A weight of two months ago says re-weigh",
        typical().empty("vitalSigns").weighs(70, ago(60)),
        {"card": ("re-weigh",)},
        "11",
    ),
    Vignette(
        "A dose that is too large to suggest says confirm",
        typical().empty("vitalSigns").weighs(240, ago(2)).orders(),
        {"card": ("confirm",), "suggests": 0},
        "11",
    ),
]

VIGNETTES = PHRASES
