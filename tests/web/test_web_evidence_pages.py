"""The pages of the evidence: articles with their claims, the queue, two coders, who is where, what changed."""

import csv
import io
import json
import re
from datetime import date, timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from web_evidence_world import ours
from web_world import TUTORIAL

from prepoll.cli import app
from prepoll.names import Verdict
from prepoll_web.cases.models import Case
from prepoll_web.evidence import actions
from prepoll_web.evidence.actions import Decision, Draft
from prepoll_web.evidence.desk import desk_of
from prepoll_web.evidence.models import Article, Claim, Judgement
from prepoll_web.evidence.relations import between, timeline, told
from prepoll_web.evidence.words import pieces, speaker_of

TEAM = "lantern-desk"
DENIAL = "The Lantern Movement ruled out any alliance with the Harbour League, Tamsin Wick said on Monday."


@pytest.fixture
def case(world):
    found = Case.objects.get(id=world.ids["a"]["case"])
    actions.take_stock(found, world.now)
    return found


@pytest.fixture
def base(case):
    return f"/teams/{TEAM}/cases/{case.id}/evidence/"


def read(world, address, person="viewer"):
    response = world.usual_client(person).get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode())


def draft(text=DENIAL, **changed):
    return Draft(**{"text": text, "ending": ".md", "day": date(2030, 3, 17), "title": "A denial", **changed})


def test_the_overview_lists_the_articles_of_the_folder_with_their_claims(world, case, base):
    page = read(world, base)
    assert page.count("with the case") == len(list((TUTORIAL / "news").iterdir()))
    waiting = Claim.objects.filter(coding__article__case=case).count()
    assert f"{waiting} claims wait to be checked" in page


def test_an_article_is_pasted_and_its_claim_stands_marked_in_colour_and_in_words(world, case, base):
    form = {"day": "2030-03-17", "title": "A denial", "source": "Courier", "address": "", "text": DENIAL}
    answer = world.usual_client("analyst").post(f"{base}articles/new/", form)
    page = read(world, answer["Location"])
    assert re.search(r'<mark class="claim apart">[^<]*ruled out any alliance', page)
    assert re.search(r'class="chip apart"[^>]*>1: LM rules out HL', page)
    (one,) = next(reading.statements for reading in desk_of(case).readings if "a-denial" in reading.article)
    assert f'<dd dir="auto">{speaker_of(one)}</dd>' in page
    event = world.events().get(what="article_added")
    assert (event.who, event.details["title"]) == ("analyst", "A denial")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("note.txt", DENIAL.encode(), None),
        ("note.html", f"<html><body><article><p>{DENIAL}</p></article></body></html>".encode(), None),
        ("note.pdf", b"%PDF", "Articles end in"),
        ("note.txt", b"\xff\xfe\x00", "not UTF-8"),
        ("note.txt", b"x" * 900_000, "too large"),
        ("note.md", b"---\ndate: soon\n---\n" + DENIAL.encode(), "soon"),
    ],
)
def test_a_file_is_taken_or_sent_back_with_the_reason(world, case, base, name, content, words):
    file = SimpleUploadedFile(name, content)
    answer = world.usual_client("analyst").post(
        f"{base}articles/new/", {"day": "2030-03-17", "title": "Note", "file": file}
    )
    if words is None:
        assert answer.status_code == 302
        assert Article.objects.get(way="upload").ending == f".{name.rpartition('.')[2]}"
        assert "LM rules out HL" in read(world, answer["Location"])
    else:
        assert answer.status_code == 422
        assert words in unescape(answer.content.decode())
        assert not Article.objects.filter(way="upload").exists()


def test_script_in_an_article_is_shown_and_not_run(world, case, base):
    evil = '<script>alert(1)</script> <img src=x onerror=alert(2)> "quoted" ' + DENIAL
    article = actions.add_article(world.user("analyst"), TEAM, case.id, draft(evil, title=evil[:80]), world.now)
    raw = world.usual_client("viewer").get(f"/teams/{TEAM}/articles/{article.id}/").content.decode()
    assert "<script>alert" not in raw
    assert "<img" not in raw
    assert "&lt;script&gt;alert(1)" in raw


