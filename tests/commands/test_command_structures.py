"""What `prepoll structures` prints of a structure."""

from types import SimpleNamespace

from prepoll.alliances import Structure
from prepoll.commands.terms import structure_text

STUDY = SimpleNamespace(case=SimpleNamespace(regions=(SimpleNamespace(code="N"), SimpleNamespace(code="M"))))


def test_an_alliance_of_the_whole_case_is_written_once():
    blocs = (frozenset("AB"), frozenset("CD"))
    assert structure_text(STUDY, Structure.of({"N": blocs, "M": blocs})) == "A+B, C+D everywhere"
    assert structure_text(STUDY, Structure.of({"N": blocs})) == "N: A+B, C+D"
    assert structure_text(STUDY, Structure(())) == "everyone alone"
