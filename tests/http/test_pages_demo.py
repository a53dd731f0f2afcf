"""The EHR bench: not there unless asked for, never with authentication, for this machine only."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from cds_service.app import create_app
from cds_service.http.demo.patients import TOLD_AT, MadeUp, made_up, moved
from cds_service.http.wire import read_call
from cds_service.settings import SettingsError, read_settings
from tests.fixtures import stories
from tests.http.living import Living, serving, settings_for
from tests.spec import run
from tests.spec.story import NOW

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = ["/demo", "/demo/demo.js", "/demo/demo.css", "/demo/patients", "/demo/patients/classic-trd"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with serving(settings_for(tmp_path_factory.mktemp("bench"), demo=True)) as running:
        yield running


# Where it is, and where it is not


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_off_unless_asked_for(ehr: httpx.Client, address: str) -> None:
    """A service that was not told to play an EHR has no such address."""
    assert 404 == ehr.get(address).status_code


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_there_when_asked_for(bench: Living, address: str) -> None:
    """Page, parts and patients are served."""
    assert 200 == httpx.get(bench.url + address).status_code


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_comes_through_a_proxy(bench: Living, address: str, header: str) -> None:
    """A proxy on the same machine does not make the bench public."""
    assert 404 == httpx.get(bench.url + address, headers={header: "203.0.113.7"}).status_code


@pytest.mark.parametrize(
    ("peer", "status"), [("127.0.0.1", 200), ("::1", 200), ("203.0.113.7", 404), ("elsewhere", 404)]
)
def test_only_this_machine_is_answered(tmp_path: Path, peer: str, status: int) -> None:
    """Whoever calls from another address finds nothing, however the service was started."""
    app = create_app(settings_for(tmp_path, demo=True))

    async def ask() -> int:
        transport = httpx.ASGITransport(app, client=(peer, 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://cds.test") as client:
            return (await client.get("/demo")).status_code

    assert status == asyncio.run(ask())


def test_it_is_refused_where_clients_are_authenticated() -> None:
    """Authentication on means real patients: the service does not start."""
    with pytest.raises(SettingsError, match=r"^CDS_DEMO: the demo is refused while CDS_REQUIRE_AUTH is on$"):
        read_settings(demo=True, require_auth=True)


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["--host", "0.0.0.0"], {}, "this machine only: refusing to listen on 0.0.0.0"),
        (["--host", "192.0.2.1"], {}, "this machine only: refusing to listen on 192.0.2.1"),
        ([], {"CDS_REQUIRE_AUTH": "true"}, "CDS_DEMO: the demo is refused while CDS_REQUIRE_AUTH is on"),
        (["--workers", "2"], {"CDS_REQUIRE_AUTH": "1"}, "CDS_DEMO: the demo is refused"),
    ],
)
def test_the_command_refuses_in_production(arguments: list[str], environment: dict[str, str], words: str) -> None:
    """`serve --demo` says in one line why it will not, and ends with 2."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CDS_")}
    done = subprocess.run(
        [sys.executable, "-m", "cds_service", "serve", "--demo", "--port", "0", *arguments],
        cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert words in done.stderr


def test_the_command_needs_nothing_else(tmp_path: Path) -> None:
    """`serve --demo` alone is enough: the bench answers, and what it stores stays out of the real database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CDS_")}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "cds_service", "serve", "--demo", "--port", str(port)],
        cwd=tmp_path, env=kept | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        assert 200 == _answered(f"http://127.0.0.1:{port}/demo")
        server.terminate()
        assert 0 == server.wait(timeout=30)
    assert ["cds-demo.sqlite3"] == [file.name for file in (tmp_path / "var").glob("*.sqlite3")]


def _answered(url: str) -> int:
    """The status of the first answer; waits for the server to be there."""
    give_up = time.monotonic() + 60
    while True:
        try:
            return httpx.get(url).status_code
        except httpx.ConnectError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)


def test_the_page_may_talk_to_this_service_only(bench: Living) -> None:
    """The browser is told: scripts, styles and calls of this address, nothing inline, no frame around it."""
    policy = httpx.get(bench.url + "/demo").headers["content-security-policy"]
    for part in ("default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy


def test_every_part_the_page_names_is_served(bench: Living) -> None:
    """Each script, style and import leads to a part with the right media type."""
    page = httpx.get(bench.url + "/demo").text
    wanted = set(re.findall(r'(?:href|src)="demo/([^"]+)"', page))
    for script in [name for name in wanted if name.endswith(".js")]:
        pending = [script]
        while pending:
            text = httpx.get(f"{bench.url}/demo/{pending.pop()}").text
            found = set(re.findall(r'from "\./([^"]+)"', text)) - wanted
            wanted |= found
            pending += found
    types = {".js": "text/javascript", ".css": "text/css"}
    assert {"demo.js", "cards.js", "wire.js", "demo.css"} <= wanted
    for name in wanted:
        assert httpx.get(f"{bench.url}/demo/{name}").headers["content-type"].startswith(types[Path(name).suffix])


@pytest.mark.parametrize("name", ["routes.py", "..%2froutes.py", "%2e%2e%2fpatients.py", "patients/none", "x"])
def test_nothing_else_is_served(bench: Living, name: str) -> None:
    """Only the parts of the page have addresses."""
    assert 404 == httpx.get(f"{bench.url}/demo/{name}").status_code


def test_every_shipped_patient_is_offered(bench: Living) -> None:
    """The list holds each story with its sentence, and each opens with its chart and its drafts."""
    listed = {each["name"]: each["story"] for each in httpx.get(f"{bench.url}/demo/patients").json()}
    assert {name: sentence for name, (sentence, _, _) in stories().items()} == listed
    opened = httpx.get(f"{bench.url}/demo/patients/tenfold-dose").json()
    assert {"story", "hook", "chart", "drafts"} == set(opened)
    assert ["MedicationRequest"] == [draft["resourceType"] for draft in opened["drafts"]]


def test_a_service_without_the_stories_still_has_a_bench(tmp_path: Path) -> None:
    """Installed without the shipped patients there are none to pick; a chart can be pasted."""
    assert {} == made_up(tmp_path)


def test_the_first_page_leads_to_it(bench: Living, ehr: httpx.Client) -> None:
    """Where the bench is on the first page has a link to it, elsewhere it has none."""
    assert 'href="demo"' in httpx.get(bench.url).text
    assert 'href="demo"' not in ehr.get("/").text


# Stories that end today


def told(chart: dict[str, Any]) -> MadeUp:
    return MadeUp("A story.", "order-select", chart, ())


def chart_at(now: datetime, chart: dict[str, Any], zone: str = "UTC") -> dict[str, Any]:
    return dict(moved(told(chart), now, ZoneInfo(zone))["chart"])


def test_the_stories_happen_when_the_fixtures_say() -> None:
    """The bench and the fixtures agree on the instant of the stories."""
    assert NOW == TOLD_AT


def test_at_that_instant_nothing_is_moved() -> None:
    """Every date stays what it is."""
    chart = {"day": "2026-11-20", "at": "2026-11-23T10:00:00+00:00", "text": "2 tablets", "value": 3}
    assert chart == chart_at(TOLD_AT, chart)


@pytest.mark.parametrize("days", [1, 30, 400])
def test_days_move_with_today(days: int) -> None:
    """What was three days ago is three days ago on any day; a birthday keeps the age."""
    moved_chart = chart_at(TOLD_AT + timedelta(days=days), {"score": "2026-11-20", "born": "1980-05-01"})
    today = date(2026, 11, 23) + timedelta(days=days)
    assert today - timedelta(days=3) == date.fromisoformat(moved_chart["score"])
    assert date(1980, 5, 1) + timedelta(days=days) == date.fromisoformat(moved_chart["born"])


def test_instants_keep_their_distance_from_now() -> None:
    """What was 84 hours ago is 84 hours ago at any hour."""
    now = datetime(2027, 2, 3, 4, 5, tzinfo=UTC)
    given = (TOLD_AT - timedelta(hours=84)).isoformat()
    assert now - timedelta(hours=84) == datetime.fromisoformat(chart_at(now, {"at": given})["at"])


@pytest.mark.parametrize(
    ("hour", "expected"), [(1, "2026-12-01T00:00:00"), (2, "2026-12-01T00:00:00"), (3, "2026-12-01T01:00:00")]
)
def test_what_was_measured_today_is_never_of_yesterday(hour: int, expected: str) -> None:
    """A reading two hours old stays on today, however early the bench is opened."""
    reading = (TOLD_AT - timedelta(hours=2)).isoformat()
    now = datetime(2026, 12, 1, hour, tzinfo=UTC)
    assert f"{expected}+00:00" == chart_at(now, {"at": reading})["at"]


def test_today_is_the_day_of_the_site() -> None:
    """Late in the evening in UTC it is tomorrow further east."""
    now = datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert "2026-11-24" == chart_at(now, {"day": "2026-11-23"}, "Asia/Tokyo")["day"]


def test_what_is_no_date_stays() -> None:
    """Words, numbers, months and codes that look like dates in part are left alone."""
    chart = {"a": "2023-03", "b": "since 2023-03-01", "c": ["44261-6", 7, None, True], "d": {"e": "2026-11-23X"}}
    assert chart == chart_at(TOLD_AT + timedelta(days=9), chart)


@pytest.mark.parametrize("now", [datetime(2026, 11, 24, 0, 30, tzinfo=UTC), datetime(2028, 2, 29, 21, 15, tzinfo=UTC)])
@pytest.mark.parametrize("name", sorted(stories()))
def test_a_moved_story_gets_the_same_verdict(name: str, now: datetime) -> None:
    """On another day, at another hour, the service finds in a moved chart what it found in the story."""
    request = json.loads((ROOT / "fixtures" / "requests" / f"{name}.json").read_text(encoding="utf-8"))
    later = chart_at(now, request)

    def verdicts(whole: dict[str, Any], at: datetime) -> list[Any]:
        body = run._service().answer(read_call(json.dumps(whole).encode(), whole["hook"]), at)
        answered = json.loads(asyncio.run(body).body)
        orders = [order for each in answered.get("extension", {}).values() for order in each["orders"]]
        found = [
            (o["scope"], o.get("verdict"), [(c["id"], c["status"]) for c in o.get("criteria", ())]) for o in orders
        ]
        return [*found, [card["indicator"] for card in answered["cards"]]]

    assert verdicts(request, NOW) == verdicts(later, now)
