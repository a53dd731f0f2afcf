"""The shapes of the files in `cards/`: what a clinician may write there, and nothing else.

It must not know how the content is used; unknown keys are refused by every table.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from cds_service.answers import Severity


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every TOML table: unknown keys are refused."""


Text = Annotated[str, msgspec.Meta(min_length=1)]


class Limit(_Table, frozen=True):
    """One clinical number: value, UCUM unit, and the evidence id it rests on."""

    value: Decimal
    unit: Text
    evidence: Text
    note: str = ""


class Evidence(_Table, frozen=True):
    """A source or a policy of ours. `verified`: checked against the text or a bibliographic record. `short`: how a
    card names a source; of a policy the subject, so that a card names each subject once."""

    id: Text
    kind: Literal["source", "policy"]
    citation: Text
    verified: bool
    last_checked: date
    short: str = ""
    section: str = ""
    url: str = ""
    doi: str = ""
    note: str = ""


class Criterion(_Table, frozen=True):
    """One question of the protocol. `words`: sentence templates by status or circumstance."""

    id: Text
    title: Text
    question: Text
    core: bool
    severity: Severity
    none_recorded: Text
    evidence: tuple[Text, ...]
    words: dict[str, Text]
    limits: dict[str, Limit] = {}


class Rule(_Table, frozen=True):
    """A rule that has limits and words but no status of its own (scope, suicidality, patient-view ...)."""

    id: Text
    title: Text
    limits: dict[str, Limit] = {}
    words: dict[str, Text] = {}
    evidence: tuple[Text, ...] = ()


class Override(_Table, frozen=True):
    """A coded override reason with our display."""

    code: Text
    system: Text
    display: Text


class Topic(_Table, frozen=True):
    code: Text
    system: Text
    display: Text


class Monitoring(_Table, frozen=True):
    """A monitoring order the card can create. A draft already holds it by its title or code, or by one of `names`
    with one of `times`, where there are any."""

    id: Text
    title: Text
    when: Text
    text: Text
    names: tuple[Text, ...]
    evidence: Text
    times: tuple[Text, ...] = ()
    code: str = ""
    system: str = ""
    display: str = ""


class ProtocolFile(_Table, frozen=True):
    """`status` is worked out from the reviews: "reviewed" only while a review is of this very content."""

    id: Text
    version: Text
    title: Text
    guideline: Text
    guideline_url: Text
    topic: Topic
    criterion: tuple[Criterion, ...]
    rule: tuple[Rule, ...]
    override: tuple[Override, ...]
    monitoring: tuple[Monitoring, ...]
    status: Literal["draft", "reviewed"] = "draft"


class EvidenceFile(_Table, frozen=True):
    evidence: tuple[Evidence, ...]


class Drug(_Table, frozen=True):
    """One ingredient. `not_a_trial`: words of products that are no depression trial; `only_a_trial`: words at
    least one of which must be there; `not_a_trial_strength`: strengths at or below which it is none;
    `weekly`: words of products with another rhythm than a day."""

    name: Text
    drug_class: Text
    roles: tuple[Text, ...]
    rxnorm: tuple[Text, ...] = ()
    snomed: tuple[Text, ...] = ()
    atc: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()
    minimum_daily_dose: Limit | None = None
    not_a_trial: tuple[Text, ...] = ()
    only_a_trial: tuple[Text, ...] = ()
    not_a_trial_strength: Limit | None = None
    weekly: tuple[Text, ...] = ()
    verified: bool = False
    note: str = ""


class Combination(_Table, frozen=True):
    """A fixed combination: one product, several ingredients of the `drug` list."""

    name: Text
    parts: tuple[Text, ...]
    rxnorm: tuple[Text, ...] = ()
    atc: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()


class DrugClass(_Table, frozen=True):
    """An interaction class (protocol section 3): its action and one line of advice."""

    role: Text
    title: Text
    action: Literal["avoid", "warn", "inform"]
    advice: Text
    evidence: Text
    atc_prefix: tuple[Text, ...] = ()


class DrugsFile(_Table, frozen=True):
    drug: tuple[Drug, ...]
    combination: tuple[Combination, ...] = ()
    interaction: tuple[DrugClass, ...] = ()


class ReleaseFile(_Table, frozen=True):
    """The date of the RxNorm release `products.csv` was last read from."""

    release: date


class Scale(_Table, frozen=True):
    """What the protocol holds a depression scale's total against."""

    remission_at_most: Limit
    severity_at_least: Limit
    recall_days: Limit | None = None


class Observable(_Table, frozen=True):
    """One concept read from Observations. `names`: matched case-insensitively in display and text;
    `not_names`: words that forbid a name match (items, stated weights). `unit`: canonical UCUM unit.
    `lists`: the prefetch lists it is read from ("surveys", "vitals", "coded"). `unitless`: a count of points, `whole`
    when nothing lies between two of them. `other_parts`: any component answers for it, but those named by these.
    `positive`: words that are a positive answer where nothing denies them. `no_answer`: any other answer that denies
    nothing is positive, but one with these words. `about_form`: names by which a plain yes (`plain_yes`) is about the
    form and not about the patient ("completed")."""

    concept: Text
    title: Text
    unit: Text
    lists: tuple[Literal["surveys", "vitals", "coded"], ...]
    loinc: tuple[Text, ...] = ()
    snomed: tuple[Text, ...] = ()
    site_codes: tuple[Text, ...] = ()
    refused_loinc: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()
    not_names: tuple[Text, ...] = ()
    lowest: Limit | None = None
    highest: Limit | None = None
    molar_mass: Limit | None = None
    unitless: bool = False
    whole: bool = False
    scale: Scale | None = None
    verified: bool = False
    other_parts: tuple[Text, ...] | None = None
    positive: tuple[Text, ...] = ()
    no_answer: tuple[Text, ...] | None = None
    about_form: tuple[Text, ...] = ()
    plain_yes: tuple[Text, ...] = ()
    note: str = ""


class ObservationsFile(_Table, frozen=True):
    """`filler`: words that add nothing to a concept's name; `counted`: words a number may follow ("week 4")."""

    observation: tuple[Observable, ...]
    filler: tuple[Text, ...]
    counted: tuple[Text, ...]


class Review(_Table, frozen=True):
    """A clinician's review: who, when, and the digest of the content that was read."""

    name: Text
    role: Text
    date: date
    digest: Text


class ReviewsFile(_Table, frozen=True):
    review: tuple[Review, ...] = ()
