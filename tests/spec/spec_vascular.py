"""Section 3, `no-vascular-lesion` and `no-raised-icp`: ever against active, and the neighbours of each code."""

from tests.spec.story import ICD10, ICD10CM, SNOMED, typical
from tests.spec.vignette import Vignette

LESION = "3 no-vascular-lesion"
PRESSURE = "3 no-raised-icp"
STOP = {"no-vascular-lesion": "not-met", "severity_of": {"no-vascular-lesion": "critical"}, "verdict": "stop"}
RAISED = {"no-raised-icp": "not-met", "severity_of": {"no-raised-icp": "critical"}, "verdict": "stop"}

LESIONS = [
    ("I25.3", ICD10CM, "an aneurysm of the heart (I25.3)"),
    ("I25.41", ICD10CM, "a coronary artery aneurysm (I25.41)"),
    ("I60.9", ICD10CM, "a subarachnoid haemorrhage (I60.9)"),
    ("I61.9", ICD10CM, "an intracerebral haemorrhage (I61.9)"),
    ("I62.00", ICD10CM, "a subdural haemorrhage (I62.00)"),
    ("I67.1", ICD10CM, "a cerebral aneurysm (I67.1)"),
    ("I69.051", ICD10CM, "the sequelae of a subarachnoid haemorrhage (I69.051)"),
    ("I69.151", ICD10CM, "the sequelae of an intracerebral haemorrhage (I69.151)"),
    ("I69.254", ICD10CM, "the sequelae of another intracranial haemorrhage (I69.254)"),
    ("I71.40", ICD10CM, "an abdominal aortic aneurysm (I71.40)"),
    ("I72.4", ICD10CM, "an aneurysm of a leg artery (I72.4)"),
    ("I77.0", ICD10CM, "an acquired arteriovenous fistula (I77.0)"),
    ("Q27.33", ICD10CM, "a peripheral arteriovenous malformation (Q27.33)"),
    ("Q28.0", ICD10CM, "a malformation of precerebral vessels (Q28.0)"),
    ("Q28.2", ICD10CM, "a cerebral arteriovenous malformation (Q28.2)"),
    ("Q28.3", ICD10CM, "another malformation of cerebral vessels (Q28.3)"),
    ("S06.340A", ICD10CM, "a traumatic right cerebral haemorrhage (S06.340A)"),
    ("S06.359D", ICD10CM, "a traumatic left cerebral haemorrhage (S06.359D)"),
    ("S06.369S", ICD10CM, "the late effect of a traumatic cerebral haemorrhage (S06.369S)"),
    ("I71.4", ICD10, "an abdominal aortic aneurysm in WHO ICD-10 (I71.4)"),
    ("I25.4", ICD10, "a coronary artery aneurysm in WHO ICD-10 (I25.4)"),
    ("I69.1", ICD10, "the sequelae of an intracerebral haemorrhage in WHO ICD-10 (I69.1)"),
    ("233985008", SNOMED, "an abdominal aortic aneurysm in SNOMED CT"),
    ("128609009", SNOMED, "an intracranial aneurysm in SNOMED CT"),
    ("274100004", SNOMED, "a cerebral haemorrhage in SNOMED CT"),
    ("21454007", SNOMED, "a subarachnoid haemorrhage in SNOMED CT"),
    ("230706003", SNOMED, "a haemorrhagic cerebral infarction in SNOMED CT"),
    ("428267002", SNOMED, "a history of cerebral haemorrhage in SNOMED CT"),
    ("275519006", SNOMED, "a peripheral arteriovenous malformation in SNOMED CT"),
    ("432119003", SNOMED, "an aneurysm of no stated place in SNOMED CT"),
]

