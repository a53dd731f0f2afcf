"""A denial beside a push: of the push, or of something else that makes the push what is ordered."""

from tests.spec.story import typical
from tests.spec.vignette import Vignette

ORDERED = (
    "No pump: IV push",
    "no pump - give IV push slowly",
    "No pump available: push",
    "no pumps on unit - give as slow IV push",
    "no pump so IV push",
    "no delay - IV push",
    "no infusion chair: IV bolus",
    "no escort - push",
    "no midazolam - IV push ketamine",
    "not able to infuse -> IVP",
    "not tolerating infusion: IV push",
    "no pump give IV push",
    "No IV access team: no pump - give IV push",
)
DENIED = (
    "No IV push: infuse on a pump",
    "Do not give: IV push",
    "NOT: IV push",
    "never give as bolus",
    "not to be given as IV push",
    "not so fast as IV push",
    "Nursing: no IV push",
    "Pump only - no bolus",
    "No IV push if SBP > 180",
    "Not as bolus -> infusion only",
)

VIGNETTES = (
    [
        Vignette(
            f"'{words}' beside an infusion of 40 minutes orders a push",
            typical().orders(mg=35, minutes=40, text=f"35 mg over 40 min. {words}"),
            {"dose": "not-met", "severity_of": {"dose": "critical"}},
            "8",
            hook="order-sign",
        )
        for words in ORDERED
    ]
    + [
        Vignette(
            f"'{words}' beside an infusion of 40 minutes orders none",
            typical().orders(mg=35, minutes=40, text=f"35 mg over 40 min. {words}"),
            {"dose": "met"},
            "8",
            hook="order-sign",
        )
        for words in DENIED
    ]
    + [
        Vignette(
            "A note 'no pump available: push over 2 min' orders a push",
            typical().orders(mg=35, minutes=40, note=[{"text": "no pump available: push over 2 min"}]),
            {"dose": "not-met", "severity_of": {"dose": "critical"}},
            "8",
            hook="order-sign",
        ),
        Vignette(
            "A note 'no IV push: give on the pump' orders none",
            typical().orders(mg=35, minutes=40, note=[{"text": "no IV push: give on the pump"}]),
            {"dose": "met"},
            "8",
            hook="order-sign",
        ),
    ]
)
