"""The audit of locked packages tells "vulnerable", "none known" and "nobody could say" apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from tests.audit import LOCKS, ROOT, advisories, affects, compared, pins, report_of

RANGE = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "2.0"}]}
ADVISORY: dict[str, Any] = {
    "id": "PYSEC-1",
    "affected": [{"package": {"name": "Some_Thing", "ecosystem": "PyPI"}, "ranges": [RANGE]}],
}


def row(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "vulns": []} | more


def test_every_package_of_the_lock_files_is_read() -> None:
    """The locked direct dependencies are among the pins, each with a version."""
    for lock in LOCKS:
        found = pins((ROOT / lock).read_text(encoding="utf-8"))
        assert {"fastapi", "httpx", "pyjwt", "sqlalchemy", canonicalize_name("fhir.resources")} <= set(found)


def test_a_vulnerable_package_is_named() -> None:
    """Package, version and advisory stand in the line, and it counts as vulnerable."""
    told = report_of("s", json.dumps({"dependencies": [row("a"), row("b", vulns=[{"id": "CVE-1"}])]}), "")
    assert (("b 1.0 (CVE-1)",), "s: 2 of 2 packages looked up, VULNERABLE: b 1.0 (CVE-1)") == (
        told.vulnerable,
        told.line,
    )


def test_an_index_without_data_is_not_taken_for_a_clean_one() -> None:
    """pip-audit exits 0 and says "no known vulnerabilities" when every package was skipped; we do not."""
    skipped = {"name": "a", "skip_reason": "Dependency not found on PyPI and could not be audited: a (1.0)"}
    told = report_of("s", json.dumps({"dependencies": [skipped, skipped]}), "No known vulnerabilities found")
    assert "s: nothing could be audited (it has no data on any of 2 packages)" == told.line


def test_a_service_that_was_not_reached_is_one_readable_line() -> None:
    """A closed network is a line with the kind of failure, not a traceback."""
    told = report_of("s", "", "Traceback\n\nrequests.exceptions.ConnectionError: https://secret@host/x\n")
    assert ((), "s: nothing could be audited (ConnectionError)") == (told.vulnerable, told.line)


@pytest.mark.parametrize(
    ("version", "expected"), [("1.1.9", True), ("1.2", False), ("1.9", False), ("2.0", True), ("odd", True)]
)
def test_ranges_are_read_as_osv_means_them(version: str, expected: bool) -> None:
    """Introduced, fixed, introduced again; a version nobody can compare is left to a person."""
    assert expected == affects(ADVISORY["affected"][0], version)


@pytest.mark.parametrize(("version", "expected"), [("1.0", True), ("1.0.0", True), ("1.1", True), ("1.2", False)])
def test_versions_and_last_affected_are_read(version: str, expected: bool) -> None:
    """A listed version is affected however it is written, and so is the last affected one."""
    events = [{"introduced": "1.1"}, {"last_affected": "1.1"}]
    assert expected == affects({"versions": ["1.0"], "ranges": [{"type": "ECOSYSTEM", "events": events}]}, version)


def test_a_lock_file_is_compared_with_a_folder_of_advisories(tmp_path: Path) -> None:
    """Names are compared as the index does it; what was withdrawn does not count."""
    vulns = tmp_path / "vulns" / "some-thing"
    vulns.mkdir(parents=True)
    (vulns / "PYSEC-1.yaml").write_text(json.dumps(ADVISORY), encoding="utf-8")
    (vulns / "PYSEC-2.yaml").write_text(json.dumps(ADVISORY | {"id": "2", "withdrawn": "2024"}), encoding="utf-8")
    lock = tmp_path / "requirements.lock"
    lock.write_text("some.thing==1.1 \\\n    --hash=sha256:00\nother==3\n", encoding="utf-8")
    told = compared(lock, advisories(tmp_path))
    assert (2, 1, ("some-thing 1.1 (PYSEC-1)",)) == (told.packages, told.audited, told.vulnerable)
