"""Addresses of figures: pointers, short names, and what is said where there is none."""

import pytest

from prepoll.errors import UsageError
from prepoll.explain.addresses import at, locate, pointer


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BAR", "/seats/0/chance"),
        ("Baramulla/chance", "/seats/0/chance"),
        ("bar/electors", "/seats/0/electors"),
        ("/seats/0", "/seats/0/chance"),
        ("/run/seed", "/run/seed"),
        ("run/seed", "/run/seed"),
        ("silence/hours", "/silence/hours"),
        ("as_of", "/as_of"),
    ],
)
def test_names_that_need_no_place(kashmir_figures, name, expected):
    assert pointer(locate(kashmir_figures, name)) == expected


def row_at(figures, name):
    tokens = locate(figures, name)
    return tokens, at(figures, tokens[:-1]), at(figures, tokens)


@pytest.mark.parametrize("name", ["BAR/JKAP/share/low90", "share:BAR:JKAP/share/low90", "Baramulla/jkap/share/low90"])
def test_a_share_by_its_seat_and_party(kashmir_figures, name):
    tokens, _, value = row_at(kashmir_figures, name)
    row = at(kashmir_figures, tokens[:4])
    assert (row["party"], row["share"]["low90"]) == ("JKAP", value)


@pytest.mark.parametrize("name", ["NC", "NC/seats", "total:NC/seats/mean", "National Conference/seats"])
def test_a_total_by_its_party(kashmir_figures, name):
    tokens, _, _ = row_at(kashmir_figures, name)
    assert tokens[0] == "totals"
    assert tokens[2:] == ("seats", "mean")
    assert at(kashmir_figures, tokens[:2])["party"] == "NC"


@pytest.mark.parametrize("name", ["JKAP+DPAP", "DPAP+JKAP/since", "jkap+dpap"])
def test_a_pair_by_its_parties_in_any_order(kashmir_figures, name):
    tokens, row, _ = row_at(kashmir_figures, name)
    assert (tokens[0], tokens[-1], row["a"], row["b"]) == ("standings", "since", "DPAP", "JKAP")


def test_an_option_by_its_members_and_regions_in_any_order(kashmir_figures):
    for place, option in enumerate(kashmir_figures.advice(0).options):
        members = "+".join(reversed((*option.partners, "JKAP")))
        regions = "+".join(reversed(option.regions))
        found = locate(kashmir_figures, f"JKAP/options/{members}@{regions}/gain/high90")
        assert found == ("advices", "0", "options", str(place), "gain", "high90")
        figure = at(kashmir_figures, ("advices", "0", "options", str(place), "figure"))
        assert locate(kashmir_figures, f"{figure}/gain/high90") == found


def test_an_option_without_regions_is_the_best_of_its_name(kashmir_figures):
    names = [option.name for option in kashmir_figures.advice(0).options]
    assert len(names) > 2
    for name in names:
        found = locate(kashmir_figures, f"JKAP/options/{name.replace(' ', '')}")
        assert found[:4] == ("advices", "0", "options", str(names.index(name)))


def test_ids_that_the_brief_prints(kashmir_figures):
    brief = kashmir_figures.brief
    assert locate(kashmir_figures, f"{brief.claims[2].id}/dated") == ("claims", "2", "dated")
    assert locate(kashmir_figures, f"{brief.evidence[3].id}") == ("evidence", "3", "share")
    assert locate(kashmir_figures, f"{brief.voices[1].row}/low")[:2] == ("voices", "1")


def test_a_pair_of_a_name_and_a_figure_leads_to_the_figure(kashmir_figures):
    tokens, pair, _ = row_at(kashmir_figures, "JKAP/options/0/terms/optimum/seat_wins/BAR")
    assert tokens[-1] == "1"
    assert pair[0] == "BAR"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("BAR/JKAP/shape", "BAR/JKAP/share"),
        ("BAR/JKAB/share", "BAR/JKAP"),
        ("/seats/0/chanse", "/seats/0/chance"),
        ("JKAPP/seats", "JKAP"),
        ("JKAP/options/JKAP+XX/gain", "JKAP/options/JKAP+"),
        ("JKAP/optoins/0/gain", "JKAP"),
        ("silence/hour", "silence/hours"),
    ],
)
def test_what_is_near_is_listed_where_there_is_no_such_figure(kashmir_figures, name, near):
    with pytest.raises(UsageError, match="There is no figure") as caught:
        locate(kashmir_figures, name)
    assert near in str(caught.value)


@pytest.mark.parametrize(
    "name", ["/seats/99/chance", "/seats/01/chance", "/seats/-1/chance", "/", "", "//", "BAR//", "/run/seed/x"]
)
def test_addresses_that_lead_nowhere_are_refused(kashmir_figures, name):
    with pytest.raises(UsageError):
        locate(kashmir_figures, name)


@pytest.mark.parametrize("name", ["/seats", "JKAP/options", "/advices", "claims"])
def test_a_list_is_no_figure_and_its_items_are_named(kashmir_figures, name):
    with pytest.raises(UsageError, match="holds several figures"):
        locate(kashmir_figures, name)


def test_a_pointer_escapes_slash_and_tilde():
    assert pointer(("a/b", "c~d")) == "/a~1b/c~0d"
