"""Prefetch first, FHIR server second: what is asked for, what is not, and what a part is like afterwards."""

# The house compares expected == actual, which this rule would turn round.
from __future__ import annotations

import asyncio

import msgspec
import pytest
from fhir_double import CONTEXT, TEMPLATES, FhirDouble, bundle, collect, condition, fhir, ids, raw, silent
from starlette.requests import Request
from starlette.responses import Response

from cds_service.chart import Supply
from cds_service.fhir.parts import part_from_prefetch
from cds_service.gather import Bounds, FhirAccess, Gathered, Note, Outcome, gather

FAILURE = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}


def test_a_whole_prefetch_asks_nothing(ehr: FhirDouble) -> None:
    """When every part came with the request, no server is asked and no time is spent."""
    templates = {key: TEMPLATES[key] for key in ("patient", "conditions")}
    patient = {"resourceType": "Patient", "id": "p1"}
    gathered = collect(
        ehr.base,
        {"patient": raw(patient), "conditions": raw(bundle(condition("c1")))},
        templates=templates,
    )
    assert [] == ehr.requests
    assert ((), 0.0) == (gathered.notes, gathered.fetch_ms)
    assert ["c1"] == ids(gathered.parts["conditions"])


def test_an_absent_part_is_read_from_the_server(ehr: FhirDouble) -> None:
    """A part the client did not send is read from its FHIR server by the template's own search."""
    ehr.answers["Condition"] = fhir(bundle(condition("c1")))
    gathered = collect(ehr.base)
    assert ["c1"] == ids(gathered.parts["conditions"])
    assert (Note("conditions", Outcome.FETCHED, pages=1),) == gathered.notes
    assert ["patient=p1&_count=100"] == [request.url.query for request in ehr.requests]
    assert gathered.fetch_ms > 0


@pytest.mark.parametrize(
    ("template", "asked"),
    [
        ("Condition?patient={{context.patientId}}", "patient=p1&_count=100"),
        ("Condition?patient={{context.patientId}}&_count=50", "patient=p1&_count=50"),
        ("Patient/{{context.patientId}}", ""),
    ],
)
def test_a_search_asks_for_large_pages(ehr: FhirDouble, template: str, asked: str) -> None:
    """A search whose template leaves the page size open asks for a hundred records a page, so that a long list does
    not end at the bound on pages; a template's own number stands, and a read has none."""
    collect(ehr.base, templates={"conditions": template})
    assert [asked] == [request.url.query for request in ehr.requests]


def test_a_failed_part_is_read_from_the_server(ehr: FhirDouble) -> None:
    """An OperationOutcome in the prefetch is a failure, and the server gets a second chance to answer."""
    ehr.answers["Condition"] = fhir(bundle(condition("c1")))
    gathered = collect(ehr.base, {"conditions": raw(FAILURE)})
    assert (Supply.SUPPLIED, ["c1"]) == (gathered.parts["conditions"].state, ids(gathered.parts["conditions"]))


@pytest.mark.parametrize("value", [None, bundle()], ids=["null", "empty Bundle"])
def test_a_list_the_client_found_empty_is_not_asked_again(ehr: FhirDouble, value: object) -> None:
    """Null and an empty Bundle say that the client looked: the answer stands."""
    gathered = collect(ehr.base, {"conditions": raw(value)})
    assert [] == ehr.requests
    assert (Supply.SUPPLIED, ()) == (
        gathered.parts["conditions"].state,
        gathered.parts["conditions"].resources,
    )


@pytest.mark.parametrize("value", [None, bundle()], ids=["null", "empty Bundle"])
def test_a_patient_the_client_did_not_find_is_read(ehr: FhirDouble, value: object) -> None:
    """A patient cannot be "none recorded": without one in the prefetch the server is asked."""
    ehr.answers["Patient/p1"] = fhir({"resourceType": "Patient", "id": "p1"})
    gathered = collect(ehr.base, {"patient": raw(value)}, templates={"patient": TEMPLATES["patient"]})
    assert ["p1"] == ids(gathered.parts["patient"])


