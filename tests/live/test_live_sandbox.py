"""The command a newcomer tries first, on a genuine server that holds the shipped patients."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cds_service.cli import run
from tests.live.charts import Chart
from tests.live.hospital import Hospital

pytestmark = pytest.mark.live


@pytest.mark.usefixtures("charts")
def test_the_sandbox_command_finds_patients_and_judges_them(
    hospital: Hospital, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It finds depressed patients by search, shows a verdict for each, and reads every list of theirs."""
    report = tmp_path / "report.md"
    assert 0 == run(["sandbox", "--fhir-server", hospital.base, "--patients", "12", "--report", str(report)])
    shown = capsys.readouterr().out
    assert "12 patients tried" in shown
    assert "could not be read" not in shown
    assert 12 == len(re.findall(r"^\| \d+ \|", report.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_sandbox_command_writes_nothing(hospital: Hospital, charts: dict[str, Chart]) -> None:
    """A chart has the same version on the server after the command as before."""
    patient = f"Patient/{charts['classic-trd'].context['patientId']}"
    before = hospital.get(patient)
    run(["sandbox", "--fhir-server", hospital.base, "--patients", "3"])
    assert before == hospital.get(patient)