def test_text_in_hindi_and_urdu_keeps_its_direction(world, case):
    text = "لالٹین تحریک نے کسی بھی اتحاد سے انکار کیا۔\n\nहार्बर लीग ने बातचीत की बात कही।\n\n" + DENIAL
    article = actions.add_article(world.user("analyst"), TEAM, case.id, draft(text, title="اتحاد سے انکار"), world.now)
    page = read(world, f"/teams/{TEAM}/articles/{article.id}/")
    assert '<div class="text" dir="auto">' in page
    assert '<span dir="auto">اتحاد سے انکار</span>' in page
    assert "हार्बर लीग" in page
    assert "LM rules out HL" in page


def test_pieces_put_together_are_the_body(case):
    for reading in desk_of(case).readings:
        from prepoll.news.clean import clean
        from prepoll_web.evidence.words import Marked

        claims = tuple(Marked(n, one, None) for n, one in enumerate(reading.statements, 1))
        cut = pieces(reading.text, claims)
        assert "".join(piece.text for piece in cut) == reading.text[clean(reading.text).body :]
        assert sorted(claim.number for piece in cut for claim in piece.ending) == [claim.number for claim in claims]


def in_hand(page):
    """Return the statement and the number seen of the claim that the queue shows."""
    return re.search(r'name="statement" value="([^"]+)"', page)[1], re.search(r'name="seen" value="(\d+)"', page)[1]


def decide(world, base, decision, person="analyst", part=False, **fields):
    page = read(world, f"{base}review/{fields.pop('where', '')}", person)
    statement, seen = in_hand(page)
    headers = {"HX-Request": "true"} if part else {}
    data = {"statement": statement, "seen": seen, "decision": decision, **fields}
    return statement, world.usual_client(person).post(f"{base}review/decide/", data, headers=headers)


def test_each_decision_is_a_judgement_and_leads_on_to_the_next_claim(world, case, base):
    first, answer = decide(world, base, "accept")
    assert answer["Location"] == f"{base}review/?after={first.replace(':', '%3A')}"
    second, _ = decide(world, base, "reject")
    third, _ = decide(world, base, "stance:talks")
    assert len({first, second, third}) == 3
    rows = {row.statement: (row.verdict, row.correction, row.by.username) for row in ours(Judgement).all()}
    original = Claim.objects.filter(coding__article__case=case, key=third).first().fields["stance"]
    assert rows == {
        first: ("confirmed", "", "analyst"),
        second: ("rejected", "", "analyst"),
        third: ("corrected", "stance=talks", "analyst") if original != "talks" else ("confirmed", "", "analyst"),
    }
    assert [one.original_id for one in desk_of(case).ledger().statements if one.original_id == second] == []
    page = read(world, f"{base}judgements/")
    assert page.count("analyst") >= 3
    assert "rejected" in page


def test_how_often_the_coder_was_right_follows_each_judgement(world, case, base):
    assert "No claim has been judged yet" in read(world, f"{base}review/")
    part = decide(world, base, "accept", part=True)[1].content.decode()
    assert 'id="how-often" hx-swap-oob="true"' in part
    assert "No claim has been judged yet" not in part
    assert "hx-swap-oob" not in read(world, f"{base}review/")


def test_choosing_the_stance_that_it_has_accepts_it(world, case, base):
    claim = Claim.objects.filter(coding__article__case=case, fields__stance="rules_out").first()
    decide(world, base, "stance:rules_out", where=f"?claim={claim.key}")
    assert ours(Judgement).get().verdict == "confirmed"


def test_htmx_gets_the_part_and_a_browser_without_it_the_page(world, case, base):
    _, part = decide(world, base, "accept", part=True)
    text = part.content.decode()
    assert text.lstrip().startswith('<section id="queue"')
    assert "1 of " in text
    answer = world.usual_client("analyst").post(f"{base}review/undo/", headers={"HX-Request": "true"})
    assert in_hand(answer.content.decode())[0] == ours(Judgement).get().statement
    again = world.usual_client("analyst").post(f"{base}review/undo/")
    assert again.status_code == 422
    assert "no judgement of yours" in again.content.decode()


def test_the_keys_stand_on_the_buttons(world, case, base):
    page = read(world, f"{base}review/", "analyst")
    assert set(re.findall(r'data-key="(.)"', page)) == set("ax u123456789")
    for key, words in (("a", "Accept"), ("x", "Reject"), ("space", "Skip"), ("u", "Undo my last"), ("8", "rules out")):
        assert re.search(rf"<kbd>{key}</kbd> {words}", page)
    assert "data-key" not in read(world, f"{base}review/", "viewer")


