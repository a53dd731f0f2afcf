"""Documentation and generated files say what is true today. It must not judge what they should say."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cds_service.gather.query import Query, fill
from cds_service.gather.scope import read_scopes
from cds_service.http.errors import Refusal
from cds_service.http.health import NotReady
from cds_service.settings import Settings
from tests import fixtures, generated
from tests.generated import ROOT
from tests.http.living import serving, settings_for

PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
SHELL = re.compile(r"(?ms)^```sh\n(.*?)^```$")
LINK = re.compile(r"\]\((?!https?:|#)(?P<path>[^)#]+)")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_generated_files_are_fresh() -> None:
    """Each generated file holds what content and code of today make of it (else: `make fixtures`)."""
    stale = [named(path) for path, content in generated.written() if not path.is_file() or content != path.read_bytes()]
    assert [] == stale


def test_no_fixture_is_left_over() -> None:
    """Every file under fixtures/ belongs to a story that is told."""
    there = {path.relative_to(fixtures.FOLDER).as_posix() for path in fixtures.FOLDER.rglob("*.json")}
    assert set(fixtures.files()) == there


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    """Every relative link names a file or folder that exists."""
    found = [link["path"] for link in LINK.finditer(page.read_text(encoding="utf-8"))]
    assert [] == [path for path in found if not (page.parent / path).exists()]


def shell(page: str) -> list[str]:
    """The commands of a page's `sh` blocks, without comments."""
    lines = "\n".join(SHELL.findall((ROOT / page).read_text(encoding="utf-8"))).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


README = shell("README.md")


@pytest.mark.parametrize("command", [c for c in README if c.startswith("make ")])
def test_a_target_of_the_readme_exists(command: str) -> None:
    """`make` knows what to do for every target the README names; `.ci/run` does it."""
    if shutil.which("make") is None:
        pytest.skip("no make on this machine")
    done = subprocess.run([*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, text=True)
    assert (0, "") == (done.returncode, done.stderr)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """What `make serve` starts, on another port."""
    with (
        serving(settings_for(tmp_path_factory.mktemp("readme"))) as living,
        httpx.Client(base_url=living.url, trust_env=False, timeout=20) as client,
    ):
        yield client


@pytest.mark.parametrize("command", [c for c in README if c.startswith("curl ")])
def test_a_call_of_the_readme_is_answered(service: httpx.Client, command: str) -> None:
    """Every `curl` of the README, sent as it stands but for the port, gets what it promises."""
    program, silent, url, *rest = shlex.split(command)
    assert ("curl", "-s", "http://127.0.0.1:8000") == (program, silent, url[:21])
    path = url[21:]
    if not rest:
        answer = service.get(path)
        assert {"services"} == set(answer.json())
    else:
        header, (kind, value), data, file = rest[0], rest[1].split(": "), rest[2], rest[3]
        assert ("-H", "--data-binary") == (header, data)
        answer = service.post(path, content=(ROOT / file.removeprefix("@")).read_bytes(), headers={kind: value})
        assert ["critical"] == [card["indicator"] for card in answer.json()["cards"]]
    assert 200 == answer.status_code


def test_the_readme_holds_no_command_nobody_tries() -> None:
    """Each command is a make target, a call, or one whose output is printed beneath it."""
    assert {"make", "curl"} == {shlex.split(command)[0] for command in README}


def test_the_owner_of_a_sentence_is_a_part_of_the_protocol() -> None:
    """Sections of the vignettes belong to criteria and rules that exist."""
    known = generated.load(generated.CARDS)
    assert set() == set(generated.SECTIONS.values()) - set(known.criteria) - set(known.rules)


def test_the_hooks_safety_needs_are_named() -> None:
    """The integration guide says which hook has to be supported for the dose to be checked before it is signed."""
    text = " ".join((ROOT / "docs" / "integration.md").read_text(encoding="utf-8").split())
    assert "`order-sign` is the hook that safety needs" in text


def test_every_refusal_is_documented() -> None:
    """The table of refusals has each code with its status, and no code that does not exist."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    told = set(re.findall(r"(?m)^\| (\d{3}) \| `([a-z-]+)` \|", text))
    assert {(str(each.status), each.code) for each in (NotReady, *refusals(Refusal))} == told


def refusals(kind: type[Refusal]) -> list[type[Refusal]]:
    """A class of refusals and all below it."""
    return [kind, *(below for each in kind.__subclasses__() for below in refusals(each))]


def test_every_metric_is_documented(service: httpx.Client) -> None:
    """The table of metrics has each one the service shows, under the name Prometheus knows, and no other."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    kinds = re.findall(r"(?m)^# TYPE (cds_\w+) ", service.get("/metrics").text)
    assert set(kinds) == set(re.findall(r"(?m)^\| `(cds_\w+)` \|", text))


def test_the_scopes_of_the_guide_let_every_list_through(service: httpx.Client) -> None:
    """With the scopes the integration guide asks for, each prefetch template may be read, and Medications too."""
    text = (ROOT / "docs" / "integration.md").read_text(encoding="utf-8")
    granted = read_scopes(" ".join(re.findall(r"patient/\w+\.\w+", text)))
    context = {"patientId": "p1", "encounterId": "e1"}
    queries = [fill(t, context) for t in service.get("/cds-services").json()["services"][0]["prefetch"].values()]
    queries.append(Query("Medication", parameters=(("_id", "m1"),)))
    assert [] == [query for query in queries if query is None or not granted.permit(query)]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_names_a_setting_that_does_not_exist(page: Path) -> None:
    """Every `CDS_` word of the documentation is a setting, or a variable of the tests."""
    known = {f"CDS_{name.upper()}" for name in Settings.model_fields} | {"CDS_", "CDS_SANDBOX_URL", "CDS_HOOKS_SANDBOX"}
    assert set() == set(re.findall(r"CDS_[A-Z_]*", page.read_text(encoding="utf-8"))) - known