def test_fetched_and_prefetched_are_alike(ehr: FhirDouble) -> None:
    """The same Bundle gives the same part, whether the client or the server sent it."""
    body = bundle(condition("c1"), condition("c2"), total=2)
    ehr.answers["Condition"] = fhir(body)
    sent = collect(None, {"conditions": raw(body)}).parts["conditions"]
    fetched = collect(ehr.base).parts["conditions"]
    assert ids(sent) == ids(fetched)
    assert (sent.state, sent.next_url, sent.truncated, sent.unreadable, sent.total) == (
        fetched.state,
        fetched.next_url,
        fetched.truncated,
        fetched.unreadable,
        fetched.total,
    )


def test_missing_parts_are_asked_for_at_once(ehr: FhirDouble) -> None:
    """All missing parts are under way together: each answer here waits until every question was asked."""
    all_asked = asyncio.Event()

    async def patient(request: Request) -> Response:
        await wait_for_all()
        return fhir({"resourceType": "Patient", "id": "p1"})

    async def lists(request: Request) -> Response:
        await wait_for_all()
        return fhir(bundle())

    async def wait_for_all() -> None:
        if len(ehr.requests) == 3:
            all_asked.set()
        await all_asked.wait()

    ehr.answers |= {"Patient/p1": patient, "Condition": lists, "Observation": lists}
    templates = {key: TEMPLATES[key] for key in ("patient", "conditions", "surveys")}
    gathered = collect(ehr.base, templates=templates)
    assert [Outcome.FETCHED] * 3 == [note.outcome for note in gathered.notes]


def test_without_a_server_a_missing_part_stays_missing() -> None:
    """Without `fhirServer` a key that is not there is not supplied, and the note says why."""
    gathered = collect(None)
    assert Supply.ABSENT == gathered.parts["conditions"].state
    assert (Note("conditions", Outcome.NO_SERVER),) == gathered.notes


def test_without_a_server_a_failed_part_stays_failed() -> None:
    """A failure the client reported is not turned into "not supplied"."""
    assert Supply.FAILED == collect(None, {"conditions": raw(FAILURE)}).parts["conditions"].state


def test_a_server_that_is_not_listed_is_never_called(ehr: FhirDouble) -> None:
    """A FHIR server outside the allow-list gets no request at all, and so no token."""
    ehr.answers["Condition"] = fhir(bundle(condition("c1")))
    gathered = collect(ehr.base, token="secret", allowed="https://fhir.example.org/r4")
    assert [] == ehr.requests
    assert (Note("conditions", Outcome.SERVER_NOT_ALLOWED),) == gathered.notes
    assert Supply.ABSENT == gathered.parts["conditions"].state


def test_another_path_of_a_listed_host_is_never_called(ehr: FhirDouble) -> None:
    """Allowing one base of a host does not allow its neighbours (tenants share hosts)."""
    collect(f"{ehr.origin}/other", allowed=ehr.base)
    assert [] == ehr.requests


def test_a_base_is_the_same_with_and_without_a_slash(ehr: FhirDouble) -> None:
    """A trailing slash and the case of the scheme do not make another server."""
    ehr.answers["Condition"] = fhir(bundle(condition("c1")))
    gathered = collect(ehr.base.replace("http://", "HTTP://") + "/", allowed=ehr.base)
    assert ["c1"] == ids(gathered.parts["conditions"])


def test_the_token_is_sent_as_bearer(ehr: FhirDouble) -> None:
    """A token goes to the server in the Authorization header."""
    ehr.answers["Condition"] = fhir(bundle())
    collect(ehr.base, token="abc.def")
    assert ["Bearer abc.def"] == [request.headers["authorization"] for request in ehr.requests]


@pytest.mark.parametrize("token", [None, ""])
def test_an_open_server_needs_no_token(ehr: FhirDouble, token: str | None) -> None:
    """Without a token an allow-listed server is asked without an Authorization header."""
    ehr.answers["Condition"] = fhir(bundle(condition("c1")))
    gathered = collect(ehr.base, token=token)
    assert ["c1"] == ids(gathered.parts["conditions"])
    assert [False] == ["authorization" in request.headers for request in ehr.requests]


