"""Whether words order a push: "No pump: IV push" does, "No IV push: infuse" does not.

It must not know which speed is right. Words of a push, and what denies them, are content.
"""

from __future__ import annotations

import re

from cds_service.fhir.beside import PUSH_SET
from cds_service.knowledge import Knowledge

OPEN_SET, FILLER_SET = "denial-open", "denial-filler"

_SIGN = re.compile(r":(?!\d)|\s[-–—]+\s|[-=]>|→|\b(?:so|give)\b", re.IGNORECASE)


def orders_push(text: str, knowledge: Knowledge) -> bool:
    """A denial is of the push it stands before; what is said before a colon, a dash, "so" or "give" ends there."""
    pushes = knowledge.value_sets[PUSH_SET]
    if not pushes.may_say(text):
        return False
    parted, start, denied = list[str](), 0, False
    for sign in _SIGN.finditer(text):
        before = text[start : sign.start()]
        denied = _still_denies(before, denied, knowledge)
        parted += [before, sign.group() if denied or pushes.says(before) else " ; "]
        start = sign.end()
    return PUSH_SET in knowledge.sets_said("vocabulary", "".join(parted) + text[start:])


def _still_denies(before: str, denied: bool, knowledge: Knowledge) -> bool:
    """Whether a denial goes on over the sign: "Do not give: IV push"."""
    denials, filler = knowledge.value_sets[OPEN_SET].words, knowledge.value_sets[FILLER_SET].words
    if denials is None or filler is None:
        return False
    last = [hit.end() for hit in denials.finditer(before)][-1:] or ([0] if denied else [])
    return any(re.search(r"\w", filler.sub(" ", before[end:])) is None for end in last)
