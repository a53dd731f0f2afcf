"""An allergy is told by every name under which an order would be recognised."""

from tests.spec.run import knowledge


def test_every_name_of_ketamine_and_esketamine_names_the_allergy() -> None:
    """The list of allergies knows all names of the drugs whose orders are read."""
    content = knowledge()
    drugs = content.with_role("ketamine") | content.with_role("esketamine")
    names = [name for drug in drugs for name in (drug, *content.drugs[drug].names)]
    assert [name for name in names if not content.value_sets["ketamine-allergy"].says(name)] == []
