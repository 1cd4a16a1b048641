"""What stands in a chain: the right draws, evidence, transfer and sentences, and nothing known later."""

from datetime import date

import numpy as np
import pytest

from prepoll.explain import explain, explain_in
from prepoll.study import Overrides, Study


def test_the_share_of_a_party_rests_on_all_that_moved_it(kashmir_figures):
    row = next(row for row in kashmir_figures.brief.seats[0].parties if row.party == "JKAP")
    chain = explain_in(kashmir_figures, "BAR/JKAP/share")
    assert chain.value == pytest.approx(row.share.mean, abs=1e-6)
    assert set(row.evidence) <= {piece.id for piece in chain.evidence}
    assert chain.draws[0].party == "JKAP"
    assert chain.draws[0].share.mean == pytest.approx(
        row.share.mean, abs=1e-6
    )  # everyone alone: own share is the share


def test_what_moved_the_party_comes_before_what_moved_its_rivals(kashmir_figures):
    chain = explain_in(kashmir_figures, "BAR/JKAP/share")
    own = [piece.moved[0].party == "JKAP" for piece in chain.evidence if piece.moved]
    assert own == sorted(own, reverse=True)
    effects = [abs(np.log(p.moved[0].after / p.moved[0].before)) for p in chain.evidence if p.moved[0].party == "JKAP"]
    assert effects[0] > effects[-1]


def test_a_move_is_the_one_that_strength_records(kashmir_figures):
    chain = explain_in(kashmir_figures, "BAR/JKAP/share")
    moves = {(m.seat, m.party, e): m for m in kashmir_figures.study.strength.moves for e in m.evidence}
    for piece in chain.evidence:
        for moved in piece.moved:
            made = moves[moved.seat, moved.party, piece.id]
            assert (moved.before, moved.after) == (made.before, made.after)


def test_a_report_in_the_chain_is_the_line_of_the_file(kashmir_figures):
    chain = explain_in(kashmir_figures, "BAR/JKAP/share")
    report = next(row for row in chain.rows if row.file == "reports.csv" and ",BAR," in row.text)
    assert "JKAP" in report.text
    assert report.source.startswith("https://www.hindustantimes.com")


def test_not_standing_ends_in_the_rows_in_which_the_party_is_not(kashmir_figures):
    place, seen = next((i, e) for i, e in enumerate(kashmir_figures.brief.evidence) if not e.rows)
    chain = explain_in(kashmir_figures, f"/evidence/{place}/share")
    results = {row.row.id: row for row in kashmir_figures.case.results}
    there = [results[row.id] for row in chain.rows]
    assert {(row.election, row.seat) for row in there} == {(seen.source, seen.seat)}
    assert not {row.party for row in there} & set(seen.parties)


def test_an_option_names_transfer_within_the_alliance_only(kashmir_figures):
    option = next(o for o in kashmir_figures.advice(0).options if o.partners == ("JKPC",))
    chain = explain_in(kashmir_figures, f"JKAP/options/JKAP+JKPC@{'+'.join(option.regions)}/gain")
    assert {(row.q, row.c) for row in chain.transfers} == {("JKAP", "JKPC"), ("JKPC", "JKAP")}
    assert all(row.low < row.mean < row.high for row in chain.transfers)
    held = {row.id: row for row in chain.rows}
    assert all(held[name].file in ("positions.csv", "fronts.csv", "reports.csv") for name in chain.transfers[0].rows)
    assert {row.seat for row in chain.draws} == {effect.seat for effect in option.seats}
    assert any({row.actor, row.target} == {"JKAP", "JKPC"} for row in chain.statements)


def test_a_range_of_transfer_shows_the_rows_of_transfer_first(kashmir_figures):
    chain = explain_in(kashmir_figures, "JKAP/options/0/transfer/worst")
    assert chain.transfers[0].rows
    assert chain.rows[0].id == chain.transfers[0].rows[0]


def test_a_day_of_the_calendar_is_a_cell_of_its_seat(kashmir_figures):
    place, row = next((i, r) for i, r in enumerate(kashmir_figures.advice(0).calendar) if r.seat == "UDH")
    chain = explain_in(kashmir_figures, f"JKAP/calendar/{place}")
    assert chain.value == row.on.isoformat()
    assert [each.file for each in chain.rows] == ["seats.csv"]
    assert chain.value in chain.rows[0].text
    assert "UDH" in chain.rows[0].text


def test_a_line_of_the_settings_file_is_found(kashmir_figures):
    chain = explain_in(kashmir_figures, "/silence/hours")
    assert chain.rows[0].text == "silence_hours = 48"


def test_the_day_of_the_command_line_is_no_line_of_the_file(root):
    chain = explain(Study(root / "cases/jammu-kashmir-2024", as_of=None, draws=10), "/as_of")
    assert chain.rows[0].text == "as_of = 2024-03-19"
    earlier = chain.value.replace("19", "12")
    asked = explain(Study(root / "cases/jammu-kashmir-2024", as_of=date.fromisoformat(earlier), draws=10), "/as_of")
    assert (asked.rows, asked.settings[0].name) == ((), "--as-of")


def test_a_bar_of_the_command_line_ends_in_the_option(root):
    study = Study(root / "cases/tutorial", draws=20, overrides=Overrides(bars=(("HL", "MU"),)))
    assert [setting.name for setting in explain(study, "HL+MU/relation").settings] == ["--bar, --bind"]
    other = next(row for row in study.ledger.entries if {row.a, row.b} != {"HL", "MU"} and row.b)
    assert not explain(study, f"{other.a}+{other.b}/relation").settings


def test_the_same_study_gives_the_same_chain_without_a_brief(root):
    first, second = (explain(Study(root / "cases/tutorial", draws=20), "/seats/0/chance") for _ in range(2))
    assert first == second


def test_a_line_added_above_moves_the_line_and_not_the_row(copy):
    before = explain(Study(copy, draws=20), "/voices/0/estimate")
    path = copy / before.rows[0].file
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, "", *rows, ""]), encoding="utf-8")
    after = explain(Study(copy, draws=20), "/voices/0/estimate")
    assert (after.rows[0].id, after.rows[0].text) == (before.rows[0].id, before.rows[0].text)
    assert after.rows[0].line == before.rows[0].line + 1


def test_a_row_known_later_is_in_no_chain(copy):
    path = copy / "reports.csv"
    text = path.read_text(encoding="utf-8")
    before = explain(Study(copy, draws=20), "/totals/0/seats")
    head, first, *_ = text.splitlines()
    later = dict(zip(head.split(","), first.split(","), strict=False)) | {"date": "2031-01-01"}
    path.write_text(text.rstrip("\n") + "\n" + ",".join(later.values()) + "\n", encoding="utf-8")
    after = explain(Study(copy, draws=20), "/totals/0/seats")
    assert after == before
    assert "2031" not in " ".join(row.text for row in after.rows)
