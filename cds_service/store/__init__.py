"""Keeps feedback and decisions, and remembers used tokens; it must not know HTTP, FHIR or the patient."""

from cds_service.store.database import SchemaUnknown, StoreUnavailable
from cds_service.store.decision import CardShown, CriterionDecided, Decision, OrderDecided, SuggestionShown
from cds_service.store.feedback import FeedbackItem, FeedbackOutcome, FeedbackReceipt, OverrideReason
from cds_service.store.insights import INSIGHTS_POLICY, insights_page
from cds_service.store.report import ReasonCount, Report, SuggestionCount, Tally, UnknownCount
from cds_service.store.store import Store, Waiting

__all__ = [
    "INSIGHTS_POLICY",
    "CardShown",
    "CriterionDecided",
    "Decision",
    "FeedbackItem",
    "FeedbackOutcome",
    "FeedbackReceipt",
    "OrderDecided",
    "OverrideReason",
    "ReasonCount",
    "Report",
    "SchemaUnknown",
    "Store",
    "StoreUnavailable",
    "SuggestionCount",
    "SuggestionShown",
    "Tally",
    "UnknownCount",
    "Waiting",
    "insights_page",
]
