"""Whether words order a push: "No pump: IV push" does, "No IV push: infuse" does not.

It must not know which speed is right. Words of a push, and what denies them, are content.
"""

from __future__ import annotations

import re

from cds_service.fhir.beside import PUSH_SET
from cds_service.knowledge import Knowledge

_SIGN = re.compile(r":(?!\d)|\s[-–—]+\s|-*>|→|\b(?:so|give)\b", re.IGNORECASE)
_STILL_DENIES = re.compile(
    r"\b(?:no|not|never|avoid|without|nor|or|cannot|can'?t|don'?t)"
    r"(?:[\s:-]+(?:to|be|as|by|for|ever|give|given|use|allowed|permitted|ordered))*\W*\Z",
    re.IGNORECASE,
)
"""A denial that goes on over the sign: "Do not give: IV push"."""


def orders_push(text: str, knowledge: Knowledge) -> bool:
    """A denial is of the push it stands before; what is said before a colon, a dash, "so" or "give" ends there."""
    pushes = knowledge.value_sets[PUSH_SET]
    if not pushes.may_say(text):
        return False
    parted, start = list[str](), 0
    for sign in _SIGN.finditer(text):
        before = text[start : sign.start()]
        if not pushes.says(before) and _STILL_DENIES.search(before) is None:
            parted += [before, " ; "]
            start = sign.end()
    return PUSH_SET in knowledge.sets_said("vocabulary", "".join(parted) + text[start:])
