"""What leaves a trial in doubt that is documented otherwise: its purpose, or a record that denies it was taken.

It must not know doses, lengths or counts. Protocol section 1, rule 3, and section 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cds_service.answers import Why
from cds_service.chart import Medication
from cds_service.protocol.exposures import denied_days
from cds_service.protocol.finding import Missing, say
from cds_service.protocol.given_for import Purpose
from cds_service.protocol.outcomes import OWNER, Ending
from cds_service.protocol.results import Outcome
from cds_service.protocol.trials import Stretch

CLOSED = frozenset({Outcome.RESPONDED, Outcome.NOT_TOLERATED})
"""Outcomes that count for nothing: a doubt changes nothing about them."""


def doubted(
    how: Ending, trial: Stretch, said: tuple[Purpose, str], denied: Iterable[Medication], today: date
) -> Ending:
    """The outcome, not known where the records do not agree that this was a trial of depression."""
    if how.outcome in CLOSED:
        return how
    kind, words = said
    if kind is not Purpose.OURS:
        return Ending(Outcome.UNKNOWN, say(f"{OWNER}.because-purpose-unclear", what=words))
    if any(r.ingredient == trial.ingredient and _speaks_of(r, trial, today) for r in denied):
        return Ending(Outcome.UNKNOWN, say(f"{OWNER}.because-denied"))
    return how


def unsettled(how: Ending, drug: str) -> Missing | None:
    """What would settle the doubt; None where there is none."""
    if how.why.key == f"{OWNER}.because-purpose-unclear":
        return Missing(say(f"{OWNER}.missing-purpose", drug=drug), Why.NOT_RECORDED)
    if how.why.key == f"{OWNER}.because-denied":
        return Missing(say(f"{OWNER}.missing-taken", drug=drug), Why.CONTRADICTORY)
    return None


def _speaks_of(denial: Medication, trial: Stretch, today: date) -> bool:
    """Whether some day of the denial may be one of the trial; a denial without any date is of every trial."""
    first, last = denied_days(denial, today)
    if first is None or trial.start is None:
        return True
    end = today if trial.ongoing else trial.latest or trial.start
    return first <= end and trial.start <= last
