"""A RxNav-compatible address: its release, and what it says of an ingredient or a product. Bounded, paced GETs.

It must not know the protocol's drugs; it sends RxNorm codes and nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

import httpx
import msgspec

PRODUCT_TYPES = ("SCD", "SBD", "GPCK", "BPCK")
"""RxNorm term types of products: generic and branded drugs, generic and branded packs."""

_PACKS = frozenset({"GPCK", "BPCK"})
_LARGEST_BYTES = 8 * 1024 * 1024
_TIMEOUT_SECONDS = 20.0
_TRIES = 3
_MG_PER = {"MG": Decimal(1), "MCG": Decimal("0.001"), "G": Decimal(1000)}
_WORTH_ANOTHER_TRY = frozenset({429, 500, 502, 503, 504})

T = TypeVar("T", bound=msgspec.Struct)


class RxNavUnavailable(Exception):
    """The address gave no usable answer; the message is one line that names the resource asked for."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One RxNorm concept. `pack`: a box of several products, which has no strength of its own."""

    rxcui: str
    name: str
    pack: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One ingredient of a product: its code, and the mg in one tablet, capsule or patch; None when not per piece."""

    rxcui: str
    strength_mg: Decimal | None


def rxnav_client() -> httpx.Client:
    """The HTTP client for one refresh: no redirects; a proxy of the environment is used."""
    return httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=False, headers={"accept": "application/json"})


class RxNav:
    """`base_url` ends where `/version.json` begins. `pause_seconds` between requests keeps to the public limit of 20
    a second."""

    def __init__(
        self,
        base_url: str,
        client: httpx.Client,
        pause_seconds: float = 0.06,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._client = client
        self._pause = pause_seconds
        self._sleep = sleep

    def release(self) -> date:
        """The date of the RxNorm release that is served."""
        version = self._get("/version.json", _Version).version
        try:
            return datetime.strptime(version, "%d-%b-%Y").date()
        except ValueError:
            raise RxNavUnavailable("/version.json: the release is not a date such as 05-Aug-2024") from None

    def ingredient_name(self, rxcui: str) -> str | None:
        """The name of an active concept; None when the code is not active in this release."""
        properties = self._get(f"/rxcui/{rxcui}/properties.json", _Properties).properties
        return properties.name if properties is not None and properties.name else None

    def products_of(self, ingredient: str) -> tuple[Concept, ...]:
        """Every active product that holds the ingredient."""
        related = self._get(f"/rxcui/{ingredient}/related.json", _Related, tty=" ".join(PRODUCT_TYPES))
        groups = (related.group.groups if related.group is not None else None) or []
        return tuple(
            Concept(found.rxcui, found.name, pack=group.tty in _PACKS)
            for group in groups
            if group.tty in PRODUCT_TYPES
            for found in group.concepts or []
            if found.rxcui.isdecimal() and found.name
        )

    def parts_of(self, product: str) -> tuple[Part, ...]:
        """The ingredients of a product that is no pack, with their strengths."""
        path = f"/rxcui/{product}/historystatus.json"
        features = self._get(path, _History).history.features
        return tuple(Part(i.rxcui, i.strength_mg()) for i in (features.ingredients if features else None) or [])

    def _get(self, path: str, shape: type[T], **query: str) -> T:
        try:
            return msgspec.json.decode(self._bytes(path, query), type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise RxNavUnavailable(f"{path}: the answer is not what RxNav answers") from None

    def _bytes(self, path: str, query: dict[str, str]) -> bytes:
        why = ""
        for attempt in range(_TRIES):
            self._sleep(self._pause * 10**attempt)
            try:
                with self._client.stream("GET", self._base + path, params=query) as response:
                    if response.status_code == 200:
                        return _whole(path, response)
                    why = f"status {response.status_code}"
                    if response.status_code not in _WORTH_ANOTHER_TRY:
                        break
            except httpx.TimeoutException:
                why = "no answer in time"
            except httpx.HTTPError:
                why = "the address could not be reached"
            except httpx.InvalidURL:
                raise RxNavUnavailable("the address is none") from None
        raise RxNavUnavailable(f"{path}: {why}")


def _whole(path: str, response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _LARGEST_BYTES:
            raise RxNavUnavailable(f"{path}: the answer is too large")
    return bytes(body)


class _Version(msgspec.Struct):
    version: str


class _Concept(msgspec.Struct):
    rxcui: str = ""
    name: str = ""


class _Properties(msgspec.Struct):
    properties: _Concept | None = None


class _Group(msgspec.Struct, rename={"concepts": "conceptProperties"}):
    tty: str = ""
    concepts: list[_Concept] | None = None


class _RelatedGroup(msgspec.Struct, rename={"groups": "conceptGroup"}):
    groups: list[_Group] | None = None


class _Related(msgspec.Struct, rename={"group": "relatedGroup"}):
    group: _RelatedGroup | None


class _Ingredient(
    msgspec.Struct,
    rename={
        "rxcui": "baseRxcui",
        "value": "numeratorValue",
        "unit": "numeratorUnit",
        "per_value": "denominatorValue",
        "per_unit": "denominatorUnit",
    },
):
    rxcui: str = ""
    value: str | None = None
    unit: str | None = None
    per_value: str | None = None
    per_unit: str | None = None

    def strength_mg(self) -> Decimal | None:
        """mg in one piece; None for a concentration, a rate, or a unit that is no mass."""
        if (self.per_unit or "").upper() != "EACH" or (self.per_value or "1") != "1":
            return None
        try:
            amount = Decimal(self.value or "") * _MG_PER[(self.unit or "").upper()]
        except (InvalidOperation, KeyError):
            return None
        return amount if amount.is_finite() and amount > 0 else None


class _Features(msgspec.Struct, rename={"ingredients": "ingredientAndStrength"}):
    ingredients: list[_Ingredient] | None = None


class _Status(msgspec.Struct, rename={"features": "definitionalFeatures"}):
    features: _Features | None = None


class _History(msgspec.Struct, rename={"history": "rxcuiStatusHistory"}):
    history: _Status
