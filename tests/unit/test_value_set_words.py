"""A value set is searched for only in texts that hold the first word of one of its phrases; none is overlooked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.knowledge import load
from cds_service.knowledge.base import _JOINED
from cds_service.knowledge.codes import Cue, Cues, any_of
from tests.spec.run import CARDS

KNOWLEDGE = load(CARDS)
SETS = [value_set for sets in KNOWLEDGE.groups.values() for value_set in sets if value_set.words is not None]
PHRASES = sorted({phrase for value_set in SETS for phrase in value_set.phrases})

pieces = st.one_of(
    st.sampled_from(PHRASES).map(lambda phrase: phrase.rstrip("*")),
    st.sampled_from(PHRASES).map(lambda phrase: phrase.rstrip("*").upper()),
    st.sampled_from([" ", "-", ", ", " no ", "'", "x", "is", "/", " 0.5 mg/kg × 70 kg ", "\u017f", "\u212a", "ß"]),
)

names = st.sampled_from(sorted(KNOWLEDGE._names)).flatmap(
    lambda name: st.sampled_from([name, name.upper(), name.title(), f"{name}35mg", f"_{name}_"])
)


@given(st.lists(pieces, max_size=8).map("".join))
def test_a_text_that_a_set_would_find_its_words_in_is_never_passed_over(text: str) -> None:
    """Whatever the full search of a set finds, the quick look at first words lets through."""
    overlooked = [s.name for s in SETS if s.words is not None and s.words.search(text) and not s.may_say(text)]
    assert [] == overlooked


@given(st.lists(pieces, max_size=8).map("".join))
def test_all_sets_asked_at_once_answer_as_each_asked_alone(text: str) -> None:
    """From the text's words to the sets: the same sets as from each set to the text."""
    alone = [value_set.name for value_set in SETS if value_set.may_say(text)]
    assert alone == [value_set.name for value_set in Cues.of(SETS).named_by(text)]


@given(st.lists(st.one_of(names, pieces), max_size=6).map("".join))
def test_a_text_that_names_a_drug_is_never_passed_over(text: str) -> None:
    """Whatever drug the full search would find in a text, the quick look lets through."""
    spoken = KNOWLEDGE._drug_names.search(_JOINED.sub(" ", text)) is not None
    assert spoken == bool(KNOWLEDGE._drugs_in(text))


@pytest.mark.parametrize("text", ["INTRAVENOU\u017fLY", "\u212aetamine"])
def test_letters_that_only_a_search_without_case_takes_for_ascii_are_looked_at_in_full(text: str) -> None:
    """A long s and the Kelvin sign match s and k; they are no reason to pass over a text."""
    assert Cue.of(["intravenously", "ketamine"]).may_be_in(text)


def test_a_phrase_that_starts_with_a_sign_is_told_by_its_first_word() -> None:
    """ "/day" is looked for wherever "day" is said, and nowhere else."""
    cue, pattern = Cue.of(["/day"]), any_of(["/day"])
    assert pattern is not None
    assert (True, False) == (cue.may_be_in("2 mg/day"), cue.may_be_in("2 mg/dose"))


def test_a_stem_is_told_by_the_beginning_of_a_word() -> None:
    """ "allerg*" is looked for where a word begins so, not where one merely holds it."""
    cue = Cue.of(["allerg*"])
    assert (True, False) == (cue.may_be_in("Allergic to it"), cue.may_be_in("nonallergic"))
