"""Request bodies as bytes into what the service needs: lenient about what it does not use, exact about the rest.

It must not know what an order or a chart is: `draftOrders` and every prefetch value stay undecoded bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from cds_service.http.errors import MissingField, NotACall, NotJson, WrongType
from cds_service.service import Call

ORDER_HOOKS = frozenset({"order-select", "order-sign"})

T = TypeVar("T")

_BOM = b"\xef\xbb\xbf"
_MEMBER = re.compile(rb'\s*[{,]\s*"((?:[^"\\]|\\.)*)"\s*:\s*')
_SURROGATE = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_TYPE = re.compile(r"Expected `(?P<want>[^`]+)`, got `(?P<got>[^`]+)`(?: - at `\$\.?(?P<at>.*)`)?$")
_LACKING = re.compile(r"Object missing required field `(?P<name>[^`]+)`(?: - at `\$\.?(?P<at>.*)`)?$")


class _Authorization(msgspec.Struct):
    access_token: str
    scope: str | None = None


class _Context(msgspec.Struct):
    patient_id: str = msgspec.field(name="patientId")
    encounter_id: str | None = msgspec.field(name="encounterId", default=None)


class _Bundle(msgspec.Struct):
    resource_type: str = msgspec.field(name="resourceType")


def read_call(body: bytes, hook: str) -> Call:
    """One CDS Hooks request for `hook`. Raises NotACall or one of its kinds, naming the path that is wrong.

    So does the call's `prefetch`, when it is asked for.
    """
    members, prefetch = _members_and_prefetch(body)
    if _required(members, "hook", str) != hook:
        raise WrongType(f"hook: this service answers {hook}", "hook")
    hook_instance = present(_required(members, "hookInstance", str), "hookInstance")
    server = _optional(members, "fhirServer", str)
    authorization = _read_authorization(members, server)
    context = _members(_required(members, "context", Raw), "context")
    patient = decode(members["context"], _Context, "context")
    return Call(
        hook=hook,
        hook_instance=hook_instance,
        patient_id=present(patient.patient_id, "context.patientId"),
        encounter_id=patient.encounter_id or None,
        selections=_read_selections(context, hook),
        draft_orders=_read_drafts(context, hook),
        prefetch=_prefetch(members) if prefetch is None else prefetch.copy,
        fhir_server=server or None,
        access_token=authorization.access_token if authorization else None,
        scope=authorization.scope if authorization else None,
    )


class _Whole(msgspec.Struct):
    """A request as nearly all are: known members only, and a prefetch that is an object."""

    prefetch: dict[str, Raw]
    hook: Raw = Raw()
    hook_instance: Raw = msgspec.field(name="hookInstance", default=Raw())
    context: Raw = Raw()
    fhir_server: Raw = msgspec.field(name="fhirServer", default=Raw())
    fhir_authorization: Raw = msgspec.field(name="fhirAuthorization", default=Raw())
    extension: Raw = Raw()


_WHOLE = msgspec.json.Decoder(_Whole)
_MEMBERS = tuple(zip(_Whole.__struct_encode_fields__, _Whole.__struct_fields__, strict=True))


def _members_and_prefetch(body: bytes) -> tuple[dict[str, Raw], dict[str, Raw] | None]:
    """The members of the body and, where it can be had in the same pass over the bytes, its prefetch by key.

    Whatever is odd about a request is left to the slower way, which says what it is.
    """
    _require_utf8(body)
    try:
        whole = _WHOLE.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return members_of_body(body), None
    members = {name: raw for name, own in _MEMBERS if (raw := getattr(whole, own))}
    prefetch = members.pop("prefetch", None) or {}
    found = members | {"prefetch": prefetch}
    if _written(found) == len(body):
        return members, prefetch
    end = _end_of(body, found, 0)
    if end is None or body[end:].strip(_BLANK):
        return members_of_body(body), None
    return members, prefetch


def _written(members: Mapping[str, Raw | Mapping[str, Raw]]) -> int:
    """The fewest bytes in which these members can be written, each once and without a blank between them.

    A text of just that length holds no other member, and none twice: there would be no room for it. That is how
    most clients write, and it is known without another look at the values.
    """
    size = 2 + max(0, len(members) - 1)
    for name, value in members.items():
        size += len(name.encode()) + 3 + (_written(value) if isinstance(value, dict) else len(value))
    return size


_BLANK = b" \t\r\n"


def _end_of(text: bytes, members: Mapping[str, Raw | Mapping[str, Raw]], start: int) -> int | None:
    """Where an object ends that holds these members, each once and no other; None when it is not that."""
    position = start
    for _ in members:
        found = _MEMBER.match(text, position)
        value = members.get(found[1].decode("latin-1")) if found else None
        if found is None or value is None:
            return None
        if isinstance(value, Mapping):
            end = _end_of(text, value, found.end())
            if end is None:
                return None
            position = end
        else:
            raw = bytes(value)
            if not text.startswith(raw, found.end()):
                return None
            position = found.end() + len(raw)
    closed = _CLOSE.match(text, position) if members else _EMPTY.match(text, position)
    return closed.end() if closed else None


_CLOSE = re.compile(rb"\s*\}")
_EMPTY = re.compile(rb"\s*\{\s*\}")


def members_of_body(body: bytes) -> dict[str, Raw]:
    """The members of a body that has to be a JSON object, undecoded. Raises NotACall or one of its kinds."""
    _require_utf8(body)
    try:
        return _members(body, "")
    except NotJson:
        # Half a surrogate pair in one text of the chart must not cost the patient the answer.
        mended = _SURROGATE.sub(lambda found: b"\\ufffd" if found[1] else found[0], body)
        if mended == body:
            raise
        return _members(mended, "")


def _read_authorization(members: Mapping[str, Raw], server: str | None) -> _Authorization | None:
    authorization = _optional(members, "fhirAuthorization", _Authorization)
    if authorization is None:
        return None
    _members(members["fhirAuthorization"], "fhirAuthorization")
    if not server:
        raise MissingField("fhirServer: required where fhirAuthorization is given", "fhirServer")
    return authorization


def _read_selections(context: Mapping[str, Raw], hook: str) -> tuple[str, ...] | None:
    """Which orders were selected; None where the hook has no selections."""
    if hook != "order-select":
        return None
    return tuple(_required(context, "selections", list[str], "context"))


def _read_drafts(context: Mapping[str, Raw], hook: str) -> Raw | None:
    """The draft orders as received; None where the hook has none."""
    if hook not in ORDER_HOOKS:
        return None
    bundle = _required(context, "draftOrders", _Bundle, "context")
    if bundle.resource_type != "Bundle":
        where = "context.draftOrders.resourceType"
        raise WrongType(f"{where}: Bundle expected", where)
    return context["draftOrders"]


def _prefetch(members: Mapping[str, Raw]) -> Callable[[], Mapping[str, Raw]]:
    """Splits the prefetch into its keys when called. That it is an object at all is checked now."""
    raw = members.get("prefetch")
    if raw is None or bytes(raw) == b"null":
        return dict
    if not bytes(raw).startswith(b"{"):
        decode(raw, dict[str, Raw], "prefetch")
    return partial(_members, raw, "prefetch")


def _required(members: Mapping[str, Raw], name: str, shape: type[T], where: str = "") -> T:
    path = _path(where, name)
    if name not in members:
        raise MissingField(f"{path}: required", path)
    return decode(members[name], shape, path)


def _optional(members: Mapping[str, Raw], name: str, shape: type[T]) -> T | None:
    return decode(members[name], shape | None, name) if name in members else None  # type: ignore[arg-type]


def present(value: str, where: str) -> str:
    """The value; a blank one is as good as missing."""
    if not value.strip():
        raise MissingField(f"{where}: empty", where)
    return value


def _require_utf8(body: bytes) -> None:
    if body.startswith(_BOM):
        raise NotJson("the body starts with a byte order mark")
    if not body.isascii():
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            raise NotJson("the body is not UTF-8") from None


def _members(raw: bytes | Raw, where: str) -> dict[str, Raw]:
    """The members of a JSON object, undecoded. Refuses an object that holds a name twice: it has two readings.

    The decoder keeps the last of two members of one name; walking the text along the members it returned
    finds the other one, at the cost of the names only.
    """
    members = decode(raw, dict[str, Raw], where)
    text, position = bytes(raw), 0
    for _ in members:
        found = _MEMBER.match(text, position)
        value = bytes(members.get(msgspec.json.decode(b'"' + found[1] + b'"'), b"")) if found else b""
        if found is None or not value or not text.startswith(value, found.end()):
            break
        position = found.end() + len(value)
    if text[position:].translate(None, b" \t\r\n") != (b"}" if members else b"{}"):
        at = f"{where}: " if where else ""
        raise NotJson(f"{at}a member is there twice", where or None)
    return members


def decode(raw: bytes | Raw, shape: type[T], where: str = "") -> T:
    """JSON as `shape`; anything else is refused with the path, the type found and the type wanted."""
    try:
        return msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as problem:
        raise _refused(str(problem), where) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NotJson("the body is not JSON") from None
    except RecursionError:
        raise NotJson("the body is nested too deeply") from None


def _refused(problem: str, where: str) -> NotACall:
    if found := _LACKING.search(problem):
        path = _path(where, found["at"], found["name"])
        return MissingField(f"{path}: required", path)
    if found := _TYPE.search(problem):
        path = _path(where, found["at"])
        want = found["want"].removesuffix(" | null")
        return WrongType(f"{path or 'the body'}: {want} expected, {found['got']} found", path or None)
    return NotACall("the body is not a CDS Hooks request", where or None)


def _path(*parts: Any) -> str:
    """Path parts joined by dots; an index such as "[2]" follows without one."""
    return ".".join(part for part in parts if part).replace(".[", "[")
