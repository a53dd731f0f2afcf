"""The settings of one running service, read once from the environment (`CDS_*`) and frozen.

It must not know what any part does with them, nor hold a clinical number: those live in `cards/`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "CDS_"
_ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """Settings the service refuses to start with; the message is one readable line without any secret."""


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("an http or https address without query or fragment is expected")
    return value.rstrip("/")


def _web_addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_web_address(value) for value in values)


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value if value == "*" else _web_address(value).lower() for value in values)


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("an IANA time zone such as Europe/Warsaw is expected") from None
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
WebAddresses = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_web_addresses)]
Texts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_origins)]
ZoneName = Annotated[str, AfterValidator(_known_zone)]
Prefix = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class Settings(BaseSettings):
    """Every setting; a field `x` is the environment variable `CDS_X`. Lists are comma-separated."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    public_base_url: WebAddress | None = Field(
        None, description="address clients use; audience of their tokens and start of our links"
    )
    require_auth: bool = Field(True, description="refuse clients that present no trusted token")
    trusted_clients: Path | None = Field(None, description="TOML file of [[client]] tables (issuer, jwks_url …)")
    token_leeway_seconds: int = Field(10, ge=0, le=120, description="clock difference tolerated in client tokens")
    demo: bool = Field(False, description="serve /demo, a made-up EHR on this machine only, never with authentication")
    operator_token: SecretStr | None = Field(
        None, description="bearer token or password that opens /insights; without it the page is closed"
    )
    fhir_servers: WebAddresses = Field((), description="FHIR base URLs the service may call; empty: no fetching")
    fhir_networks: Texts = Field((), description="private networks (CIDR) in which those servers may lie")
    fetch_budget_seconds: float = Field(3, gt=0, le=60, description="time for everything fetched in one call")
    database_url: str = Field(
        "sqlite:///var/cds-service.sqlite3", min_length=1, description="SQLAlchemy URL of feedback and decisions"
    )
    journal_dir: Path | None = Field(None, description="folder of the write-ahead journal; default beside SQLite")
    retention_days: int | None = Field(730, ge=1, description="days after which feedback and decisions go")
    cors_origins: Origins = Field((), description="origins of browsers that may call; * for any")
    rxnav_url: WebAddress | None = Field(
        None, description="RxNav-compatible address `terminology refresh` reads, …/REST; asked by nothing else"
    )
    content_dir: Path = Field(_ROOT / "cards", description="folder of the clinical content")
    time_zone: ZoneName = Field("UTC", description="IANA zone whose calendar days count")
    extension_prefix: Prefix = Field("org.ketamine-cds", description="start of the key of the assessment")
    patient_view_criteria: bool = Field(
        False, description="patient-view also speaks when resistance and severity are both met"
    )
    max_body_mb: float = Field(16, gt=0, le=1024, description="largest request body accepted")
    large_body_mb: float = Field(1, gt=0, description="bodies above this are admitted a few at a time")
    large_bodies_at_once: int = Field(4, ge=1, le=64, description="how many large bodies are held at once")
    calls_per_client: int = Field(256, ge=1, description="calls of one client in progress at once, else 429")
    body_timeout_seconds: float = Field(10, gt=0, description="time a client has to send its body")
    shutdown_seconds: int = Field(20, ge=0, description="time calls in progress have to finish at shutdown")
    log_format: Literal["json", "text"] = Field("json", description="how log lines are written")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level written")
    otel_endpoint: WebAddress | None = Field(None, description="OTLP/HTTP address traces are sent to")

    @field_validator("demo")
    @classmethod
    def _only_without_authentication(cls, demo: bool, info: ValidationInfo) -> bool:
        """Where clients are authenticated, patients are real: a bench has no place there."""
        if demo and info.data.get("require_auth", True):
            raise ValueError(f"the demo is refused while {PREFIX}REQUIRE_AUTH is on")
        return demo

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def base_url(self) -> str:
        """Where clients reach us, without a closing slash."""
        return self.public_base_url or "http://127.0.0.1:8000"

    @property
    def max_body_bytes(self) -> int:
        return int(self.max_body_mb * 1024 * 1024)

    @property
    def large_body_bytes(self) -> int:
        return int(self.large_body_mb * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of `cds-service settings`: secrets are masked."""

    name: str
    default: str
    value: str
    meaning: str


def read_settings(**overrides: Any) -> Settings:
    """Settings from the environment; keyword arguments win. Raises SettingsError naming the variable."""
    try:
        return Settings(**overrides)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False, include_context=False)[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None


def unknown_settings(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Variables that look like ours but are none: most likely a slip of the pen."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return tuple(sorted(name for name in environment if name.upper().startswith(PREFIX) and name not in known))


def describe(settings: Settings) -> Iterator[Shown]:
    """Every setting with its default, its current value and its meaning."""
    for name, field in Settings.model_fields.items():
        yield Shown(
            name=PREFIX + name.upper(),
            default=_text(field.default),
            value=_text(getattr(settings, name)),
            meaning=field.description or "",
        )


def _text(value: object) -> str:
    if value is None or value == ():
        return "–"
    if isinstance(value, SecretStr):
        return "•••"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return _without_password(str(value))


def _without_password(text: str) -> str:
    """A database URL with its password masked; anything else as it is."""
    head, at, tail = text.rpartition("@")
    scheme, slashes, login = head.partition("://")
    user, colon, _ = login.partition(":")
    return f"{scheme}://{user}:•••@{tail}" if at and slashes and colon else text


@dataclass(frozen=True, slots=True)
class TrustedClient:
    """One client whose tokens are accepted. Keys come from the file if there is one, else from the address.

    `tenants`: values of the token's `tenant` claim that may call; empty: any, or none.
    """

    issuer: str
    jwks_url: str | None = None
    jwks_file: Path | None = None
    tenants: tuple[str, ...] = ()


def read_trusted_clients(path: Path) -> tuple[TrustedClient, ...]:
    """The `[[client]]` tables of a TOML file; `jwks_file` is relative to it. Raises SettingsError."""
    name = f"{PREFIX}TRUSTED_CLIENTS"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("client", [])
    except OSError as problem:
        raise SettingsError(f"{name}: {path.name} cannot be read ({problem.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SettingsError(f"{name}: {path.name} is not TOML") from None
    if not isinstance(tables, list):
        raise SettingsError(f"{name}: {path.name} needs [[client]] tables")
    clients = tuple(
        _trusted_client(table, f"{name}: {path.name}, client {number}", path.parent)
        for number, table in enumerate(tables, start=1)
    )
    if len({client.issuer for client in clients}) != len(clients):
        raise SettingsError(f"{name}: {path.name} has an issuer twice")
    return clients


def _trusted_client(table: Any, where: str, folder: Path) -> TrustedClient:
    if not isinstance(table, dict) or (unknown := set(table) - {"issuer", "jwks_url", "jwks_file", "tenants"}):
        raise SettingsError(f"{where}: unknown key {sorted(unknown)[0] if isinstance(table, dict) else ''}")
    tenants = table.get("tenants", [])
    texts = [table.get(key, "") for key in ("issuer", "jwks_url", "jwks_file")]
    if not isinstance(tenants, list) or not all(isinstance(text, str) for text in (*texts, *tenants)):
        raise SettingsError(f"{where}: texts are expected, tenants as a list of texts")
    issuer, url, file = texts
    if not issuer or not (url or file):
        raise SettingsError(f"{where}: issuer and one of jwks_url, jwks_file are needed")
    parts = urlsplit(url)
    if url and parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise SettingsError(f"{where}: jwks_url must be https unless it is on this machine")
    if file and not (folder / file).is_file():
        raise SettingsError(f"{where}: no file {file} beside it")
    return TrustedClient(issuer, url or None, folder / file if file else None, tuple(tenants))
