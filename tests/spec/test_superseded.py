"""What a met criterion was met in spite of is named in the assessment (protocol section 1, rule 2)."""

from tests.spec.run import answer
from tests.spec.story import typical


def test_a_superseded_mania_is_named() -> None:
    """A mania that a later depression supersedes is a fact of the criterion it does not fail."""
    story = typical().problem("F31.13", onset="2018-05-01").problem("F31.4", onset="2026-06-01")
    _, body = answer(story.request())
    order = next(iter(body["extension"].values()))["orders"][0]
    criterion = next(c for c in order["criteria"] if c["id"] == "no-mania")
    assert ("met", ["Condition/conditions-2"]) == (criterion["status"], [f["reference"] for f in criterion["facts"]])