def test_a_claim_is_corrected_in_a_form_and_the_ledger_takes_the_correction(world, case, base):
    claim = Claim.objects.filter(coding__article__case=case, fields__stance="rules_out", fields__actor="MU").first()
    fields = {"actor": "MU", "target": "HL", "stance": "talks", "attribution": "named", "speaker": "Lys Arkwright"}
    fields |= {"role": "", "hedge": "", "condition": "if the ferries stay public", "deadline": ""}
    where = f"?claim={claim.key}"
    _, answer = decide(world, base, "correct", where=where, **fields, **{})
    assert answer.status_code == 302
    correction = ours(Judgement).get().correction
    assert "stance=talks" in correction
    assert "target=HL" in correction
    assert "condition=if the ferries stay public" in correction
    judged = next(one for one in desk_of(case).ledger().statements if one.original_id == claim.key)
    assert (judged.statement.target, judged.statement.condition) == ("HL", "if the ferries stay public")


@pytest.mark.parametrize(("field", "value"), [("actor", "NOBODY"), ("condition", "one; two"), ("stance", "maybe")])
def test_a_correction_out_of_bounds_is_sent_back(world, case, base, field, value):
    fields = {"actor": "MU", "target": "CP", "stance": "talks", "attribution": "named", field: value}
    _, answer = decide(world, base, "correct", **fields)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not ours(Judgement).exists()


def test_who_judges_what_somebody_has_just_judged_is_told_so(world, case, base):
    page = read(world, f"{base}review/", "analyst")
    statement, seen = in_hand(page)
    decide(world, base, "accept", "owner")
    data = {"statement": statement, "seen": seen, "decision": "reject"}
    answer = world.usual_client("analyst").post(f"{base}review/decide/", data)
    assert answer.status_code == 422
    assert "Somebody else has judged this claim" in answer.content.decode()
    assert ours(Judgement).get().verdict == "confirmed"


def test_skipping_goes_round_and_a_judged_claim_comes_no_more(world, case, base):
    seen, where = [], ""
    total = Claim.objects.filter(coding__article__case=case).count()
    for _ in range(total + 1):
        statement = in_hand(read(world, f"{base}review/{where}", "analyst"))[0]
        seen.append(statement)
        where = f"?after={statement}"
    assert len(set(seen)) == total
    assert seen[-1] == seen[0]
    decide(world, base, "accept")
    assert in_hand(read(world, f"{base}review/", "analyst"))[0] == seen[1]
    for _ in range(total - 1):
        decide(world, base, "accept")
    assert "No claim waits" in read(world, f"{base}review/", "analyst")


def coding(case, drop=1, change=True):
    """Return a second coder's file: the program's claims but for some, one with another stance."""
    lines = []
    for place, reading in enumerate(desk_of(case).readings):
        rows = [
            {
                "actor": one.actor,
                "target": one.target,
                "stance": "denies" if change and place == 0 and number == 0 else str(one.stance),
                "speaker": one.speaker,
                "attribution": str(one.attribution),
                "start": one.source.start,
                "end": one.source.end,
            }
            for number, one in enumerate(reading.statements)
        ]
        lines.append(json.dumps({"id": reading.article, "statements": rows[drop:] if place == 2 else rows}))
    return SimpleUploadedFile("coding.jsonl", "\n".join(lines).encode())


def test_two_coders_stand_side_by_side_and_agreed_claims_leave_the_queue(world, case, base, tmp_path):
    file = coding(case)
    answer = world.usual_client("analyst").post(f"{base}coders/", {"coder": "coder-2", "file": file})
    assert answer.status_code == 302
    page = read(world, f"{base}coders/")
    assert "denies" in page.split("Where they differ")[1]
    document = json.loads(read(world, f"{base}coders.json"))
    assert len(document["rows"]) == 2
    ours, theirs = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    file.seek(0)
    theirs.write_bytes(file.read())
    ours.write_bytes(coding(case, drop=0, change=False).read())
    from prepoll.agreement import agreement, read_coding

    figures = agreement(read_coding(ours), read_coding(theirs))
    assert [row["f1"] for row in document["f1"]] == [round(row.f1, 6) for row in figures.measures]
    assert [row["low"] for row in document["f1"]] == [round(row.low, 6) for row in figures.measures]
    queue = read(world, f"{base}review/", "analyst")
    total = Claim.objects.filter(coding__article__case=case, coding__machine=True).count()
    assert f"{total - 2} are hidden" in queue
    assert f"{total} wait" in read(world, f"{base}review/?all=1", "analyst")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no json", "not JSON"),
        (b'{"id": "elsewhere", "statements": []}', "none of this case"),
        (b"", "empty"),
    ],
)
def test_a_coders_file_that_cannot_be_read_is_sent_back(world, case, base, content, words):
    file = SimpleUploadedFile("coding.jsonl", content)
    answer = world.usual_client("analyst").post(f"{base}coders/", {"coder": "x", "file": file})
    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())


