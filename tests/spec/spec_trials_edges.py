"""Section 4 at its edges: refills of a second trial, several reasons on one record."""

from tests.spec.story import Json, Story
from tests.spec.tried import counted, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette


def _refilled(*handed: str) -> Story:
    """A short trial of sertraline of 2015, and later supplies of 20 days each."""
    story = one_failed().took("sertraline", 100, "2015-01-01", "2015-01-11", stopped="ineffective")
    for day in handed:
        story = story.dispensed("sertraline", day, 20, mg=100)
    return story


def _for(*reasons: Json) -> Story:
    """Eleven months of duloxetine, stopped as ineffective, for these reasons."""
    story = one_failed().took("duloxetine", 60, "2024-01-01", "2024-12-01", stopped="ineffective")
    return story.changed("medicationStatements", reasonCode=list(reasons))


REFILLS = [
    Vignette(
        "Refills years after a short trial are a trial of their own: two supplies of 20 days are 40 days",
        _refilled("2020-03-01", "2020-03-25"),
        left_open("sertraline", True, "outcome-unknown", adequate_days={"sertraline": 40}),
        "4.3",
    ),
    Vignette(
        "Two supplies of 20 days, 31 days apart, are two trials, both too short",
        _refilled("2020-03-01", "2020-04-21"),
        not_counted("sertraline", False, "outcome-unknown", adequate_days={"sertraline": 20}),
        "4.3",
    ),
]

REASONS = [
    Vignette(
        f"Given for {' and '.join(reasons)}: {says}",
        _for(*({"text": reason} for reason in reasons)),
        expect,
        "4.2 purpose",
    )
    for reasons, says, expect in (
        (("migraine", "fibromyalgia"), "no trial of depression", {"treatment-resistance": "not-met"}),
        (("migraine", "anxiety"), "perhaps of depression, for the anxiety",
         {"treatment-resistance": "unknown", "card": ('given for "anxiety"',)}),
        (("anxiety", "migraine"), "perhaps of depression, for the anxiety, whichever comes first",
         {"treatment-resistance": "unknown", "card": ('given for "anxiety"',)}),
        (("migraine", "as discussed"), "words that nobody knows leave it open",
         {"treatment-resistance": "unknown", "card": ('given for "as discussed"',)}),
        (("migraine", "depression"), "of depression as well", counted("duloxetine")),
    )
]  # fmt: skip

VIGNETTES = [*REFILLS, *REASONS]
