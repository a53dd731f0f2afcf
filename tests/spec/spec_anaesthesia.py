"""Section 2: anaesthesia, emergencies and analgesia are never blocked or nagged, whatever words stand beside them."""

from __future__ import annotations

from tests.spec.story import SNOMED, concept, typical
from tests.spec.theatre import ASKED, OURS, PUSH, SILENT, STOP, healthy, ordered_for, signed, unstated

BODY = (
    [
        signed(f"'{text}' is no depression of the mood: silence at an anaesthetic dose", ordered_for(text), SILENT)
        for text in (
            "ORIF tibial plateau depression",
            "repair of depressed zygomatic fracture",
            "depressed frontal sinus fracture",
            "induction, avoid circulatory depression",
            "analgesia; avoid resp depression",
            "procedural sedation, resp. depression noted",
            "intubation, depressed respiratory drive",
            "RSI - avoid hemodynamic depression",
            "intubation, depressed mental status",
            "Depressed fracture and depressed mental status, surgery",
        )
    ]
    + [
        signed(
            f"'{text}' on the problem list is no depression of the mood: silence",
            story.orders(mg=20, reason=None),
            SILENT,
        )
        for text, story in (
            *(
                (text, healthy().problem(text=text))
                for text in (
                    "Depression of nasal bridge",
                    "Spinal cord depression",
                    "Fetal heart rate depression",
                    "Depressed immune function",
                    "TRD right eye",
                    "Caregiver: depression of spouse",
                    "PMH: depression",
                )
            ),
            ("Neonatal cerebral depression", healthy().problem("P91.4", text="Neonatal cerebral depression")),
            (
                "Traction detachment",
                healthy().problem("H33.41", text="Traction detachment of retina (TRD), right eye"),
            ),
            ("H/O: depression", healthy().problem("161469008", text="H/O: depression", system=SNOMED)),
        )
    ]
    + [
        signed(f"'{text}' is depression of the mood", ordered_for(text, mg=35, minutes=40), OURS)
        for text in (
            "depression after tibial plateau fracture",
            "severe depression, risk of resp. depression discussed",
            "depressed mood",
            "treatment resistant depression and depressed fracture of the skull",
        )
    ]
)

BESIDE = [
    signed(f"'{text}' beside a psychiatric word, in no shape of ours, gets no advice and no stop", story, ASKED)
    for text, story in (
        ("RSI", healthy().emergency().orders(mg=105, reason=None, reasonCode=[{"text": "RSI"}, concept("R45.851")])),
        (
            "RSI after a bleed",
            healthy().problem("I60.9").orders(mg=105, reason=None, reasonCode=[{"text": "RSI"}, concept("R45.851")]),
        ),
        ("severe agitation, suicidal patient", ordered_for("severe agitation, suicidal patient", mg=300, route="IM")),
        ("excited delirium, bipolar", ordered_for("excited delirium, bipolar", mg=280, route="IM")),
        (
            "suicide attempt, self inflicted GSW, emergency laparotomy",
            ordered_for("suicide attempt, self inflicted GSW, emergency laparotomy"),
        ),
        ("ECT for depression", ordered_for("ECT for depression", mg=105)),
        ("Anesthesia for ECT", typical().orders(mg=105, reason=concept("F33.2", "Anesthesia for ECT"))),
        (
            "Anesthesia for ECT and F33.2",
            typical().orders(mg=105, reason=None, reasonCode=[{"text": "Anesthesia for ECT"}, concept("F33.2")]),
        ),
        ("ECT anesthesia, severe depression", ordered_for("ECT anesthesia, severe depression", mg=56)),
        ("procedural sedation, depression", ordered_for("procedural sedation, depression", mg=35, text=PUSH)),
    )
] + [
    signed(
        "The card of anaesthesia beside depression does not say that no reason is stated",
        ordered_for("ECT anesthesia, severe depression", mg=70),
        {**ASKED, "card_lacks": ("states no reason", "names no reason")},
    ),
    signed(
        "Acute pain with a past depression in the history is acute pain",
        ordered_for("acute pain, h/o depression", mg=20),
        SILENT,
    ),
    signed(
        "Sedation with a past depression in the history is sedation",
        ordered_for("procedural sedation; PMH depression", mg=35, text=PUSH),
        SILENT,
    ),
    signed(
        "Anxiety with a past depression in the history is ours",
        ordered_for("anxiety, h/o depression", mg=35, minutes=40),
        OURS,
    ),
    *[
        signed(f"'{text}' does not excuse a push", ordered_for(text, mg=35, text=PUSH), STOP)
        for text in ("MDD with agitation", "agitated depression", "MDD, asthma")
    ],
    signed("A past depression as the only reason is ours", ordered_for("h/o depression", mg=35, minutes=40), OURS),
    signed(
        "'Anesthesia for ECT, depression' in the shape of ours is judged",
        ordered_for("depression; anesthesia for ECT tomorrow", mg=35, minutes=40),
        OURS,
    ),
    signed(
        "Depression with anesthesia to administer is ours, and 2 mg/kg is a stop",
        ordered_for("TRD, anesthesia to administer", text="140 mg IV push"),
        STOP,
    ),
    signed(
        "Chronic pain beside depression does not excuse a push",
        ordered_for("chronic pain, MDD", text="140 mg IV push"),
        STOP,
    ),
]

WEIGHTLESS = [
    signed(
        f"{mg} mg without a weight and a reason: {what}",
        unstated(mg=mg).not_supplied("vitalSigns"),
        expect,
    )
    for mg, what, expect in (
        (187, "it may be one for depression", OURS),
        (188, "it is none for depression at any weight, and is left to the anaesthetist", ASKED),
        (250, "it is none for depression at any weight, and is left to the anaesthetist", ASKED),
    )
] + [
    signed(
        "188 mg without a weight, ordered for depression, is a stop",
        typical().not_supplied("vitalSigns").orders(mg=188),
        STOP,
    ),
]

NAMES = [
    signed(
        f"'{text}' is a reason that is not ours, also in a patient with depression",
        ordered_for(text, typical()),
        SILENT,
    )
    for text in (
        "GA",
        "GETA",
        "ETI",
        "PSA",
        "proc sed",
        "PCA with morphine",
        "APS",
        "SDK",
        "LDK",
        "PACU",
        "VOC",
        "RSE",
        "refractory SE",
        "anaesth",
        "anesth",
        "premed",
        "anxiolysis",
        "caudal block",
        "labor epidural",
        "C/S",
        "theatre",
        "laparotomy",
        "hernia repair",
        "bronchoscopy",
        "EGD",
        "TEE",
        "LP",
        "cath lab",
        "suture",
        "dressing",
        "I&D",
        "acute behavioral disturbance",
        "difficult airway",
        "TRD repair",
    )
] + [
    signed(
        "S-ketamine for an induction is ordinary anaesthesia: silence",
        healthy().orders(medication={"text": "Ketanest S 25 mg/ml"}, reason={"text": "RSI"}),
        SILENT,
    ),
    signed(
        "Esketamine for depression gets its card",
        healthy().orders(medication={"text": "Spravato"}, reason={"text": "TRD"}),
        {"scope": "esketamine", "cards": 1},
    ),
]

VIGNETTES = [*BODY, *BESIDE, *WEIGHTLESS, *NAMES]