def test_who_is_where_is_what_the_command_line_prints(world, case, base, capsys):
    app(["ledger", str(TUTORIAL), "--json"], standalone_mode=False)
    printed = json.loads(capsys.readouterr().out)
    document = json.loads(read(world, f"{base}relations.json"))
    assert document["on"] == "2030-03-18"
    assert document["entries"] == printed


def test_on_an_earlier_day_less_is_known(world, case, base):
    late, early = (json.loads(read(world, f"{base}relations.json?on={on}")) for on in ("2030-03-18", "2030-03-05"))
    assert len(early["entries"]) < len(late["entries"])
    page = read(world, f"{base}relations/?on=2030-03-05")
    assert '<svg class="net"' in page
    ledger = desk_of(case).ledger(date(2030, 3, 5))
    for entry in told(ledger):
        assert between(entry) in page
    assert "MU – HL" not in page
    assert "HL – MU" not in page


@pytest.mark.parametrize("on", ["", "rubbish", "1066-10-14", "9999-12-31", "2030-02-30"])
def test_any_day_asked_for_is_answered(world, case, base, on):
    read(world, f"{base}relations/?on={on}")


def test_each_line_of_the_network_and_each_cell_leads_to_the_sentences(world, case, base):
    page = read(world, f"{base}relations/")
    svg = page[page.index('<svg class="net" viewBox="0 0 420') :].split("</svg>")[0]
    edges = re.findall(r'<a href="([^"]+)" class="edge" aria-label="([^"]+)">', svg)
    known = [entry for entry in told(desk_of(case).ledger()) if entry.relation != "unknown"]
    assert len(edges) == len(known) > 2
    matrix = re.findall(r'<td class="[^"]+"><a href="([^"]+)">', page)
    assert {href for href, _ in edges if "b=&" not in href} <= set(matrix)  # anyone has no row and no column
    for href in set(matrix) - {href for href, _ in edges}:
        assert "nothing known" in read(world, href)
    for href, words in edges:
        pair = read(world, href)
        assert "The sentences" in pair
        assert words.split(": ")[1].split(",")[0] in pair
    assert read(world, f"{base}pair/?a=HL&b=LM&on=2030-03-18").count("<blockquote") >= 1


@pytest.mark.parametrize("asked", ["?a=", "?a=HL&b=HL", "?a=XX&b=HL", "?a=HL&b=XX"])
def test_a_pair_that_there_is_not_is_not_found(world, case, base, asked):
    assert world.usual_client("viewer").get(f"{base}pair/{asked}").status_code == 404


def test_the_timeline_of_a_pair_has_no_gap_and_ends_on_the_day(case):
    desk = desk_of(case)
    for entry in told(desk.ledger()):
        spells = timeline(desk, desk.case.as_of, entry.a, entry.b)
        assert spells[-1].until == desk.case.as_of
        assert all(a.until + timedelta(days=1) == b.since for a, b in pairwise(spells))
        last = spells[-1].entry
        assert (last.relation, last.status) == (entry.relation, entry.status)


def test_what_changed_since_yesterday_and_by_judgements(world, case, base):
    actions.add_article(world.user("analyst"), TEAM, case.id, draft(day=date(2030, 3, 18)), world.now)
    document = json.loads(read(world, f"{base}changes.json?since=2030-03-17"))
    assert [(row["a"], row["b"]) for row in document["changes"]] == [("HL", "LM")]
    assert "LM: nothing known" in document["changes"][0]["before"]
    assert "LM: nothing known" not in document["changes"][0]["after"]
    page = read(world, f"{base}changes/?since=2030-03-17")
    assert "HL – LM" in page
    claim = Claim.objects.filter(coding__article__case=case, coding__article__title="A denial").first()
    from django.utils import timezone

    actions.judge(world.user("analyst"), TEAM, case.id, Decision(claim.key, Verdict.REJECTED), timezone.now())
    document = json.loads(read(world, f"{base}changes.json?since=2030-03-17"))
    assert document["changes"] == []


