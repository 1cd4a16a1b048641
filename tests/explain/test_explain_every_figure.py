"""Every number and every day of brief.json is explained down to rows or sentences."""

import pytest
from explain_walks import is_figure, leaves, lines_of

from prepoll.explain import Ending, explain_in
from prepoll.explain.addresses import locate, pointer

GIVEN_TO_THE_RUN = {"/run/seed": "--seed", "/run/draws": "--draws", "/before": "--since"}
"""The only figures that end in an option of the run."""

WALKS = {"tutorial": 3000, "kashmir": 7000}
"""The cases that are walked, and the least number of figures there."""


def each_once(lists):
    """Drop lists that several chains share."""
    return {id(one): one for one in lists}.values()


@pytest.fixture(scope="module", params=WALKS)
def walk(request):
    study = request.getfixturevalue(request.param)
    figures = request.getfixturevalue(f"{request.param}_figures")
    document = request.getfixturevalue(f"{request.param}_document")
    found = [(tokens, value) for tokens, value in leaves(document) if is_figure(value)]
    assert len(found) > WALKS[request.param]
    return study, figures, [(tokens, value, explain_in(figures, pointer(tokens))) for tokens, value in found]


def test_each_figure_ends_in_rows_or_sentences(walk):
    _, _, chains = walk
    loose = {chain.figure: chain.settings for _, _, chain in chains if not chain.rows and not chain.statements}
    assert {address: setting.name for address, (setting,) in loose.items()} == GIVEN_TO_THE_RUN
    assert all(chain.endings == (Ending.SETTING,) for _, _, chain in chains if chain.figure in GIVEN_TO_THE_RUN)


def test_each_explanation_is_of_the_figure_asked_for(walk):
    _, _, chains = walk
    for tokens, value, chain in chains:
        assert chain.figure == pointer(tokens)
        assert (round(chain.value, 6) if isinstance(chain.value, float) else chain.value) == value
        assert chain.words
        assert chain.unit
        assert chain.method is not None


def test_each_short_name_leads_back(walk):
    _, figures, chains = walk
    astray = [chain.name for tokens, _, chain in chains if locate(figures, chain.name) != tokens]
    assert astray == []


def test_each_row_is_the_line_that_stands_in_the_file(walk):
    study, _, chains = walk
    rows = {row.id: row for held in each_once(chain.rows for _, _, chain in chains) for row in held}
    assert len(rows) > 100
    files = {file: lines_of(study.folder / file) for file in sorted({row.file for row in rows.values()})}
    for row in rows.values():
        first = row.text.split("\n")[0]
        assert first.strip()
        assert files[row.file][row.line - 1].strip() == first.strip()


def test_each_statement_is_the_text_at_its_offsets(walk):
    study, _, chains = walk
    texts = {reading.article: reading.text for reading in study.readings}
    said = {one.id: one for _, _, chain in chains for one in chain.statements}
    assert len(said) > 5
    for one in said.values():
        assert texts[one.article][one.start : one.end] == one.quote
        assert (study.folder / one.file).is_file()
        assert one.address or one.source


def test_each_observation_in_a_chain_ends_in_rows_of_the_chain(walk):
    _, _, chains = walk
    for chain in {id(chain.rows): chain for _, _, chain in chains}.values():
        held = {row.id for row in chain.rows}
        for piece in (*chain.evidence, *chain.transfers):
            assert piece.rows or piece.tables
            assert held.issuperset(piece.rows)
        assert all(piece.rows for piece in chain.evidence)


def test_a_count_over_draws_says_what_it_can_be_made_again_from(walk):
    study, _, chains = walk
    counted = [chain for _, _, chain in chains if chain.draws]
    assert len(counted) > 1000
    for chain in counted:
        assert (chain.method.draws, chain.method.seed) == (study.n_draws, study.seed)
        assert chain.method.structure


def test_each_place_that_is_named_is_there(walk, root):
    _, _, chains = walk
    places = {chain.method.place for _, _, chain in chains}
    places |= {one.place for _, _, chain in chains for one in chain.settings if one.place != "option of the run"}
    for place in places:
        path, _, anchor = place.partition("#")
        assert (root / path).exists(), place
        if anchor:
            heads = [line.lstrip("# ") for line in (root / path).read_text("utf-8").splitlines() if line[:1] == "#"]
            slugs = ["".join(c for c in head.lower() if c.isalnum() or c in " -").replace(" ", "-") for head in heads]
            assert anchor in slugs, place
