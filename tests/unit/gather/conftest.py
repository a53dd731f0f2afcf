"""The running FHIR double, one for all tests of gathering."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fhir_double import FhirDouble


@pytest.fixture(scope="session")
def _running() -> Iterator[FhirDouble]:
    server = FhirDouble()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def ehr(_running: FhirDouble) -> FhirDouble:
    """The running FHIR double without answers (404 to everything) and without memory."""
    _running.answers.clear()
    _running.requests.clear()
    return _running