NOT_LESIONS = [
    ("I25.10", "coronary heart disease (I25.10)"),
    ("I25.42", "a coronary artery dissection (I25.42)"),
    ("I63.9", "a cerebral infarction (I63.9)"),
    ("I67.2", "cerebral atherosclerosis (I67.2)"),
    ("I69.351", "the sequelae of a cerebral infarction (I69.351)"),
    ("I70.0", "atherosclerosis of the aorta (I70.0)"),
    ("I73.9", "peripheral vascular disease (I73.9)"),
    ("I77.1", "a stricture of an artery (I77.1)"),
    ("Q27.2", "a malformation of the renal artery (Q27.2)"),
    ("S06.0X0A", "a concussion (S06.0X0A)"),
]

ICP = [
    ("G91.2", ICD10CM, "hydrocephalus (G91.2)"),
    ("G93.2", ICD10CM, "benign intracranial hypertension (G93.2)"),
    ("G93.5", ICD10CM, "compression of the brain (G93.5)"),
    ("G93.6", ICD10CM, "cerebral oedema (G93.6)"),
    ("I67.4", ICD10CM, "hypertensive encephalopathy (I67.4)"),
    ("G93.2", ICD10, "benign intracranial hypertension in WHO ICD-10 (G93.2)"),
    ("230745008", SNOMED, "hydrocephalus in SNOMED CT"),
    ("68267002", SNOMED, "benign intracranial hypertension in SNOMED CT"),
    ("271719001", SNOMED, "raised intracranial pressure in SNOMED CT"),
    ("2032001", SNOMED, "cerebral oedema in SNOMED CT"),
    ("50490005", SNOMED, "hypertensive encephalopathy in SNOMED CT"),
    ("30753002", SNOMED, "normal pressure hydrocephalus in SNOMED CT"),
]

NOT_ICP = [
    ("G93.0", "a cerebral cyst (G93.0)"),
    ("G93.40", "an unspecified encephalopathy (G93.40)"),
    ("I67.3", "vascular leukoencephalopathy (I67.3)"),
    ("I10", "hypertension (I10)"),
]

