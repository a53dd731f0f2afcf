"""Section 8: rescue medicines, fluids and asides in an order's text are not the ketamine's dose, push or route."""

from typing import Any

from tests.spec.drafted import DANGER, MET, OPEN, WARNED, texted
from tests.spec.story import Story
from tests.spec.vignette import Vignette

RIGHT = {**MET, "ordered": {"doseMg": 35, "mgPerKg": 0.5, "durationMinutes": 40}}


def _sign(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign")


OTHERS = [
    _sign(
        f"'{text}' beside 35 mg over 40 minutes is not the ketamine's", texted(f"35 mg IV over 40 min. {text}"), RIGHT
    )
    for text in (
        "Labetalol 10 mg IV push prn SBP > 180",
        "labetalol 10 mg slow IV push over 2 min",
        "Labetalol IV push prn",
        "Premed: ondansetron 4 mg IVP",
        "Premed: ondansetron 4 mg IVP and famotidine 20 mg IVP",
        "May give midazolam 2 mg IV push prn agitation",
        "NS bolus 500 mL prn hypotension",
        "NS 500 mL bolus prn hypotension",
        "Flush IV push 10 mL NS",
        "Acetaminophen 650 mg PO prn headache",
        "Acetaminophen 650 mg PO every 6 hours prn headache",
    )
]

OWN = [
    _sign(f"'{text}' is a push of the ketamine", texted(text), DANGER)
    for text in (
        "35 mg IV push. Ondansetron 4 mg IVP prn",
        "35 mg IV push after midazolam 2 mg IV",
        "Midazolam 2 mg IV then 35 mg IV push",
        "Ketamine 35 mg IV push and ondansetron 4 mg PO",
        "Midazolam on board, IV push 35 mg",
        "Ondansetron at bedside 35 mg IV push",
        "35 mg with ondansetron 4 mg IV push",
        "35 mg IV bolus over 2 min, NS bolus 500 mL prn",
        "35 mg in NS IV push",
        "35 mg IV. Flush IV, push over 2 min",
        "Flush line then IV push 35 mg",
        "35 mg over 40 min. Labetalol 10 mg IV push prn. Then ketamine 10 mg IV push",
        "35 mg IV over 40 min (last dose 30 mg IV push, tolerated)",
    )
]

ROUTES = [
    _sign(f"'{text}' is another route of the ketamine", texted(text, route=None), WARNED)
    for text in ("35 mg PO over 40 min", "35 mg IM over 40 min. Ondansetron 4 mg IV prn")
]

PLAIN = [
    *[
        _sign(f"'{text}' is 35 mg over 40 minutes in plain words", texted(text, route=None), RIGHT)
        for text in (
            "Ketamine 35 mg IV/40 min",
            "35mg, IV, 40min",
            "35 mg/100 mL NS IV over 40 min",
            "0.5 mg/kg IV over 40 min, round to nearest 5 mg",
            "35 mg IV over 2/3 hour",
            "35 mg IV over 40 min (prior infusion 30 mg)",
            "35 mg IV over 40 min (prior infusion 30 mg over 60 min)",
        )
    ],
    *[
        _sign(f"'{text}' is a danger in plain words", texted(text), DANGER)
        for text in (
            "35 mg IV/5 min",
            "35mg, IV, 10min",
            "350 mg/100 mL NS IV over 40 min",
            "35 mg IV over 1/3 hour",
            "70 mg IV over 40 min (prior infusion 35 mg)",
        )
    ],
    *[
        _sign(f"'{text}' leaves the dose open", texted(text), OPEN)
        for text in ("500 mg/250 mL NS, titrate", "500 mg/500 mL NS at 35 mL/h", "35 mg IV, then 40 min")
    ],
]

VIGNETTES = [*OTHERS, *OWN, *ROUTES, *PLAIN]
