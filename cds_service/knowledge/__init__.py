"""Clinical content (`cards/`) read once into frozen objects; anything amiss is refused."""

from cds_service.knowledge.base import DrugMatch, Knowledge, Product
from cds_service.knowledge.codes import (
    ATC,
    DIAGNOSIS_SYSTEMS,
    ICD10,
    ICD10CM,
    LOINC,
    RXNORM,
    SNOMED,
    SYSTEMS,
    ValueSet,
    canonical_system,
)
from cds_service.knowledge.content import (
    Criterion,
    Drug,
    Evidence,
    Limit,
    Monitoring,
    Observable,
    Override,
    Review,
    Rule,
    Scale,
)
from cds_service.knowledge.load import ContentError, load
from cds_service.knowledge.products import ProductRow, product_rows, write_products
from cds_service.knowledge.review import review_sheet, seal, warnings
from cds_service.knowledge.trial import is_trial, says

__all__ = [
    "ATC",
    "DIAGNOSIS_SYSTEMS",
    "ICD10",
    "ICD10CM",
    "LOINC",
    "RXNORM",
    "SNOMED",
    "SYSTEMS",
    "ContentError",
    "Criterion",
    "Drug",
    "DrugMatch",
    "Evidence",
    "Knowledge",
    "Limit",
    "Monitoring",
    "Observable",
    "Override",
    "Product",
    "ProductRow",
    "Review",
    "Rule",
    "Scale",
    "ValueSet",
    "canonical_system",
    "is_trial",
    "load",
    "product_rows",
    "review_sheet",
    "says",
    "seal",
    "warnings",
    "write_products",
]
