"""What the answer to a test or a question says: positive or negative, by codes, words or a boolean.

It must not know which question was asked, but for the words its concept brings along.
"""

from __future__ import annotations

import re

from cds_service.fhir import wire
from cds_service.fhir.concepts import said, said_in, vocabulary
from cds_service.knowledge import Knowledge, Observable
from cds_service.knowledge.codes import any_of

_ANSWERS = {"answer-positive": "positive", "answer-negative": "negative"}
_LETTER = re.compile(r"[^\W\d_]")
_GLUE = re.compile(r"[\W_]+")


def answer_of(holder: wire.Observation | wire.Value, observable: Observable, knowledge: Knowledge) -> str | None:
    """ "positive" or "negative"; None when neither, or both."""
    if holder.value_boolean is not None:
        return "positive" if holder.value_boolean else "negative"
    found = vocabulary(holder.value_codeable_concept, knowledge) if holder.value_codeable_concept else frozenset()
    told = one_answer(found | said_in(holder.value_string, knowledge))
    if told != "positive" and _affirms(_text(holder), observable, knowledge):
        return "positive"
    return told


def one_answer(found: frozenset[str]) -> str | None:
    """The answer that these vocabulary sets give; None when none does, or both."""
    answers = {answer for name, answer in _ANSWERS.items() if name in found}
    return answers.pop() if len(answers) == 1 else None


def is_plain_yes(holder: wire.Observation | wire.Value, observable: Observable) -> bool:
    """Whether the answer is a yes and nothing else."""
    words = any_of(observable.plain_yes)
    spoken = words is not None and words.fullmatch(_text(holder).strip()) is not None
    return holder.value_boolean is True or spoken


def _text(holder: wire.Observation | wire.Value) -> str:
    return holder.value_string or said(holder.value_codeable_concept)


def _affirms(text: str, observable: Observable, knowledge: Knowledge) -> bool:
    """Whether a text that is no plain yes says that it is so: by words of the concept, or by denying nothing."""
    if not text or (not observable.positive and observable.no_answer is None):
        return False
    plain = knowledge.without_negated(text)
    positive, silent = any_of(observable.positive), any_of(observable.no_answer or ())
    clauses = [c for c in plain.split(",") if _LETTER.search(c) and not (silent is not None and silent.search(c))]
    if positive is not None and any(positive.search(clause) for clause in clauses):
        return True
    denies_nothing = _GLUE.sub(" ", plain).strip() == _GLUE.sub(" ", text).strip()
    return observable.no_answer is not None and denies_nothing and bool(clauses)
