"""Section 2: everyday reasons of theatre, ward and hospice are known, and words of psychiatry are none of them."""

from tests.spec.story import Json, Story, ago, concept, typical
from tests.spec.vignette import Vignette

KNOWN = (
    *("dyspnea", "dyspnoea", "air hunger", "shortness of breath", "comfort measures", "EOL", "terminal restlessness"),
    *("stridor", "croup", "epiglottitis", "airway obstruction", "reintubation", "crash airway", "ETT exchange"),
    *("laryngoscopy", "trach", "bronch", "extubation", "hypothermia", "cardiac tamponade", "DCCV"),
    *("transcutaneous pacing", "dislocated shoulder", "hip relocation", "nursemaid elbow", "#NOF"),
    *("distal radius fx", "fascia iliaca block", "abscess", "lac", "stitches", "vac change", "pigtail catheter"),
    *("drain placement", "OR case", "EUA", "T&A", "THA", "spine fusion", "hernia", "G-tube", "PEG tube"),
    *("retinal detachment", "ovarian torsion", "ectopic", "PPH", "forceps", "active labor", "heart cath", "ablation"),
    *("arterial line", "NG tube", "PET scan", "radiotherapy", "vent synchrony", "RASS > 0", "SRSE", "NORSE", "NCSE"),
    *("combativeness", "etoh w/d", "patchy spinal", "supplement to regional", "adjunct to block", "ERAS", "OIH"),
    *("multimodal", "PONV", "herpes zoster", "PHN", "radiculopathy", "herniated disc", "endometriosis", "toothache"),
    *("status migrainosus", "dissociative dose", "ketofol", "code blue", "rapid response team"),
)
UNKNOWN = (
    *("OR", "line", "block", "TCP", "airway", "SE", "series", "comfort", "relocation", "adjuvant", "rapid response"),
    *("washout", "low dose ketamine", "PE", "labor"),
)
MOOD = (
    "TRD, dyspnea on exertion",
    "MDD after lithium washout",
    "depression, hernia repair 2019",
    "TRD, adjuvant to sertraline",
    "depression with toothache",
)
ASIDES = (
    "O2 2 L PRN shortness of breath",
    "oxygen for shortness of breath",
    "albuterol 2 puffs prn dyspnea",
    "call for stridor",
    "lithium washout done",
    "monitor RASS",
)


def push(reason: Json | None, text: str = "35 mg IV push") -> Story:
    """A man with a depression on his list is to have a push for this reason."""
    return typical().weighs(70, ago(3)).orders(text=text, reason=reason)


VIGNETTES = (
    [
        Vignette(
            f"Ketamine as a push for '{reason}' is none of ours",
            push(concept(text=reason)),
            {"scope": "out-of-scope", "cards": 0},
            "2",
            hook="order-sign",
        )
        for reason in KNOWN
    ]
    + [
        Vignette(
            f"Ketamine as a push for '{reason}' states nothing, and is judged by the problem list",
            push(concept(text=reason)),
            {"scope": "in-scope", "verdict": "stop"},
            "2",
            hook="order-sign",
        )
        for reason in UNKNOWN
    ]
    + [
        Vignette(
            f"Ketamine as a push for '{reason}' is for a depression, and stopped",
            push(concept(text=reason)),
            {"scope": "in-scope", "verdict": "stop"},
            "2",
            hook="order-sign",
        )
        for reason in MOOD
    ]
    + [
        Vignette(
            f"A push without a reason with the aside '{aside}' is judged",
            push(None, f"35 mg IV push; {aside}"),
            {"scope": "in-scope", "verdict": "stop"},
            "2",
            hook="order-sign",
        )
        for aside in ASIDES
    ]
    + [
        Vignette(
            f"A push without a reason, '{where}', is asked about",
            push(None, f"25 mg IV push {where}"),
            {"scope": "ambiguous"},
            "2",
            hook="order-sign",
        )
        for where in (
            *("for line placement", "before extubation", "with block", "for vent synchrony"),
            *("prn dyspnea", "for procedural sedation with O2 by nasal cannula"),
        )
    ]
    + [
        Vignette(
            f"Ketamine as needed for '{reason}' is none of ours",
            push(None, "10 mg IV push").needed_for(reason),
            {"scope": "out-of-scope", "cards": 0},
            "2",
            hook="order-sign",
        )
        for reason in ("dyspnea", "vent synchrony", "terminal restlessness")
    ]
)
