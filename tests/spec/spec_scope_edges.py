"""Section 2 at its edges: doses and times that are exactly at a limit, a past depression beside something else."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Json, Story, hours_ago, typical
from tests.spec.theatre import ASKED, OURS, SILENT, signed, unstated
from tests.spec.vignette import Vignette

ECT = "ECT for depression"


def _for(*reasons: str, **more: Any) -> Story:
    """35 mg over 40 minutes, unless told otherwise, for these words."""
    return typical().orders(**{"mg": 35, "minutes": 40, **more}, reason=None, reasonCode=[{"text": r} for r in reasons])


def _as_needed(often: str, **more: Any) -> Story:
    """Ketamine without a reason or a time, as needed."""
    return unstated(mg=35, text=f"35 mg IV {often} as needed", **more)


def _unweighed(mg: float) -> Story:
    return unstated(mg=mg).empty("vitalSigns").pressure(120, 80, hours_ago(1))


EDGES: list[tuple[str, Story, Json]] = [
    ("35 mg over 30 minutes for ECT in depression is an infusion of ours", _for(ECT, minutes=30), OURS),
    ("35 mg over 29 minutes for ECT in depression is asked about", _for(ECT, minutes=29), ASKED),
    ("52.5 mg without a time for ECT in depression is a dose of ours", _for(ECT, mg=52.5, minutes=None), OURS),
    ("53 mg without a time for ECT in depression is asked about", _for(ECT, mg=53, minutes=None), ASKED),
    ("187.5 mg without a weight or a reason may be ours", _unweighed(187.5), OURS),
    ("188 mg without a weight or a reason is too much for anybody: asked about", _unweighed(188), ASKED),
    (
        "70 mg into a muscle of an agitated depressed patient of 70 kg is asked about",
        _for("severe agitation", "depression", mg=70, minutes=None, route="IM"),
        ASKED,
    ),
    (
        "69 mg into a muscle of an agitated depressed patient of 70 kg is judged",
        _for("severe agitation", "depression", mg=69, minutes=None, route="IM"),
        OURS,
    ),
    (
        "69 mg into a muscle of an agitated suicidal patient is asked about: that is no route of ours",
        _for("severe agitation, suicidal patient", mg=69, minutes=None, route="IM"),
        ASKED,
    ),
    ("As needed every 24 hours is ours", _as_needed("every 24 hours"), OURS),
    ("As needed every 23 hours is asked about", _as_needed("every 23 hours"), ASKED),
    (
        "35 mg over 40 minutes at twice the rate for ECT in depression is judged: it contradicts itself",
        _for(ECT, mg_per_min=2),
        OURS,
    ),
    ("An order without a reason or an amount in an emergency is ours", unstated().emergency(), OURS),
    ("35 mg without a reason, a time or a weight in an emergency are asked about", _unweighed(35).emergency(), ASKED),
    ("As needed every 12 hours is asked about", _as_needed("every 12 hours"), ASKED),
    (
        "For postoperative pain beside a history of depression is none of ours",
        _for("postoperative pain", "history of depression"),
        SILENT,
    ),
    ("For postoperative pain beside depression is ours", _for("postoperative pain", "depression"), OURS),
    (
        "For postoperative pain beside a recurrent depression in full remission is none of ours",
        _for("postoperative pain", "recurrent depression in full remission"),
        SILENT,
    ),
]

VIGNETTES: list[Vignette] = [signed(says, story, expect) for says, story, expect in EDGES]
