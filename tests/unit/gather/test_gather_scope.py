"""What a token's scopes let through, in both versions of the scope language."""

from __future__ import annotations

import pytest

from cds_service.gather.query import Query, fill
from cds_service.gather.scope import read_scopes

READ = Query("Patient", resource_id="p1")
LIST = Query("Condition", parameters=(("patient", "p1"),))
SURVEYS = Query("Observation", parameters=(("patient", "p1"), ("category", "survey")))
CODES = Query(
    "Observation", parameters=(("patient", "p1"), ("code", "http://loinc.org|44261-6,http://loinc.org|3719-2"))
)

CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


@pytest.mark.parametrize(
    ("scope", "query", "permitted"),
    [
        (None, LIST, True),
        ("", LIST, True),
        ("  ", LIST, True),
        ("patient/*.read", LIST, True),
        ("patient/*.*", LIST, True),
        ("user/Condition.read", LIST, True),
        ("system/*.rs", LIST, True),
        ("patient/Condition.read", READ, False),
        ("patient/Condition.write", LIST, False),
        ("patient/Condition.cud", LIST, False),
        ("patient/Condition.r", LIST, False),
        ("patient/Condition.s", LIST, True),
        ("patient/Condition.cruds", LIST, True),
        ("patient/Patient.r", READ, True),
        ("patient/Patient.s", READ, False),
        ("patient/Patient.rs", LIST, False),
        ("launch openid fhirUser", LIST, False),
        ("launch patient/Patient.rs patient/Condition.rs", LIST, True),
        ("patient/condition.rs", LIST, False),
        ("practitioner/Condition.rs", LIST, False),
        ("patient/Condition", LIST, False),
        (f"patient/Observation.rs?category={CATEGORY}|survey", SURVEYS, True),
        ("patient/Observation.rs?category=survey", SURVEYS, True),
        (f"patient/Observation.rs?category={CATEGORY}|vital-signs,{CATEGORY}|survey", SURVEYS, True),
        (f"patient/Observation.rs?category={CATEGORY}|laboratory", SURVEYS, False),
        (f"patient/Observation.rs?category={CATEGORY}|survey", CODES, False),
        (f"patient/Observation.rs?category={CATEGORY}|survey patient/Observation.rs", CODES, True),
        ("patient/Observation.rs?code=http://loinc.org|44261-6", CODES, False),
        ("patient/Observation.rs?code=44261-6,3719-2,1234-5", CODES, True),
        ("patient/Condition.rs?category=problem-list-item", LIST, False),
        ("patient/Patient.r?_tag=x", READ, True),
    ],
)
def test_a_query_is_asked_only_when_its_whole_answer_may_come(scope: str | None, query: Query, permitted: bool) -> None:
    """Scopes that say nothing permit asking; those that name types, rights or categories are held to it."""
    assert permitted == read_scopes(scope).permit(query)


@pytest.mark.parametrize(
    ("template", "context", "path"),
    [
        ("Patient/{{context.patientId}}", {"patientId": "a-1.b_C"}, "Patient/a-1.b_C"),
        ("Patient/{{ context.patientId }}", {"patientId": "1"}, "Patient/1"),
        ("Encounter/{{context.encounterId}}", {"encounterId": "Encounter/7"}, "Encounter/7"),
        ("Condition?patient={{context.patientId}}", {"patientId": "1"}, "Condition?patient=1"),
        (
            "Observation?patient={{context.patientId}}&code=http://loinc.org|1-8,http://loinc.org|2-6&_sort=-date",
            {"patientId": "1"},
            "Observation?patient=1&code=http://loinc.org|1-8,http://loinc.org|2-6&_sort=-date",
        ),
        ("Condition?patient={{context.patientId}}", {"patientId": ""}, None),
        ("Condition?patient={{context.patientId}}", {}, None),
        ("Condition?patient={{context.patientId}}", {"patientId": "x" * 129}, None),
        ("Condition?patient={{today()}}", {"patientId": "1"}, None),
    ],
)
def test_a_template_is_filled_or_not_sent(template: str, context: dict[str, str], path: str | None) -> None:
    """A template becomes one query of the patient in context, or none."""
    query = fill(template, context)
    assert path == (query and query.path)
