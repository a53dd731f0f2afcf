"""Misuse in everyday words: each is asked about; what is denied, prescribed or of another thing is not."""

from tests.spec.story import typical
from tests.spec.vignette import Vignette

SAID = {
    "ketamine use recreational": "unknown",
    "uses ketamine at raves": "unknown",
    "Adderall misuse": "unknown",
    "stimulant misuse": "unknown",
    "pregabalin misuse": "unknown",
    "EtOH use, heavy": "unknown",
    "denies Adderall misuse": "met",
    "no recreational ketamine use": "met",
    "Adderall for ADHD": "met",
    "EtOH use, social": "met",
    "pregabalin for neuropathy": "met",
}

VIGNETTES = [
    Vignette(
        f"The uncoded problem '{text}' {'is to be confirmed' if status == 'unknown' else 'names no misuse'}",
        typical().problem(text=text),
        {"substance-use": status},
        "3 uncoded problems",
    )
    for text, status in SAID.items()
]
