"""Section 3, `substance-use`, `hepatic`, `other-precautions`: what stops, what warns, what is only near."""

from tests.spec.story import ICD10, ICD10CM, SNOMED, typical
from tests.spec.vignette import Vignette


def found(criterion: str, severity: str) -> dict:
    """Found, with the weight it has."""
    verdict = "stop" if severity == "critical" else "caution"
    return {criterion: "not-met", "severity_of": {criterion: severity}, "verdict": verdict}


CRITICAL = [
    ("substance-use", "F16.20", ICD10CM, "hallucinogen or ketamine dependence (F16.20)"),
    ("substance-use", "F16.10", ICD10CM, "hallucinogen or ketamine abuse (F16.10)"),
    ("substance-use", "F16.2", ICD10, "hallucinogen dependence in WHO ICD-10 (F16.2)"),
    ("substance-use", "724715004", SNOMED, "ketamine dependence in SNOMED CT"),
    ("substance-use", "58727001", SNOMED, "phencyclidine dependence in SNOMED CT"),
    ("hepatic", "59927004", SNOMED, "hepatic failure in SNOMED CT"),
    ("hepatic", "K70.40", ICD10CM, "alcoholic liver failure (K70.40)"),
    ("hepatic", "K71.10", ICD10CM, "toxic liver failure (K71.10)"),
    ("hepatic", "K72.90", ICD10CM, "liver failure (K72.90)"),
    ("hepatic", "K76.7", ICD10CM, "hepatorenal syndrome (K76.7)"),
    ("hepatic", "K76.82", ICD10CM, "hepatic encephalopathy (K76.82)"),
    ("hepatic", "K72.1", ICD10, "chronic liver failure in WHO ICD-10 (K72.1)"),
]

WARNING = [
    ("substance-use", "F10.20", ICD10CM, "alcohol dependence (F10.20)"),
    ("substance-use", "F10.10", ICD10CM, "alcohol abuse (F10.10)"),
    ("substance-use", "F11.20", ICD10CM, "opioid dependence (F11.20)"),
    ("substance-use", "F12.20", ICD10CM, "cannabis dependence (F12.20)"),
    ("substance-use", "F13.20", ICD10CM, "sedative dependence (F13.20)"),
    ("substance-use", "F14.20", ICD10CM, "cocaine dependence (F14.20)"),
    ("substance-use", "F15.20", ICD10CM, "stimulant dependence (F15.20)"),
    ("substance-use", "F18.10", ICD10CM, "inhalant abuse (F18.10)"),
    ("substance-use", "F19.20", ICD10CM, "dependence on other substances (F19.20)"),
    ("substance-use", "F10.2", ICD10, "alcohol dependence in WHO ICD-10 (F10.2)"),
    ("substance-use", "F10.24", ICD10, "alcohol dependence, drinking, in WHO ICD-10 (F10.24)"),
    ("substance-use", "7200002", SNOMED, "alcoholism in SNOMED CT"),
    ("substance-use", "75544000", SNOMED, "opioid dependence in SNOMED CT"),
    ("other-precautions", "30041005", SNOMED, "acute angle-closure glaucoma in SNOMED CT"),
    ("hepatic", "K70.30", ICD10CM, "alcoholic cirrhosis (K70.30)"),
    ("hepatic", "K74.60", ICD10CM, "cirrhosis (K74.60)"),
    ("hepatic", "K74.6", ICD10, "cirrhosis in WHO ICD-10 (K74.6)"),
    ("hepatic", "19943007", SNOMED, "cirrhosis in SNOMED CT"),
    ("other-precautions", "Z39.1", ICD10CM, "breast-feeding (Z39.1)"),
    ("other-precautions", "E80.21", ICD10CM, "acute intermittent porphyria (E80.21)"),
    ("other-precautions", "E80.2", ICD10, "acute porphyria in WHO ICD-10 (E80.2)"),
    ("other-precautions", "55056006", SNOMED, "acute porphyria in SNOMED CT"),
    ("other-precautions", "234422006", SNOMED, "acute intermittent porphyria in SNOMED CT"),
    ("other-precautions", "H40.211", ICD10CM, "acute angle-closure glaucoma (H40.211)"),
    ("other-precautions", "S05.21XA", ICD10CM, "an open globe with prolapse (S05.21XA)"),
    ("other-precautions", "S05.32XA", ICD10CM, "an open globe without prolapse (S05.32XA)"),
]

NEAR = [
    ("substance-use", "F10.21", ICD10CM, "alcohol dependence in remission (F10.21)"),
    ("substance-use", "F10.11", ICD10CM, "alcohol abuse in remission (F10.11)"),
    ("substance-use", "F16.21", ICD10CM, "hallucinogen dependence in remission (F16.21)"),
    ("substance-use", "F16.11", ICD10CM, "hallucinogen abuse in remission (F16.11)"),
    ("substance-use", "F12.91", ICD10CM, "cannabis use in remission (F12.91)"),
    ("substance-use", "F17.210", ICD10CM, "nicotine dependence (F17.210)"),
    ("substance-use", "F17.2", ICD10, "tobacco dependence in WHO ICD-10 (F17.2)"),
    ("substance-use", "F10.20", ICD10, "alcohol dependence, abstinent, in WHO ICD-10 (F10.20)"),
    ("substance-use", "F16.20", ICD10, "hallucinogen dependence, abstinent, in WHO ICD-10 (F16.20)"),
    ("hepatic", "K70.2", ICD10CM, "alcoholic fibrosis of the liver (K70.2)"),
    ("hepatic", "K74.00", ICD10CM, "liver fibrosis (K74.00)"),
    ("hepatic", "K76.0", ICD10CM, "a fatty liver (K76.0)"),
    ("hepatic", "K76.81", ICD10CM, "hepatopulmonary syndrome (K76.81)"),
    ("hepatic", "B18.2", ICD10CM, "chronic hepatitis C (B18.2)"),
    ("other-precautions", "Z39.2", ICD10CM, "a postpartum visit (Z39.2)"),
    ("other-precautions", "E80.1", ICD10CM, "porphyria cutanea tarda (E80.1)"),
    ("other-precautions", "H40.221", ICD10CM, "chronic angle-closure glaucoma (H40.221)"),
    ("other-precautions", "H40.11X0", ICD10CM, "open-angle glaucoma (H40.11X0)"),
    ("other-precautions", "S05.01XA", ICD10CM, "an abrasion of the eye (S05.01XA)"),
]

