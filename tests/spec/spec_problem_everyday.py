"""Section 3: everyday words of an uncoded problem for bleeding in the head, pregnancy and an open eye."""

from tests.spec.story import ago, typical
from tests.spec.vignette import Vignette

BLED = (
    "epidural hemorrhage",
    "Epidural hemorrhage without LOC",
    "chronic subdural",
    "subdural",
    "s/p coiling ACOM",
    "acom coiling 2019",
)
NOT_BLED = ("subdural hygroma", "epidural analgesia", "no subdural", "coiling of fallopian tubes")
EXPECTS = ("preeclampsia", "EDD 2027-02-01", "ruptured ectopic", "HELLP syndrome")
NOT_EXPECTS = ("history of preeclampsia", "h/o eclampsia", "ectopic atrial beats")
EYE = ("Penetrating wound with foreign body of right eyeball", "penetrating wound of eyeball")
NOT_EYE = ("Penetrating wound of left foot",)


def woman(text: str) -> Vignette:
    """A woman of 31 with a negative test of yesterday."""
    status = "unknown" if text in EXPECTS else "met"
    return Vignette(
        f"A negative test beside the problem '{text}' leaves pregnancy {'open' if text in EXPECTS else 'excluded'}",
        typical().born("1995-05-01", "female").lab("2106-3", "Negative", on=ago(1)).problem(text=text),
        {"not-pregnant": status},
        "3 uncoded problems",
        hook="order-sign",
    )


VIGNETTES = (
    [
        Vignette(
            f"The problem '{text}' may be a bleeding in the head: to be confirmed",
            typical().problem(text=text),
            {"no-vascular-lesion": "unknown"},
            "3 uncoded problems",
        )
        for text in BLED
    ]
    + [
        Vignette(
            f"The problem '{text}' is no bleeding in the head",
            typical().problem(text=text),
            {"no-vascular-lesion": "met"},
            "3 uncoded problems",
        )
        for text in NOT_BLED
    ]
    + [
        Vignette(
            f"The problem '{text}' {'may be an open globe' if text in EYE else 'says nothing of the eye'}",
            typical().problem(text=text),
            {"other-precautions": "unknown" if text in EYE else "met"},
            "3 uncoded problems",
        )
        for text in (*EYE, *NOT_EYE)
    ]
    + [woman(text) for text in (*EXPECTS, *NOT_EXPECTS)]
)
