"""Settings: what the environment may say, and what is refused with the variable's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from cds_service.settings import (
    Settings,
    SettingsError,
    TrustedClient,
    describe,
    read_settings,
    read_trusted_clients,
    unknown_settings,
)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches these tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CDS_{name.upper()}", raising=False)


def test_the_defaults_are_the_contracts() -> None:
    """Authentication on, no fetching, three seconds, sixteen megabytes, the shipped content, UTC."""
    chosen = read_settings()
    expected = (True, (), 3.0, 16.0, "cards", "UTC", "org.ketamine-cds")
    assert expected == (
        chosen.require_auth,
        chosen.fhir_servers,
        chosen.fetch_budget_seconds,
        chosen.max_body_mb,
        chosen.content_dir.name,
        chosen.time_zone,
        chosen.extension_prefix,
    )


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks and empty entries do not count; a closing slash of an address is dropped."""
    monkeypatch.setenv("CDS_FHIR_SERVERS", "https://a.test/fhir/, https://b.test/r4,,")
    assert ("https://a.test/fhir", "https://b.test/r4") == read_settings().fhir_servers


def test_settings_do_not_change() -> None:
    """What was read at the start stays."""
    chosen = read_settings()
    with pytest.raises(ValueError, match="frozen"):
        chosen.require_auth = False  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CDS_REQUIRE_AUTH", "perhaps"),
        ("CDS_FETCH_BUDGET_SECONDS", "0"),
        ("CDS_MAX_BODY_MB", "-1"),
        ("CDS_TIME_ZONE", "Mars/Olympus"),
        ("CDS_TIME_ZONE", "../etc/passwd"),
        ("CDS_PUBLIC_BASE_URL", "ehr.test"),
        ("CDS_PUBLIC_BASE_URL", "https://ehr.test/?x=1"),
        ("CDS_FHIR_SERVERS", "ftp://ehr.test"),
        ("CDS_EXTENSION_PREFIX", "a b"),
        ("CDS_LOG_FORMAT", "xml"),
    ],
)
def test_a_bad_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The message names the variable in one line, and does not repeat what it held."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert str(refused.value).startswith(f"{name}: ")
    assert "\n" not in str(refused.value)


def test_a_slip_of_the_pen_is_noticed() -> None:
    """A variable that looks like a setting and is none is told, so that it is not taken for one."""
    expected = ("CDS_REQUIRE_AHTU",)
    assert expected == unknown_settings({"CDS_REQUIRE_AHTU": "false", "CDS_REQUIRE_AUTH": "true", "HOME": "/"})


def test_every_setting_has_a_meaning() -> None:
    """Each line shown says what the setting is for."""
    assert [] == [line.name for line in describe(read_settings()) if not line.meaning]


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the operator's token nor the password of a database address is printed."""
    monkeypatch.setenv("CDS_OPERATOR_TOKEN", "hunter2")
    monkeypatch.setenv("CDS_DATABASE_URL", "postgresql://cds:hunter2@db.test/cds")
    values = {line.name: line.value for line in describe(read_settings())}
    assert ("•••", "postgresql://cds:•••@db.test/cds") == (values["CDS_OPERATOR_TOKEN"], values["CDS_DATABASE_URL"])


def write(folder: Path, text: str) -> Path:
    path = folder / "clients.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_trusted_clients_are_read_in_order(tmp_path: Path) -> None:
    """Keys come from an address or from a file beside the list; tenants are optional."""
    path = write(
        tmp_path,
        '[[client]]\nissuer = "a"\njwks_url = "https://a.test/keys"\n'
        '[[client]]\nissuer = "b"\njwks_file = "b.json"\ntenants = ["t"]\n',
    )
    (tmp_path / "b.json").write_text("{}")
    expected = (
        TrustedClient("a", "https://a.test/keys"),
        TrustedClient("b", None, tmp_path / "b.json", ("t",)),
    )
    assert expected == read_trusted_clients(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("client = 1", "[[client]]"),
        ("[[client]]\nissuer = ", "not TOML"),
        ('[[client]]\nissuer = "a"', "client 1: issuer and one of"),
        ('[[client]]\njwks_url = "https://a.test"', "client 1: issuer and one of"),
        ('[[client]]\nissuer = "a"\njwks_url = "http://a.test/keys"', "https"),
        ('[[client]]\nissuer = "a"\njwks_file = "x"\ntennants = []', "unknown key tennants"),
        ('[[client]]\nissuer = "a"\njwks_file = 1', "texts are expected"),
        ('[[client]]\nissuer = "a"\njwks_file = "x"', "no file x"),
        ('[[client]]\nissuer = "a"\njwks_url = "https://a.test"\n' * 2, "issuer twice"),
    ],
)
def test_a_bad_list_of_clients_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """What is wrong with the list is said with the setting's name and the place in the file."""
    with pytest.raises(SettingsError) as refused:
        read_trusted_clients(write(tmp_path, text))
    assert str(refused.value).startswith("CDS_TRUSTED_CLIENTS: clients.toml")
    assert said in str(refused.value)


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file is no empty list."""
    with pytest.raises(SettingsError, match="cannot be read"):
        read_trusted_clients(tmp_path / "none.toml")