WORDS = [
    ("substance-use", "Alcohol use disorder"),
    ("substance-use", "Ketamine misuse"),
    ("substance-use", "Opioid dependence"),
    ("hepatic", "Liver failure"),
    ("hepatic", "Cirrhosis of the liver"),
    ("other-precautions", "Acute intermittent porphyria"),
    ("other-precautions", "Breastfeeding"),
    ("other-precautions", "Acute angle-closure glaucoma"),
]

NO_HITS = [
    ("substance-use", "No alcohol use disorder"),
    ("substance-use", "Family history of alcoholism"),
    ("substance-use", "Denies opioid dependence"),
    ("hepatic", "Rule out cirrhosis"),
    ("other-precautions", "Family history of porphyria"),
]

VIGNETTES = [
    Vignette(
        "With epilepsy and sleep apnoea listed, a card names the precautions it looked for and claims no other",
        typical().problem("G40.909").problem("G47.33"),
        {
            "card": ("No breast-feeding, porphyria, acute glaucoma or open globe",),
            "card_lacks": ("No other precaution",),
        },
        "3 other-precautions",
    ),
    *[
        Vignette(
            f"Active {name} stops ketamine",
            typical().problem(code, system=system),
            found(criterion, "critical"),
            f"3 {criterion}",
        )
        for criterion, code, system, name in CRITICAL
    ],
    *[
        Vignette(
            f"Active {name} asks for caution",
            typical().problem(code, system=system),
            found(criterion, "warning"),
            f"3 {criterion}",
        )
        for criterion, code, system, name in WARNING
    ],
    *[
        Vignette(
            f"On the problem list, {name} changes nothing",
            typical().problem(code, system=system),
            {criterion: "met"},
            f"3 {criterion}",
        )
        for criterion, code, system, name in NEAR
    ],
    *[
        Vignette(
            f"Once active and now {status}, {name} changes nothing",
            typical().problem(code, status=status),
            {criterion: "met", "verdict": "criteria-met"},
            f"3 {criterion}",
        )
        for criterion, code, status, name in (
            ("substance-use", "F16.20", "resolved", "hallucinogen dependence (F16.20)"),
            ("substance-use", "F10.20", "remission", "alcohol dependence (F10.20)"),
            ("hepatic", "K72.00", "resolved", "acute liver failure (K72.00)"),
            ("hepatic", "K74.60", "inactive", "cirrhosis (K74.60)"),
            ("other-precautions", "Z39.1", "resolved", "breast-feeding (Z39.1)"),
        )
    ],
    Vignette(
        "Hallucinogen and alcohol dependence together stop ketamine: the worse one weighs",
        typical().problem("F10.20").problem("F16.20"),
        found("substance-use", "critical"),
        "3 substance-use",
    ),
    Vignette(
        "Liver failure and cirrhosis together stop ketamine: the worse one weighs",
        typical().problem("K74.60").problem("K72.90"),
        found("hepatic", "critical"),
        "3 hepatic",
    ),
    *[
        Vignette(
            f"'{words}' without a code must be confirmed: {criterion} is not known",
            typical().problem(text=words),
            {criterion: "unknown", "missing": {criterion: "uncoded"}, "verdict": "caution"},
            "3 uncoded",
        )
        for criterion, words in WORDS
    ],
    *[
        Vignette(
            f"'{words}' without a code is no hit: {criterion} is met",
            typical().problem(text=words),
            {criterion: "met"},
            "3 uncoded",
        )
        for criterion, words in NO_HITS
    ],
    Vignette(
        "A coded cirrhosis is found, although another problem needs to be confirmed",
        typical().problem("K74.60").problem(text="Liver failure"),
        {"hepatic": "not-met"},
        "3 hepatic",
    ),
    *[
        Vignette(
            f"In WHO ICD-10, {name} ({code}) is {'current use' if status == 'not-met' else 'no current use'}",
            typical().problem(code, system=ICD10),
            {"substance-use": status},
            "3 WHO ICD-10",
        )
        for code, status, name in (
            ("F10.1", "not-met", "harmful use of alcohol"),
            ("F10.21", "met", "alcohol dependence, abstinent in a protected place"),
            ("F10.22", "not-met", "alcohol dependence under supervised maintenance"),
            ("F10.23", "met", "alcohol dependence, abstinent with an aversive drug"),
            ("F10.25", "not-met", "alcohol dependence with continuous use"),
            ("F10.26", "not-met", "alcohol dependence with episodic use"),
            ("F16.24", "not-met", "hallucinogen dependence with current use"),
        )
    ],
    *[
        Vignette(
            f"'{words}' without a code must be confirmed: the rest of the line is of something else",
            typical().problem(text=words),
            {"substance-use": "unknown"},
            "3 uncoded",
        )
        for words in (
            "Alcohol use disorder; family history of depression",
            "Alcohol use disorder, at risk for relapse",
            "History of alcohol dependence",
        )
    ],
]