@pytest.mark.parametrize("token", ["two words", "line\r\nX-Other: 1", "schlüssel"])
def test_a_token_that_would_break_the_header_is_not_sent(ehr: FhirDouble, token: str) -> None:
    """A token that cannot stand in a header ends in a note, not in a request."""
    gathered = collect(ehr.base, token=token)
    assert [] == ehr.requests
    assert (Note("conditions", Outcome.TOKEN_UNUSABLE),) == gathered.notes


def test_what_the_token_may_not_read_is_not_asked_for(ehr: FhirDouble) -> None:
    """A list outside the token's scopes is not supplied, and the server is not bothered with it."""
    ehr.answers["Observation"] = fhir(bundle())
    templates = {key: TEMPLATES[key] for key in ("conditions", "surveys")}
    gathered = collect(ehr.base, templates=templates, token="t", scope="launch patient/Observation.rs openid")
    assert [] == ehr.asked("Condition")
    assert [Supply.ABSENT, Supply.SUPPLIED] == [gathered.parts[key].state for key in templates]
    assert [Outcome.NOT_IN_SCOPE, Outcome.FETCHED] == [note.outcome for note in gathered.notes]


def test_a_scope_limited_to_a_category_does_not_pass_for_the_whole_list(ehr: FhirDouble) -> None:
    """A token for encounter diagnoses would give a part of the problem list that looks whole: it is not asked."""
    ehr.answers["Condition"] = fhir(bundle())
    gathered = collect(ehr.base, token="t", scope="patient/Condition.rs?category=encounter-diagnosis")
    assert [] == ehr.requests
    assert Supply.ABSENT == gathered.parts["conditions"].state


def test_a_scope_without_a_token_says_nothing(ehr: FhirDouble) -> None:
    """Scopes describe a token; an open server without one is asked for everything."""
    ehr.answers["Condition"] = fhir(bundle())
    assert Supply.SUPPLIED == collect(ehr.base, scope="patient/Patient.r").parts["conditions"].state


@pytest.mark.parametrize(
    ("status", "state", "outcome"),
    [
        (401, Supply.FAILED, Outcome.UNAUTHORISED),
        (403, Supply.ABSENT, Outcome.FORBIDDEN),
        (404, Supply.FAILED, Outcome.ERROR_STATUS),
        (500, Supply.FAILED, Outcome.ERROR_STATUS),
    ],
)
def test_a_refusal_is_not_an_empty_list(ehr: FhirDouble, status: int, state: Supply, outcome: Outcome) -> None:
    """An error status gives no facts: forbidden is "not supplied", all others "failed"; none is asked twice."""
    ehr.answers["Condition"] = fhir(FAILURE, status)
    gathered = collect(ehr.base)
    assert state == gathered.parts["conditions"].state
    assert (Note("conditions", outcome, status),) == gathered.notes
    assert 1 == len(ehr.requests)


def test_a_part_that_the_client_could_not_read_stays_failed_when_forbidden(ehr: FhirDouble) -> None:
    """Being forbidden to look does not make the client's failure undone."""
    ehr.answers["Condition"] = fhir(FAILURE, 403)
    assert Supply.FAILED == collect(ehr.base, {"conditions": raw(FAILURE)}).parts["conditions"].state


def test_without_an_encounter_none_is_asked_for(ehr: FhirDouble) -> None:
    """A template whose token the context does not fill is not sent half filled."""
    gathered = collect(ehr.base, templates={"encounter": TEMPLATES["encounter"]}, context={"patientId": "p1"})
    assert [] == ehr.requests
    assert (Note("encounter", Outcome.NOT_IN_CONTEXT),) == gathered.notes


@pytest.mark.parametrize("patient", ["p1,p2", "../Condition", "..", "p1|x", "p1 p2", "p1?x=1", "p1/$everything"])
def test_an_id_that_would_widen_the_search_is_not_sent(ehr: FhirDouble, patient: str) -> None:
    """A patient id that is more than one id reaches no server: it would read other patients' charts."""
    gathered = collect(ehr.base, context={"patientId": patient})
    assert [] == ehr.requests
    assert (Note("conditions", Outcome.NOT_IN_CONTEXT),) == gathered.notes


def test_a_patient_reference_is_read_as_its_id(ehr: FhirDouble) -> None:
    """Clients that send "Patient/p1" as the patient's id mean p1."""
    ehr.answers["Condition"] = fhir(bundle())
    collect(ehr.base, context={"patientId": "Patient/p1"})
    assert ["patient=p1&_count=100"] == [request.url.query for request in ehr.requests]


