"""What is said when a chart is opened: nothing, unless an acute course runs and something of it is due."""

from typing import Any

from cds_service.assess import Options
from tests.spec.infused import course, infused
from tests.spec.story import Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette

HOOK = "patient-view"
SILENT: dict[str, Any] = {"cards": 0}
DUE: dict[str, Any] = {
    "cards": 1,
    "indicators": ("info",),
    "card": ("is due",),
    "card_lacks": ("overdue", "depression score"),
}
LATE: dict[str, Any] = {"cards": 1, "indicators": ("info",), "card": ("overdue",)}
UNSCORED: dict[str, Any] = {"cards": 1, "indicators": ("info",), "card": ("no depression score",)}


def _opened(says: str, story: Story, expect: dict[str, Any], *bounds: str) -> Vignette:
    return Vignette(says, story, expect, "11 patient-view", hook=HOOK, bounds=bounds)


def _asked(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    """At a site that wants to hear of it when a chart meets resistance and severity."""
    return Vignette(says, story, expect, "11 patient-view", hook=HOOK, site=Options(suggest_on_open=True))


def _scored(*hours: float, since: float | None = None, scale: str = "MADRS", value: int = 24) -> Story:
    """Infusions so many hours ago and a score after the last one, no remission."""
    return infused(*hours).score(scale, value, hours_ago(min(hours) - 21 if since is None else since))


RESTED = [
    _opened(
        f"A scored course a week after its last infusion and {hours} hours after an induction: {said}",
        _scored(7 * 24 - 1).given("ketamine", hours_ago(hours), 140, reason="RSI"),
        expect,
    )
    for hours, said, expect in ((24, "no infusion is due before 48 hours", SILENT), (49, "the next one is due", DUE))
]

FOUND: dict[str, Any] = {"cards": 1, "indicators": ("info",), "card": ("criteria found", "off-label"), "offers": ()}

ASKED = [
    _asked(
        "A site may ask to be told: a chart that meets resistance and severity gets one information card",
        typical(),
        FOUND,
    ),
    _asked("Even then one failed trial is not enough", typical().empty("medicationStatements"), SILENT),
    _asked(
        "Even then a mild depression is opened in silence", typical().empty("surveys").score("PHQ-9", 9, ago(2)), SILENT
    ),
    _asked("Even then an unknown severity is opened in silence", typical().empty("surveys"), SILENT),
    _asked("Even then a running course speaks of the course alone", _scored(80), DUE),
]

VIGNETTES = [
    *ASKED,
    *RESTED,
    _opened("A chart without any infusion is opened in silence", typical(), SILENT),
    _opened(
        "Depression alone, treatment-resistant and severe, is opened in silence", typical(), {**SILENT, "orders": 0}
    ),
    _opened(
        "72 hours after the last infusion the next one is due",
        _scored(72),
        DUE,
        "patient-view.due-hours:in",
    ),
    _opened("71 hours after the last infusion nothing is due yet", _scored(71), SILENT, "patient-view.due-hours:out"),
    _opened(
        "168 hours after the last infusion the next one is due", _scored(168), DUE, "patient-view.overdue-hours:in"
    ),
    _opened(
        "169 hours after the last infusion the next one is overdue",
        _scored(169),
        LATE,
        "patient-view.overdue-hours:out",
    ),
    _opened(
        "A week after an infusion without a time of day the next one is due, not overdue",
        typical().given("ketamine", ago(7)).score("MADRS", 24, ago(6)),
        DUE,
    ),
    _opened("14 days after the last infusion the next one is overdue", _scored(14 * 24), LATE, "course.gap:in"),
    _opened("15 days after the last infusion no course runs: silence", _scored(15 * 24), SILENT, "course.gap:out"),
    _opened(
        "The card names the next infusion and the day of the last",
        _scored(80, 164),
        {"card": ("infusion 3", hours_ago(80)[:10])},
    ),
    _opened(
        "After five infusions the sixth is due",
        _scored(80, 164, 248, 332, 416),
        {"card": ("infusion 6 is due",)},
        "course.full-course:in",
    ),
    _opened(
        "After six infusions nothing is due", _scored(80, 164, 248, 332, 416, 500), SILENT, "course.full-course:out"
    ),
    _opened("In remission nothing is due", _scored(80, 164, value=8), SILENT),
    _opened("Just above remission the next infusion is due", _scored(80, 164, value=11), DUE),
    _opened(
        "20 hours after an infusion without a score one is due",
        infused(20, story=typical().empty("surveys")),
        UNSCORED,
        "course.score-after-hours:out",
    ),
    _opened(
        "19 hours after an infusion no score is due yet",
        infused(19, story=typical().empty("surveys")),
        SILENT,
        "course.score-after-hours:in",
    ),
    _opened("A score 20 hours after the infusion settles it", _scored(40, since=20), SILENT),
    _opened("A score 19 hours after the infusion does not settle it", _scored(40, since=21), UNSCORED),
    _opened("A score before the infusion does not settle it", _scored(40, since=60), UNSCORED),
    _opened(
        "A PHQ-9 a day after the infusion settles the question of a score",
        _scored(40, since=16, scale="PHQ-9", value=15),
        SILENT,
    ),
    _opened(
        "An infusion and a score due are said on one card",
        infused(80, story=typical().empty("surveys")),
        {"cards": 1, "card": ("is due", "No depression score")},
    ),
    _opened("Ketamine for anaesthesia last week starts no course", infused(80, reason="general anesthesia"), SILENT),
    _opened("A stopped infusion alone starts no course", infused(80, status="stopped"), SILENT),
    _opened(
        "Without the list of administrations nothing is said",
        typical().not_supplied("medicationAdministrations"),
        SILENT,
    ),
    _opened(
        "With a failed list of administrations nothing is said", typical().failed("medicationAdministrations"), SILENT
    ),
    _opened("An opened chart never gets a suggestion", _scored(80), {"offers": (), "cards": 1}),
    _opened(
        "The card says that ketamine is off-label for depression, and how far the protocol is reviewed",
        _scored(80),
        {"card": ("off-label", "draft, not clinically reviewed")},
    ),
    *[
        _opened(
            f"An infusion that is due is not announced beside {name}: that is to be settled first",
            story,
            {"cards": 1, "indicators": ("info",), "card": ("before this is settled", word), "card_lacks": ("is due",)},
        )
        for story, name, word in (
            (_scored(80).problem("F20.9"), "an active schizophrenia", "psychosis"),
            (_scored(80).born("1992-01-01", "female").problem("Z33.1"), "a pregnancy", "pregnancy"),
            (_scored(200).problem("F30.9"), "a mania, overdue as it is", "mania"),
        )
    ],
    _opened("An infusion that is due is announced beside an alcohol use disorder", _scored(80).problem("F10.20"), DUE),
    _opened("A contraindication alone, without a course, is opened in silence", typical().problem("F20.9"), SILENT),
    _opened(
        "A missing score is asked for also beside a contraindication",
        infused(80).empty("surveys").problem("F20.9"),
        {"cards": 1, "card": ("before this is settled", "depression score since")},
    ),
    _opened(
        "An infusion of today without a time of day is not yet followed by anything",
        typical().given("ketamine", ago(0)),
        SILENT,
    ),
    _opened("A course of five without a score after the last asks for one", course(5), UNSCORED),
]
