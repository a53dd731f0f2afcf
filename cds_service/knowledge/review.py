"""What a clinician reads and signs: the review sheet, the seal, and what has grown old.

It must not know patients or HTTP; it prints the content as it is served.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from cds_service.knowledge.base import Knowledge
from cds_service.knowledge.content import Criterion, Evidence, Limit, Rule
from cds_service.knowledge.load import ContentError, digest, load

OLD_AFTER = timedelta(days=366)
"""An evidence entry not checked for longer than this is reported by `knowledge check`."""

VIGNETTES = "vignettes.csv"
"""Sentences of the specification by protocol section, written from `tests/spec`; no part of the digest."""


def warnings(knowledge: Knowledge, today: date) -> list[str]:
    """One line for everything that is served but should be looked at: old evidence, broken seals, no review."""
    found = [
        f"evidence.toml: {e.id} was last checked on {e.last_checked}, more than a year ago"
        for e in knowledge.evidence.values()
        if today - e.last_checked > OLD_AFTER
    ]
    found += [
        f"reviews.toml: the review by {r.name} ({r.role}) of {r.date} is of other content: the seal is broken"
        for r in knowledge.reviews
        if r.digest != knowledge.digest
    ]
    if knowledge.products_release is None:
        found.append("products.csv: no RxNorm release on record: see `cds-service terminology refresh`")
    elif today - knowledge.products_release > OLD_AFTER:
        found.append(f"products.csv: read from the RxNorm release of {knowledge.products_release}, over a year ago")
    if knowledge.protocol.status == "draft":
        found.append("protocol.toml: no review of this very content: it is served as draft, not clinically reviewed")
    return found


def seal(folder: Path, name: str, role: str, on: date) -> Knowledge:
    """Record a review of the content as it stands. Returns the content as it is served from now on.

    Raises ContentError when name or role is empty or holds characters that do not fit one line.
    """
    for what, value in (("name", name), ("role", role)):
        if not value.strip() or not value.isprintable() or '"' in value or "\\" in value:
            raise ContentError(f"reviews.toml: {what} must be one line of plain text")
    load(folder)
    path = folder / "reviews.toml"
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    entry = f'[[review]]\nname = "{name}"\nrole = "{role}"\ndate = {on.isoformat()}\ndigest = "{digest(folder)}"\n'
    path.write_text(f"{before.rstrip()}\n\n{entry}".lstrip(), encoding="utf-8")
    return load(folder)


def review_sheet(knowledge: Knowledge) -> str:
    """The whole protocol as Markdown: question, limits with sources, exact words, vignettes as sentences."""
    protocol = knowledge.protocol
    lines = [
        f"# {protocol.title}: review sheet",
        "",
        f"Protocol `{protocol.id}` version {protocol.version}, status **{protocol.status}**,",
        f"content `{knowledge.digest}`.",
        "",
        "This sheet is written from the content that is served. Read each question, its limits and the exact words,",
        "and object to any sentence. Sign with `cds-service knowledge seal --name … --role …`; a changed limit breaks",
        "the seal. A limit marked *local policy* is ours; *not verified*: nobody has checked the source's own text.",
        "",
        *_reviews(knowledge),
    ]
    told = _vignettes(knowledge.folder)
    for number, criterion in enumerate(protocol.criterion, start=1):
        lines += [f"## {number}. {criterion.title} (`{criterion.id}`)", "", f"**{criterion.question}**", ""]
        weight = "core criterion" if criterion.core else "not core"
        lines += [f"{weight}; a not-met weighs *{criterion.severity}*. {criterion.none_recorded}", ""]
        lines += _body(criterion, knowledge, told.get(criterion.id, ()))
    lines += ["# Rules without a status of their own", ""]
    for rule in protocol.rule:
        lines += [f"## {rule.title} (`{rule.id}`)", ""]
        lines += _body(rule, knowledge, told.get(rule.id, ()))
    lines += ["# Antidepressants and their minimum daily doses", "", *_doses(knowledge), ""]
    lines += ["# Scales", "", *_scales(knowledge), ""]
    lines += ["# Interactions", "", *_interactions(knowledge), ""]
    lines += ["# Evidence", "", *(_evidence_line(e) for e in knowledge.evidence.values()), ""]
    lines += ["# Vignettes of the whole protocol", "", *(f"- {s}" for s in told.get("", ())), ""]
    return "\n".join(lines).rstrip() + "\n"


def _reviews(knowledge: Knowledge) -> Iterator[str]:
    for review in knowledge.reviews:
        holds = "holds" if review.digest == knowledge.digest else "is broken: the content has changed since"
        yield f"Reviewed by {review.name} ({review.role}) on {review.date}; the seal {holds}."
    yield ""


def _body(owner: Criterion | Rule, knowledge: Knowledge, told: Iterable[str]) -> Iterator[str]:
    if owner.limits:
        yield from ("| limit | value | source |", "|---|---|---|")
        for name, limit in owner.limits.items():
            yield f"| {name} | {_amount(limit)} | {_source(limit, knowledge)} |"
        yield ""
    if owner.words:
        yield "Words:"
        yield ""
        for name, words in owner.words.items():
            yield f"- *{name}*: {words}"
        yield ""
    told = list(told)
    if told:
        yield "Vignettes:"
        yield ""
        for sentence in told:
            yield f"- {sentence}"
        yield ""


def _amount(limit: Limit) -> str:
    unit = "" if limit.unit == "1" else f" {limit.unit}"
    return f"{limit.value}{unit}" + (f" ({limit.note})" if limit.note else "")


def _source(limit: Limit, knowledge: Knowledge) -> str:
    evidence = knowledge.evidence[limit.evidence]
    if evidence.kind == "policy":
        return "*local policy*"
    return evidence.citation.replace("|", "/") + ("" if evidence.verified else " – *not verified*")


def _doses(knowledge: Knowledge) -> Iterator[str]:
    yield from ("| ingredient | class | minimum mg/day | source | codes |", "|---|---|---|---|---|")
    for drug in knowledge.drugs.values():
        if "antidepressant" in drug.roles:
            dose = drug.minimum_daily_dose
            amount, source = (_amount(dose), _source(dose, knowledge)) if dose else ("none agreed", "")
            codes = ", ".join([*(f"RxNorm {c}" for c in drug.rxnorm), *(f"ATC {c}" for c in drug.atc)]) or "by name"
            yield f"| {drug.name} | {drug.drug_class} | {amount} | {source} | {codes} |"


def _scales(knowledge: Knowledge) -> Iterator[str]:
    yield from ("| scale | severe from | source | remission at most | codes |", "|---|---|---|---|---|")
    for observable in knowledge.observables.values():
        if observable.scale is not None:
            limit, remission = observable.scale.severity_at_least, observable.scale.remission_at_most
            codes = ", ".join(f"LOINC {c}" for c in observable.loinc) or "by name"
            source = _source(limit, knowledge)
            yield f"| {observable.title} | {limit.value} | {source} | {remission.value} | {codes} |"


def _interactions(knowledge: Knowledge) -> Iterator[str]:
    for role, drug_class in knowledge.interactions.items():
        names = ", ".join(sorted(knowledge.with_role(role))) or "esketamine; ketamine by another route"
        yield f"- **{drug_class.title}** ({drug_class.action}): {drug_class.advice}. Ingredients: {names}."


def _evidence_line(evidence: Evidence) -> str:
    where = evidence.url or (f"https://doi.org/{evidence.doi}" if evidence.doi else "")
    state = "local policy" if evidence.kind == "policy" else "verified" if evidence.verified else "not verified"
    return f"- `{evidence.id}` ({state}, checked {evidence.last_checked}): {evidence.citation} {where}".rstrip()


def _vignettes(folder: Path) -> dict[str, list[str]]:
    """Sentences by criterion or rule id; "" holds those about the whole."""
    path = folder / VIGNETTES
    if not path.is_file():
        return {}
    told: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told.setdefault(row["criterion"], []).append(row["sentence"])
    return told