VIGNETTES = [
    *[
        Vignette(f"A patient with {name} is not given ketamine", typical().problem(code, system=system), STOP, LESION)
        for code, system, name in LESIONS
    ],
    *[
        Vignette(
            f"An aortic aneurysm whose status is {status or 'missing'} counts: history counts",
            typical().problem("I71.40", status=status),
            STOP,
            LESION,
        )
        for status in ("resolved", "inactive", "remission", None)
    ],
    Vignette(
        "A subarachnoid haemorrhage of 1990, long resolved, still counts",
        typical().problem("I60.9", onset="1990", status="resolved"),
        STOP,
        LESION,
    ),
    *[
        Vignette(
            f"An aneurysm marked {mark} does not exist",
            typical().problem("I71.40", verification=mark),
            {"no-vascular-lesion": "met", "verdict": "criteria-met"},
            "1.5",
        )
        for mark in ("refuted", "entered-in-error")
    ],
    *[
        Vignette(
            f"{name[0].upper()}{name[1:]} is no vascular lesion of this list",
            typical().problem(code),
            {"no-vascular-lesion": "met"},
            LESION,
        )
        for code, name in NOT_LESIONS
    ],
    # words
    Vignette(
        "'Abdominal aortic aneurysm' without a code must be confirmed",
        typical().problem(text="Abdominal aortic aneurysm"),
        {
            "no-vascular-lesion": "unknown",
            "missing": {"no-vascular-lesion": "uncoded"},
            "text": {"no-vascular-lesion": "confirm"},
            "verdict": "caution",
        },
        "3 uncoded",
    ),
    Vignette(
        "'History of ruptured cerebral aneurysm' with a code of another meaning (Z86.79) must be confirmed",
        typical().problem("Z86.79", text="History of ruptured cerebral aneurysm"),
        {"no-vascular-lesion": "unknown", "missing": {"no-vascular-lesion": "uncoded"}},
        "3 uncoded",
    ),
    Vignette(
        "A resolved brain aneurysm without a code must be confirmed too: history counts",
        typical().problem(text="Brain aneurysm, clipped 2011", status="resolved"),
        {"no-vascular-lesion": "unknown"},
        "3 uncoded",
    ),
    Vignette(
        "'Arteriovenous malformation' under a local code must be confirmed",
        typical().problem(
            "V-17", text="Arteriovenous malformation of the brain", system="https://ehr.example.org/problems"
        ),
        {"no-vascular-lesion": "unknown"},
        "3 uncoded",
    ),
    *[
        Vignette(
            f"'{words}' without a code must be confirmed",
            typical().problem(text=words),
            {"no-vascular-lesion": "unknown"},
            "3 uncoded",
        )
        for words in ("Cerebral haemorrhage", "Stroke, hemorrhagic", "Hemorrhage, intracranial", "Hemorrhagic stroke")
    ],
    *[
        Vignette(
            f"'{words}' without a code is no lesion",
            typical().problem(text=words),
            {"no-vascular-lesion": "met"},
            "3 uncoded",
        )
        for words in (
            "No aneurysm on MRI",
            "Family history of cerebral aneurysm",
            "Screening for abdominal aortic aneurysm",
            "Rule out aortic aneurysm",
            "Stroke, ischemic",
            "Non-hemorrhagic stroke",
        )
    ],
    Vignette(
        "'Screening for abdominal aortic aneurysm' with its code Z13.6 is no lesion",
        typical().problem("Z13.6", text="Encounter for screening for abdominal aortic aneurysm"),
        {"no-vascular-lesion": "met"},
        "3 uncoded",
    ),
    # raised intracranial pressure
    *[
        Vignette(
            f"A patient with active {name} is not given ketamine",
            typical().problem(code, system=system),
            RAISED,
            PRESSURE,
        )
        for code, system, name in ICP
    ],
    *[
        Vignette(
            f"A raised intracranial pressure whose status is {status} does not stop ketamine",
            typical().problem("G93.2", status=status),
            {"no-raised-icp": "met"},
            PRESSURE,
        )
        for status in ("resolved", "inactive", "remission")
    ],
    *[
        Vignette(
            f"Active on the list, {name} is no raised intracranial pressure",
            typical().problem(code),
            {"no-raised-icp": "met"},
            PRESSURE,
        )
        for code, name in NOT_ICP
    ],
    *[
        Vignette(
            f"'{words}' without a code must be confirmed: the intracranial pressure is not known",
            typical().problem(text=words),
            {"no-raised-icp": "unknown", "missing": {"no-raised-icp": "uncoded"}},
            "3 uncoded",
        )
        for words in ("Raised intracranial pressure", "Hydrocephalus with shunt", "Hypertensive encephalopathy")
    ],
    Vignette(
        "An unlisted SNOMED CT code is read by its words: hypertensive encephalopathy must be confirmed",
        typical().problem("1259531005", text="Dementia due to hypertensive encephalopathy", system=SNOMED),
        {"no-raised-icp": "unknown", "missing": {"no-raised-icp": "uncoded"}},
        "3 uncoded",
    ),
    Vignette(
        "'No raised intracranial pressure' without a code is no hit",
        typical().problem(text="No raised intracranial pressure"),
        {"no-raised-icp": "met"},
        "3 uncoded",
    ),
    *[
        Vignette(
            f"'{words}' without a code must be confirmed: the denial is of something else",
            typical().problem(text=words),
            {"no-vascular-lesion": "unknown"},
            "3 uncoded",
        )
        for words in (
            "Cerebral aneurysm, not ruptured",
            "Aneurysm of the ascending aorta: no symptoms",
            "Aortic aneurysm; father died of the same",
        )
    ],
    Vignette(
        "A harmless code whose words name an aneurysm must be confirmed",
        typical().problem("I10", text="Hypertension, abdominal aortic aneurysm"),
        {"no-vascular-lesion": "unknown", "missing": {"no-vascular-lesion": "uncoded"}},
        "3 uncoded",
    ),
]
