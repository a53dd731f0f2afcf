"""How depressed the patient is today: what lists that are missing, failed or cut off leave open."""

from tests.spec.scored import MET, nothing, observed, scored, unknown
from tests.spec.story import Story, ago, typical
from tests.spec.vignette import Vignette


def _page(*scores: tuple[int, str]) -> Story:
    """A page of surveys that ends before the list does."""
    story = nothing()
    for value, on in scores:
        story = story.score("PHQ-9", value, on)
    return story.truncated("surveys")


LISTS = [
    Vignette(
        "A score among the vital signs only is not looked for there: none recorded",
        nothing().add("vitalSigns", {**typical().lists["surveys"][0], "id": "stray"}),
        unknown("none-recorded"),
        "5",
    ),
    Vignette(
        "A PHQ-9 without a date may be the latest: severity is unknown, and the card says that it is the date",
        typical().add(
            "surveys", {k: v for k, v in typical().lists["surveys"][0].items() if k not in ("id", "effectiveDateTime")}
        ),
        {**unknown("not-recorded"), "text": {"severity": "no usable date"}},
        "1.3",
    ),
    Vignette(
        "An impossible score of yesterday does not undo another scale's possible score of today",
        scored("MADRS", 30, ago(0)).score("PHQ-9", 300, ago(1)),
        MET,
        "5",
    ),
    Vignette(
        "Without a score on either list severity is unknown: none recorded", nothing(), unknown("none-recorded"), "5"
    ),
    Vignette(
        "Score lists that came as null hold nothing: none recorded",
        typical().null("surveys", "observations"),
        unknown("none-recorded"),
        "1.3",
    ),
    Vignette(
        "Without either score list severity is unknown: not supplied",
        typical().not_supplied("surveys", "observations"),
        unknown("not-supplied"),
        "5",
    ),
    Vignette(
        "When both score lists failed severity is unknown: failed",
        typical().failed("surveys", "observations"),
        unknown("failed"),
        "1.3",
    ),
    Vignette(
        "A score on the surveys is enough when the coded list was not supplied, and the card names that list",
        typical().not_supplied("observations"),
        {**MET, "missing": {"severity": "not-supplied"}, "card": ("asked for by code",)},
        "5",
    ),
    Vignette(
        "A score on the surveys is enough when the coded list failed, and the card names that list",
        typical().failed("observations"),
        {**MET, "missing": {"severity": "failed"}, "card": ("asked for by code",)},
        "5",
    ),
    Vignette(
        "No score on the surveys and a failed coded list: failed",
        nothing().failed("observations"),
        unknown("failed"),
        "1.3",
    ),
    Vignette(
        "A PHQ-9 without a status, so that nobody knows whether it counts, leaves severity unknown: unreadable",
        observed({"valueInteger": 19}, status=None),
        unknown("unreadable"),
        "1.3",
    ),
    Vignette(
        "A score of two months ago and a failed coded list: a newer one may be on the list that failed",
        scored("PHQ-9", 19, ago(60)).failed("observations"),
        unknown("failed"),
        "1.3",
    ),
    Vignette(
        "A cut-off list that is newest first and begins with a current score answers for severity",
        _page((19, ago(1)), (9, ago(20))),
        MET,
        "1.3",
    ),
    Vignette(
        "A cut-off list that is not newest first cannot say which score is the latest",
        _page((19, ago(20)), (9, ago(1))),
        unknown("truncated"),
        "1.3",
    ),
    Vignette(
        "A cut-off and empty list says nothing",
        _page(),
        unknown("truncated"),
        "1.3",
    ),
    Vignette(
        "A garbled record on the list does not hide the score beside it",
        typical().unreadable("surveys"),
        MET,
        "1.3",
    ),
    Vignette(
        "An answer of the server that is no list at all is a failure, not an empty list",
        nothing()._with(raw={"surveys": {"resourceType": "Patient", "id": "p9"}}).failed("observations"),
        unknown("failed"),
        "1.3",
    ),
    Vignette(
        "A score of another patient on the list does not count",
        observed({"valueInteger": 19}, subject={"reference": "Patient/somebody-else"}),
        {"severity": "unknown"},
        "1.5",
    ),
]

VIGNETTES = [*LISTS]