@pytest.mark.parametrize(
    "body",
    [
        {"resourceType": "Patient", "id": "p2"},
        {"resourceType": "Patient"},
        {"resourceType": "Practitioner", "id": "p1"},
        bundle({"resourceType": "Patient", "id": "p1"}),
    ],
    ids=["another id", "no id", "another type", "a Bundle"],
)
def test_a_read_accepts_only_the_patient_asked_for(ehr: FhirDouble, body: object) -> None:
    """A read that answers with another resource has failed; nothing of it reaches the chart."""
    ehr.answers["Patient/p1"] = fhir(body)
    gathered = collect(ehr.base, templates={"patient": TEMPLATES["patient"]})
    assert (Supply.FAILED, ()) == (gathered.parts["patient"].state, gathered.parts["patient"].resources)
    assert (Note("patient", Outcome.NOT_AS_ASKED),) == gathered.notes


@pytest.mark.parametrize(
    "body",
    [
        FAILURE,
        {"resourceType": "Patient", "id": "p1"},
        bundle(condition("c1"), type="batch-response"),
        bundle(condition("c1"), type="history"),
        bundle(condition("c1"), FAILURE),
        bundle(link=[{"relation": "self", "url": "http://x/fhir/Observation?patient=p1"}]),
        bundle(link=[{"relation": "self", "url": "http://x/fhir/Condition?patient=Patient/p2"}]),
        [],
        "Bundle",
        7,
        None,
    ],
    ids=[
        "OperationOutcome",
        "Patient",
        "batch",
        "history",
        "failure inside",
        "self of another type",
        "self of another patient",
        "array",
        "string",
        "number",
        "null",
    ],
)
def test_a_search_accepts_only_its_own_answer(ehr: FhirDouble, body: object) -> None:
    """A 200 that is no searchset of the question asked is a failure, never an empty list."""
    ehr.answers["Condition"] = fhir(body)
    gathered = collect(ehr.base)
    assert (Supply.FAILED, ()) == (gathered.parts["conditions"].state, gathered.parts["conditions"].resources)


@pytest.mark.parametrize(
    "link",
    [
        "http://proxied.example/fhir/Condition?patient=p1&_count=100",
        "http://proxied.example/fhir/Condition?patient=Patient%2Fp1",
        "http://proxied.example/fhir?_getpages=abc",
        "Condition?_count=100",
        "not a url [",
    ],
)
def test_a_self_link_that_says_nothing_else_is_no_objection(ehr: FhirDouble, link: str) -> None:
    """Servers write self links with another host, other notations or opaque keys: the list still counts."""
    ehr.answers["Condition"] = fhir(bundle(condition("c1"), link=[{"relation": "self", "url": link}]))
    assert ["c1"] == ids(collect(ehr.base).parts["conditions"])


def test_a_bundle_without_a_type_is_accepted(ehr: FhirDouble) -> None:
    """A search answer that forgets its type is still a list."""
    body = bundle(condition("c1"))
    del body["type"]
    ehr.answers["Condition"] = fhir(body)
    assert ["c1"] == ids(collect(ehr.base).parts["conditions"])


def test_the_budget_is_shared_when_a_deadline_is_given(ehr: FhirDouble) -> None:
    """A second reading in the same call gets what is left of the time, not a new budget."""
    ehr.answers["Condition"] = fhir(bundle())

    async def run() -> Gathered:
        access = FhirAccess([ehr.base], budget_seconds=30)
        over = asyncio.get_running_loop().time()
        templates = {"conditions": TEMPLATES["conditions"]}
        try:
            return await gather({}, templates, ehr.base, None, CONTEXT, access, deadline=over)
        finally:
            await access.aclose()

    assert [Outcome.TIMED_OUT] == [note.outcome for note in asyncio.run(run()).notes]


