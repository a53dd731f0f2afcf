"""The sheet a clinician reviews: every question, limit, drug and word list of a protocol on one page of Markdown.

It must not know what any of it means; it lays out what `cards/` holds, with what each number rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cds_service.knowledge import Criterion, Drug, Knowledge, Limit, Rule, ValueSet


def review_sheet(content: Knowledge) -> str:
    """The whole sheet as Markdown."""
    return "\n".join([*_head(content), *_criteria(content), *_rules(content), *_drugs(content),
                      *_value_sets(content), *_evidence(content)])  # fmt: skip


def _head(content: Knowledge) -> Iterator[str]:
    protocol = content.protocol
    yield f"# {protocol.title}: review sheet"
    yield ""
    yield f"Protocol {protocol.id}, version {protocol.version}, status {protocol.status}."
    yield f"Content `{content.digest}`."
    yield ""
    for review in content.reviews:
        holds = "of this content" if review.digest == content.digest else "of earlier content"
        yield f"- Reviewed {review.date} by {review.name}, {review.role}, {holds}."
    if not content.reviews:
        yield "Not reviewed yet. Read every section, correct the files in `cards/`, then seal the review:"
        yield '`cds-service knowledge seal --name "…" --role "…"`.'
    yield ""


def _criteria(content: Knowledge) -> Iterator[str]:
    yield "## Criteria"
    for criterion in content.protocol.criterion:
        yield ""
        yield f"### {criterion.title} (`{criterion.id}`)"
        yield ""
        core = "decides the verdict" if criterion.core else "does not decide the verdict"
        yield f"{criterion.question} Not met weighs {criterion.severity}; {core}."
        yield f"Nothing recorded: {criterion.none_recorded}."
        yield f"Rests on: {', '.join(criterion.evidence) or 'nothing named'}."
        yield from _limits(criterion, content)
        yield from _words(criterion.words)
    yield ""


def _rules(content: Knowledge) -> Iterator[str]:
    yield "## Rules and wording"
    for rule in content.protocol.rule:
        yield ""
        yield f"### {rule.title} (`{rule.id}`)"
        yield from _limits(rule, content)
        yield from _words(rule.words)
    yield ""


def _limits(owner: Criterion | Rule, content: Knowledge) -> Iterator[str]:
    if owner.limits:
        yield ""
        yield "| Limit | Value | Rests on | Note |"
        yield "|---|---|---|---|"
        for name, limit in owner.limits.items():
            yield f"| {name} | {_value(limit)} | {_rests_on(limit, content)} | {limit.note} |"


def _words(words: Mapping[str, str]) -> Iterator[str]:
    if words:
        yield ""
        yield from (f"- *{name}*: {text}" for name, text in words.items())


def _value(limit: Limit) -> str:
    return f"{limit.value} {limit.unit}"


def _rests_on(limit: Limit, content: Knowledge) -> str:
    policy = content.evidence[limit.evidence].kind == "policy"
    return f"local policy `{limit.evidence}`" if policy else f"`{limit.evidence}`"


def _drugs(content: Knowledge) -> Iterator[str]:
    yield "## Drugs"
    yield ""
    yield "| Ingredient | Class | Roles | Minimum daily dose | Also called | Codes verified | Not a trial |"
    yield "|---|---|---|---|---|---|---|"
    for drug in content.drugs.values():
        yield _drug(drug, content)
    yield ""


def _drug(drug: Drug, content: Knowledge) -> str:
    dose = drug.minimum_daily_dose
    least = f"{_value(dose)} ({_rests_on(dose, content)})" if dose else "none set"
    cells = (drug.name, drug.drug_class, ", ".join(drug.roles), least, ", ".join(drug.names),
             "yes" if drug.verified else "no", ", ".join(drug.not_a_trial))  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _value_sets(content: Knowledge) -> Iterator[str]:
    yield "## Value sets"
    for group, sets in content.groups.items():
        yield ""
        yield f"### {group}"
        for one in sets:
            yield ""
            yield f"**{one.name}**"
            yield from _members(one)
    yield ""


def _members(one: ValueSet) -> Iterator[str]:
    for title, members in (("codes", one.exact), ("codes that begin with", one.prefixes), ("but not", one.excluded)):
        if members:
            yield f"- {title}: {', '.join(f'{code} ({_short(system)})' for system, code in sorted(members))}"
    if one.phrases:
        yield f"- words: {', '.join(one.phrases)}"


def _short(system: str) -> str:
    return system.rstrip("/").rpartition("/")[2]


def _evidence(content: Knowledge) -> Iterator[str]:
    for title, kind in (("Sources", "source"), ("Local policy", "policy")):
        yield f"## {title}"
        yield ""
        for entry in content.evidence.values():
            if entry.kind == kind:
                link = f" doi:{entry.doi}" if entry.doi else f" <{entry.url}>" if entry.url else ""
                seen = "checked" if entry.verified else "not checked against the text"
                yield f"- `{entry.id}`: {entry.citation}{link} ({seen}, {entry.last_checked}) {entry.note}".rstrip()
        yield ""