def test_a_rejected_claim_marks_the_brief_that_rested_on_it(world, case, base):
    run = f"/teams/{TEAM}/briefs/{world.ids['a']['run']}/"
    assert "Stale" not in read(world, run)
    ledger = desk_of(case).ledger()
    entry = next(each for each in told(ledger) if each.statements and each.relation == "ruled_out")
    later = world.now + timedelta(minutes=5)
    decision = Decision(ledger.statement(entry.statements[0]).id, Verdict.REJECTED)
    actions.judge(world.user("analyst"), TEAM, case.id, decision, later)
    page = read(world, run)
    stale = page[page.index("Stale: ") :].split("</section>")[0]
    assert between(entry) in stale
    assert ledger.statement(entry.statements[0]).quote in stale
    assert "rejected: analyst" in stale
    actions.take_back(world.user("analyst"), TEAM, case.id, later)
    assert "Stale" not in read(world, run)


def test_the_mark_on_a_brief_stays_when_the_program_is_newer(world, case, monkeypatch):
    from prepoll_web.evidence import coding

    run = f"/teams/{TEAM}/briefs/{world.ids['a']['run']}/"
    ledger = desk_of(case).ledger()
    entry = next(each for each in told(ledger) if each.relation == "ruled_out")
    decision = Decision(ledger.statement(entry.statements[0]).id, Verdict.REJECTED)
    actions.judge(world.user("analyst"), TEAM, case.id, decision, world.now + timedelta(minutes=5))
    monkeypatch.setattr(coding, "__version__", "99.0")
    coding.basis_of.cache_clear()
    page = read(world, run)
    coding.basis_of.cache_clear()
    assert between(entry) in page[page.index("Stale: ") :].split("</section>")[0]


def test_a_withdrawn_article_marks_the_brief_that_rested_on_it(world, case):
    run = f"/teams/{TEAM}/briefs/{world.ids['a']['run']}/"
    article = Article.objects.get(case=case, name__contains="league-rules-out")
    actions.withdraw_article(world.user("analyst"), TEAM, article.id, world.now + timedelta(minutes=5))
    assert "withdrawn: analyst" in read(world, run)


def test_tables_for_spreadsheets_hold_no_formula(world, case, base):
    for sign in "=+-@\t":
        text = f"{DENIAL}\n\n{sign}HYPERLINK"
        quoted = draft(f"---\ndate: 2030-03-17\n---\n{text}", title=f"{sign}1+1")
        actions.add_article(world.user("analyst"), TEAM, case.id, quoted, world.now)
    claim = Claim.objects.filter(coding__article__case=case, coding__machine=True).first()
    correction = "condition==1+1"
    actions.judge(world.user("analyst"), TEAM, case.id, Decision(claim.key, Verdict.CORRECTED, correction), world.now)
    for name in ("claims", "relations", "judgements"):
        if name == "judgements":
            ours(Judgement).update(correction='=cmd|"/c calc"!A1')
        response = world.usual_client("viewer").get(f"{base}{name}.csv")
        assert response["Content-Type"].startswith("text/csv")
        cells = [cell for row in csv.reader(io.StringIO(response.content.decode())) for cell in row]
        assert len(cells) > 10
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r") or re.match(r"-(?!\d)", cell)]


def test_a_judgement_of_the_folder_that_makes_no_sense_is_told_on_the_page(world):
    from web_world import tutorial

    from prepoll_web.cases.actions import add_case

    rows = "statement,verdict,correction,by,at\nHL+MU,corrected,colour=red,Desk,2030-03-18\n"
    case = add_case(world.user("owner"), TEAM, tutorial(**{"judgements.csv": rows}), world.now)
    answer = world.usual_client("viewer").get(f"/teams/{TEAM}/cases/{case.id}/evidence/relations/")
    assert answer.status_code == 409
    assert "A relation is not set by this" in answer.content.decode()


def test_the_overview_of_the_case_knows_of_the_judgement(world, case):
    ledger = desk_of(case).ledger()
    entry = next(each for each in told(ledger) if each.relation == "ruled_out")
    words = f'<th scope="row">{between(entry)}</th><td>ruled out'
    assert words in read(world, world.at("case"))
    decision = Decision(ledger.statement(entry.statements[0]).id, Verdict.REJECTED)
    actions.judge(world.user("analyst"), TEAM, case.id, decision, world.now)
    assert words not in read(world, world.at("case"))


def test_reading_is_noted(world, case, base):
    for page in ("", "review/", "relations/", "changes/", "coders/", "judgements/", "claims.csv"):
        before = world.events().filter(what="read", who="viewer").count()
        read(world, base + page)
        assert world.events().filter(what="read", who="viewer").count() == before + 1
