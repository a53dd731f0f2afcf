"""Terminologies read again from where they are published; nothing here runs unless somebody asks for it."""

from cds_service.terminology.refresh import Difference, Doubt, Reading, compare, known_drugs, read_again
from cds_service.terminology.rxnav import RxNav, RxNavUnavailable, rxnav_client

__all__ = [
    "Difference",
    "Doubt",
    "Reading",
    "RxNav",
    "RxNavUnavailable",
    "compare",
    "known_drugs",
    "read_again",
    "rxnav_client",
]
