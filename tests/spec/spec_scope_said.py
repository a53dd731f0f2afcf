"""Section 2: where a reason is said of which only half is known, or that is denied and stated in one breath."""

from __future__ import annotations

from tests.spec.story import typical
from tests.spec.theatre import ASKED, OURS, PUSH, SILENT, STOP, ordered_for, signed

KETAMINE = [
    signed(
        f"'{text}' says what is given, not why: the depression on the list decides",
        ordered_for(text, typical(), text="140 mg IV push"),
        expect,
    )
    for text, expect in (
        ("psychotic features", ASKED),
        ("mania resolved", ASKED),
        ("IV ketamine series, infusion 3 of 6", ASKED),
    )
] + [
    signed(
        f"35 mg as a push for '{text}' is a stop in a patient with depression",
        ordered_for(text, typical(), mg=35, text=PUSH),
        STOP,
    )
    for text in (
        "IV ketamine series, infusion 3 of 6",
        "ketamine clinic",
        "ketamine for mood",
        "Ketamine infusion therapy (psychiatry)",
        "ketamine trial per psychiatry",
        "switch from esketamine",
        "esketamine not tolerated",
        "psychotic features",
        "mania resolved",
        "psych ketamine by anesthesia service",
    )
]

DENIED = [
    signed(f"'{text}' states depression or suicidality", ordered_for(text, mg=35, minutes=40), OURS)
    for text in (
        "No relief of depression with 4 SSRIs",
        "no longer responding: depression",
        "lack of response in MDD",
        "no remission from depression",
        "prevent relapse of depression",
        "evaluation for TRD",
        "without benefit from ECT - depression",
        "mother with postpartum depression",
        "not for anesthesia - depression",
        "Brother reports severe depression",
        "suicide risk",
        "acute suicide risk",
        "high suicide risk",
        "risk of suicide",
        "anxiety and MDE",
        "PTSD w/ SI",
        "MDE",
        "T.R.D.",
        "M.D.D.",
        "Major depr. d/o",
        "tx-resistant dep",
        "refractory unipolar",
        "SI",
        "suicide ideation",
        "BPD II",
        "anhedonia",
        "depresión resistente",
        "Dépression résistante",
        "DÉPRESSION RÉSISTANTE",
        "F33.2",
    )
] + [
    signed(f"'{text}' states none", ordered_for(text, mg=35, minutes=40), SILENT)
    for text in (
        "no suicide risk",
        "low suicide risk",
        "SI joint pain",
        "no depression",
        "mother has depression",
        "prevent depression",
        "screening for depression",
    )
]

VIGNETTES = [*KETAMINE, *DENIED]
