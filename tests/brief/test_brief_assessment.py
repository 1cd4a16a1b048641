"""The assessment agrees with the outcome it is counted from."""

import numpy as np
import pytest

from prepoll.alliances import evaluate
from prepoll.brief import tables
from prepoll.brief.make import described
from prepoll.brief.wording import chance_word


@pytest.fixture(scope="module")
def outcome(study):
    return evaluate(study.election, study.base)


def test_seats_are_the_outcomes(brief, outcome):
    assert [seat.code for seat in brief.seats] == list(outcome.seats)
    for place, seat in enumerate(brief.seats):
        wins = {party: float(outcome.wins[place, i].mean()) for i, party in enumerate(outcome.contenders)}
        assert wins[seat.leader] == pytest.approx(max(wins.values())) == pytest.approx(seat.chance)
        assert seat.word == chance_word(seat.chance)
        rest = [chance for party, chance in wins.items() if party != seat.leader]
        assert seat.second_chance == pytest.approx(max(rest))
        for row in seat.parties:
            i = outcome.parties.index(row.party)
            low, high = np.quantile(outcome.valid[place, i], [0.05, 0.95])
            assert (row.share.low90, row.share.high90) == pytest.approx((low, high), abs=1e-6)


def test_totals_count_draw_by_draw(brief, outcome):
    for row in brief.totals:
        won = outcome.wins[:, outcome.contenders.index(row.party)].sum(axis=0)
        assert row.one_or_more == pytest.approx(np.minimum(won, 1).mean())
        assert row.seats.mean == pytest.approx(won.mean())
    assert any(row.seats.mean > 1.2 for row in brief.totals)
    assert all(0 <= row.one_or_more <= 1 for row in brief.totals)


def test_what_is_taken_for_granted_is_the_base(study, brief, page):
    assert brief.base == described(study.base, study.case)
    assert f"If nothing new is agreed: {brief.base}." in page


def test_tables_show_the_six_largest_and_those_advised(brief):
    for seat in brief.seats:
        shown = [row.party for row in tables.largest(brief, seat)]
        standing = [row.party for row in seat.parties]
        assert shown[: tables.SHOWN] == standing[: tables.SHOWN]
        assert set(shown[tables.SHOWN :]) == {party for party in standing[tables.SHOWN :] if party in brief.focal}


def test_each_source_is_a_row_and_moves_run_on(brief):
    for seat, table in tables.moved(brief):
        moves = [move for move in brief.moves if move.seat == seat.code and move.party in table.parties]
        shown = [cell for row in table.rows for cell in row.cells if cell]
        assert {cell.source for cell in shown} == {move.source for move in moves}
        for party in table.parties:
            column = [row.cells[table.parties.index(party)] for row in table.rows]
            assert any(column)


def test_the_matrix_says_what_each_side_says(brief):
    drawn = tables.matrix(brief)
    cells = {
        (row.code, column): cell for row in drawn.rows for column, cell in zip(drawn.columns, row.cells, strict=True)
    }
    for row in tables.outright(brief):
        for who, whom, stand in ((row.a, row.b, row.a_stands), (row.b, row.a, row.b_stands)):
            if who is not None and stand not in (None, "unknown"):
                assert cells[who, whom].words.startswith(tables.MATRIX_WORDS[stand])
