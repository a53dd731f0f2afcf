"""An allergy to ketamine in the order's own words, and under the names an order would be recognised by."""

from tests.spec.story import concept, typical
from tests.spec.vignette import Vignette

TOLD = ("TRD, anaphylaxis to ketamine", "TRD; allergic to ketamine", "TRD - ketamine allergy 2019")
UNTOLD = (
    "TRD",
    "Ketamine for TRD",
    "Ketamine for TRD, allergic to penicillin",
    "TRD, no ketamine allergy",
    "TRD, no known allergies",
)
NAMES = ("Ketaject", "Ketamin", "ketamina", "kétamine", "Ketanest", "Esketamin")
OTHERS = ("ketorolac", "ketoconazole", "ketoprofen")

VIGNETTES = (
    [
        Vignette(
            f"The reason '{text}' asks about the allergy",
            typical().orders(mg=35, minutes=40, reason=concept(text=text)),
            {"no-hypersensitivity": "unknown", "verdict": "caution"},
            "3 no-hypersensitivity",
            hook="order-sign",
        )
        for text in TOLD
    ]
    + [
        Vignette(
            f"The reason '{text}' tells of no allergy to ketamine",
            typical().orders(mg=35, minutes=40, reason=concept(text=text)),
            {"no-hypersensitivity": "met", "verdict": "criteria-met"},
            "3 no-hypersensitivity",
            hook="order-sign",
        )
        for text in UNTOLD
    ]
    + [
        Vignette(
            "An allergy to ketamine in the text of a coded reason is asked about",
            typical().orders(mg=35, minutes=40, reason=concept("F33.2", "TRD; allergic to ketamine")),
            {"no-hypersensitivity": "unknown"},
            "3 no-hypersensitivity",
            hook="order-sign",
        )
    ]
    + [
        Vignette(
            f"An allergy to '{name}' is one to ketamine or esketamine",
            typical().allergy(name),
            {"no-hypersensitivity": "not-met", "verdict": "stop"},
            "3 no-hypersensitivity",
            hook="order-sign",
        )
        for name in NAMES
    ]
    + [
        Vignette(
            f"An allergy to '{name}' is none to ketamine",
            typical().allergy(name),
            {"no-hypersensitivity": "met"},
            "3 no-hypersensitivity",
            hook="order-sign",
        )
        for name in OTHERS
    ]
)
