"""Section 9: what a card leads with when a course is over, unmeasured, or followed by a relapse."""

from tests.spec.infused import MET, NOT, OPEN, course, scored
from tests.spec.story import Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette


def after_seven(at_six: int, now: int) -> Story:
    """Six infusions three days apart and a seventh a week later, with PHQ-9 22 before, one six days after the sixth
    infusion, and one eleven days after the seventh."""
    story = typical().empty("surveys").score("PHQ-9", 22, ago(36)).score("PHQ-9", at_six, ago(13))
    for day in (34, 31, 28, 25, 22, 19, 12):
        story = story.given("ketamine", hours_ago(24 * day))
    return story.score("PHQ-9", now, ago(1))


VIGNETTES = [
    Vignette(
        "A responder to six infusions who falls ill again after the seventh is on maintenance, no failure",
        after_seven(9, 15),
        {**MET, "response": False, "text": {"course": "symptoms back"}, "summary": ("symptoms back",)},
        "9 maintenance",
    ),
    Vignette(
        "Who never responded in seven infusions has not responded",
        after_seven(20, 18),
        {**NOT, "text": {"course": "no response after 7 infusions"}},
        "9 maintenance",
    ),
    Vignette(
        "The card of somebody whom six infusions did not help begins with that, not with criteria found",
        scored(course(6), "MADRS", 34, 30),
        {
            **NOT,
            "verdict": "caution",
            "indicators": ("warning",),
            "summary": ("Reconsider ketamine: no response",),
            "card": ("- No response to a full course: stop and reconsider",),
            "card_lacks": ("The core criteria were found",),
        },
        "9 response",
    ),
    Vignette(
        "Before a seventh infusion whose effect nobody measured the card asks for a score first",
        course(6).score("PHQ-9", 22, ago(20)),
        {**OPEN, "verdict": "criteria-met", "indicators": ("info",), "summary": ("Score first",)},
        "9 response",
    ),
    *[
        Vignette(
            f"A patient of {years} gets no dose, neither by a button nor in words",
            typical().born(f"{2026 - years}-01-01", "male").orders(),
            {"adult": "not-met", "suggests": 0, "card_lacks": ("Protocol dose", "35 mg")},
            "3 adult",
        )
        for years in (9, 17)
    ],
]