def test_one_slow_list_costs_only_itself(ehr: FhirDouble) -> None:
    """When the budget ends, what came is kept and only what did not come has failed."""

    ehr.answers |= {"Condition": silent, "Observation": fhir(bundle(condition("o1")))}
    templates = {key: TEMPLATES[key] for key in ("conditions", "surveys")}
    gathered = collect(ehr.base, templates=templates, budget=1)
    assert [Supply.FAILED, Supply.SUPPLIED] == [gathered.parts[key].state for key in templates]
    assert [Outcome.TIMED_OUT, Outcome.FETCHED] == [note.outcome for note in gathered.notes]
    assert gathered.fetch_ms < 5000


class TestPages:
    """Lists that come in several pages."""

    def test_next_links_are_followed_to_the_end(self, ehr: FhirDouble) -> None:
        """All pages become one list in their order, and the list is whole."""
        ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=f"{ehr.base}/page/2", total=3))
        ehr.answers["page/2"] = fhir(bundle(condition("c2"), following=f"{ehr.base}/page/3", total=3))
        ehr.answers["page/3"] = fhir(bundle(condition("c3"), total=3))
        gathered = collect(ehr.base, token="t")
        part = gathered.parts["conditions"]
        assert (["c1", "c2", "c3"], False, None) == (ids(part), part.truncated, part.next_url)
        assert (Note("conditions", Outcome.FETCHED, pages=3),) == gathered.notes
        assert ["Bearer t"] * 3 == [request.headers["authorization"] for request in ehr.requests]

    def test_next_links_below_the_base_itself_are_followed(self, ehr: FhirDouble) -> None:
        """A paging link that is the base with a query, as HAPI writes it, is followed."""
        ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=f"{ehr.base}?_getpages=x"))
        ehr.answers["/fhir"] = fhir(bundle(condition("c2")))
        assert ["c1", "c2"] == ids(collect(ehr.base).parts["conditions"])

    def test_a_prefetched_first_page_is_continued(self, ehr: FhirDouble) -> None:
        """A next link in the prefetch is followed on the listed server; the first page is not read again."""
        ehr.answers["page/2"] = fhir(bundle(condition("c2")))
        first = raw(bundle(condition("c1"), following=f"{ehr.base}/page/2"))
        part = collect(ehr.base, {"conditions": first}).parts["conditions"]
        assert (["c1", "c2"], False) == (ids(part), part.truncated)
        assert [] == ehr.asked("Condition")

    @pytest.mark.parametrize("server", [None, "https://unlisted.example/fhir"])
    def test_a_prefetched_page_that_may_not_be_continued_is_truncated(self, server: str | None) -> None:
        """Without an allowed server the first page counts, and does not pass for the whole list."""
        first = raw(bundle(condition("c1"), following="https://unlisted.example/fhir/page/2"))
        part = collect(server, {"conditions": first}, allowed="").parts["conditions"]
        assert (Supply.SUPPLIED, ["c1"], True) == (part.state, ids(part), part.truncated)

    def test_a_page_that_fails_leaves_the_list_truncated(self, ehr: FhirDouble) -> None:
        """What came before a failing page counts; the list cannot prove absence."""
        ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=f"{ehr.base}/page/2"))
        ehr.answers["page/2"] = fhir(FAILURE, 500)
        gathered = collect(ehr.base)
        part = gathered.parts["conditions"]
        assert (Supply.SUPPLIED, ["c1"], True) == (part.state, ids(part), part.truncated)
        assert (Note("conditions", Outcome.ERROR_STATUS, 500, 1),) == gathered.notes

    def test_a_page_that_is_too_late_leaves_the_list_truncated(self, ehr: FhirDouble) -> None:
        """Pages that came inside the budget are kept when the next one does not."""

        ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=f"{ehr.base}/page/2"))
        ehr.answers["page/2"] = silent
        part = collect(ehr.base, budget=1).parts["conditions"]
        assert (Supply.SUPPLIED, ["c1"], True) == (part.state, ids(part), part.truncated)

    def test_endless_pages_end(self, ehr: FhirDouble) -> None:
        """A server that always names another page is followed to the bound, and the list is truncated."""

        async def page(request: Request) -> Response:
            number = len(ehr.requests)
            return fhir(bundle(condition(f"c{number}"), following=f"{ehr.base}/Condition?page={number}"))

        ehr.answers["Condition"] = page
        gathered = collect(ehr.base, bounds=Bounds(pages=3))
        part = gathered.parts["conditions"]
        assert (["c1", "c2", "c3"], True) == (ids(part), part.truncated)
        assert (Note("conditions", Outcome.TOO_MANY_PAGES, pages=3),) == gathered.notes

    @pytest.mark.parametrize(("pages", "truncated"), [(2, True), (3, False)])
    def test_the_page_bound_is_exact(self, ehr: FhirDouble, pages: int, truncated: bool) -> None:
        """A list of three pages is whole with a bound of three and truncated with two."""
        for number in (1, 2, 3):
            following = f"{ehr.base}/page/{number + 1}" if number < 3 else None
            path = "Condition" if number == 1 else f"page/{number}"
            ehr.answers[path] = fhir(bundle(condition(f"c{number}"), following=following))
        assert truncated == collect(ehr.base, bounds=Bounds(pages=pages)).parts["conditions"].truncated

    def test_a_circle_of_pages_ends(self, ehr: FhirDouble) -> None:
        """A page that names itself as the next one is read once."""
        ehr.answers["Condition"] = fhir(
            bundle(condition("c1"), following=f"{ehr.base}/Condition?patient=p1&_count=100")
        )
        part = collect(ehr.base).parts["conditions"]
        assert (["c1"], True) == (ids(part), part.truncated)
        assert 1 == len(ehr.requests)

    def test_a_next_link_to_another_host_is_not_followed(self, ehr: FhirDouble) -> None:
        """A next link that leaves the server ends the list there, truncated; the token does not travel."""
        elsewhere = ehr.base.replace("127.0.0.1", "localhost")
        ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=f"{elsewhere}/page/2"))
        gathered = collect(ehr.base, token="secret")
        part = gathered.parts["conditions"]
        assert (["c1"], True, 1) == (ids(part), part.truncated, len(ehr.requests))
        assert (Note("conditions", Outcome.NEXT_REFUSED, pages=1),) == gathered.notes

    @pytest.mark.parametrize(("total", "truncated"), [(2, False), (3, True)])
    def test_a_total_above_what_came_is_truncated(self, ehr: FhirDouble, total: int, truncated: bool) -> None:
        """When all pages together hold fewer records than the server counts, the list is not whole."""
        ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=f"{ehr.base}/page/2", total=total))
        ehr.answers["page/2"] = fhir(bundle(condition("c2"), total=total))
        assert truncated == collect(ehr.base).parts["conditions"].truncated

    @pytest.mark.parametrize(("total", "truncated"), [(2, False), (3, True)])
    def test_a_total_on_the_last_page_is_of_all_pages(self, ehr: FhirDouble, total: int, truncated: bool) -> None:
        """A server that knows the total only on the last page means the whole search by it, not that page."""
        ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=f"{ehr.base}/page/2"))
        ehr.answers["page/2"] = fhir(bundle(condition("c2"), total=total))
        assert truncated == collect(ehr.base).parts["conditions"].truncated

    def test_a_total_that_is_too_small_proves_nothing(self, ehr: FhirDouble) -> None:
        """A server that counts one record and then names a page that fails has not sent the whole list."""
        ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=f"{ehr.base}/page/2", total=1))
        assert collect(ehr.base).parts["conditions"].truncated

    def test_a_record_met_twice_does_not_hide_one_that_was_skipped(self, ehr: FhirDouble) -> None:
        """Pages that shift while they are read repeat one record and lose another: the list is truncated."""
        ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=f"{ehr.base}/page/2", total=2))
        ehr.answers["page/2"] = fhir(bundle(condition("c1"), total=2))
        assert collect(ehr.base).parts["conditions"].truncated


def test_any_prefetch_value_gives_a_part() -> None:
    """Whatever stands under a prefetch key, gathering without a server gives what the reader makes of it."""
    for value in (True, 3, "x", [], [1], {}, {"resourceType": 5}, {"resourceType": "Bundle", "entry": 1}):
        expected = part_from_prefetch(raw(value), "conditions")
        assert expected == collect(None, {"conditions": raw(value)}).parts["conditions"]


def test_a_prefetch_that_is_no_json_is_a_failure() -> None:
    """Raw bytes that cannot be decoded are a failed part, not an exception."""
    assert Supply.FAILED == collect(None, {"conditions": msgspec.Raw(b"{")}).parts["conditions"].state
