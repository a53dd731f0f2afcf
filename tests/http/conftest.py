"""One running service that asks nobody who they are, shared by the tests that do not change it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import httpx
import pytest
import structlog

from tests.http.living import Living, serving, settings_for


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    """Log lines below an error are not printed into the report of the tests."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


@pytest.fixture(scope="session")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    settings = settings_for(tmp_path_factory.mktemp("open"), cors_origins=("https://ehr.test",))
    with serving(settings) as running:
        yield running


@pytest.fixture(scope="session")
def ehr(living: Living) -> Iterator[httpx.Client]:
    """A client of the running service, as an EHR would be."""
    with httpx.Client(base_url=living.url, trust_env=False, timeout=20) as client:
        yield client
