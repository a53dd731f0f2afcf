"""Strengths of combinations as products write them: which number is the antidepressant's."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Json, concept
from tests.spec.tried import counted, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

END = "2024-06-01"


def _vignette(product: str, sig: str, says: str, expect: Json) -> Vignette:
    story = one_failed().took("sertraline", sig, "2024-01-01", END, stopped="ineffective")
    made: Any = concept(text=product)
    return Vignette(
        f"'{product}', '{sig}': {says}",
        story.changed("medicationStatements", medicationCodeableConcept=made),
        expect,
        "4.2",
    )


FLUOXETINE, LITTLE = counted("fluoxetine"), not_counted("fluoxetine", False, "failed")
ENOUGH, LESS = counted("amitriptyline"), not_counted("amitriptyline", False, "failed")

VIGNETTES = [
    *[
        _vignette(product, "1 cap qhs", "25 mg of fluoxetine a day, adequate", FLUOXETINE)
        for product in (
            "fluoxetine-olanzapine 25-6 mg",
            "olanzapine-fluoxetine 6-25 mg",
            "fluoxetine/olanzapine 25/12 mg",
            "olanzapine-fluoxetine 6 mg-25 mg oral capsule",
            "olanzapine 6 mg/fluoxetine 25 mg",
            "fluoxetine 25 MG / olanzapine 6 MG Oral Capsule",
            "Symbyax 6-25 mg",
        )
    ],
    *[
        _vignette(product, "2 tabs tid", "150 mg of amitriptyline a day, adequate", ENOUGH)
        for product in (
            "amitriptyline/perphenazine 25/4 mg",
            "perphenazine-amitriptyline 4-25 mg",
            "amitriptyline-chlordiazepoxide 25-10 mg",
            "chlordiazepoxide-amitriptyline 10-25 mg",
        )
    ],
    _vignette("amitriptyline/perphenazine 10/4 mg", "2 tabs tid", "60 mg of amitriptyline a day, too little", LESS),
    _vignette("olanzapine-fluoxetine 25-6 mg", "1 cap qhs", "6 mg of fluoxetine a day, as it is written", LITTLE),
    _vignette(
        "amitriptyline and perphenazine 25 mg",
        "2 tabs tid",
        "whose 25 mg they are is not told",
        left_open("amitriptyline", "unknown", "failed"),
    ),
]
