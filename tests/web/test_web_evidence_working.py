"""The folder that studies are made of: the upload with what the team added, and the same ledger as the desk's pages."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from web_evidence_world import ours
from web_world import files_of

from prepoll.errors import CaseError, UsageError
from prepoll.ledger import entry_json
from prepoll.names import Verdict
from prepoll.study import Study
from prepoll_web.cases.models import Case
from prepoll_web.cases.store import folder_of
from prepoll_web.cases.working import KEPT, forget_working, working_folder
from prepoll_web.evidence import actions
from prepoll_web.evidence.actions import Decision, Draft
from prepoll_web.evidence.desk import desk_of
from prepoll_web.evidence.models import Article, Claim, Judgement

TEAM = "lantern-desk"
TEXT = "The Lantern Movement and the Free Foresters will fight the election together, Iven Carrow said on Tuesday."
DRAFT = Draft(TEXT, ".md", date(2030, 3, 18), "Lantern and Foresters together", "Gullhaven Courier")


@pytest.fixture
def case(world):
    found = Case.objects.get(id=world.ids["a"]["case"])
    actions.take_stock(found, world.now)
    return found


def a_claim(case):
    return Claim.objects.filter(coding__article__case=case, fields__stance="rules_out").first()


def same_ledger(case):
    """Say whether the desk's pages and a study of the working folder know the same."""
    study, desk = Study(working_folder(case)), desk_of(case)
    ours, theirs = desk.ledger(), study.ledger

    def known(ledger):
        rows = [entry_json(entry, ledger) for entry in ledger.entries]
        for row in rows:
            for statement in row["statements"]:
                statement["judgement"] = bool(statement["judgement"])
        return rows

    assert known(ours) == known(theirs)
    assert study.case.as_of == desk.case.as_of
    return ours


def test_where_nothing_was_added_it_is_the_uploaded_folder(case):
    assert working_folder(case) == folder_of(case)
    same_ledger(case)


def test_articles_and_judgements_are_in_it_and_count_as_on_the_pages(world, case):
    before = same_ledger(case)
    article = actions.add_article(world.user("analyst"), TEAM, case.id, DRAFT, world.now)
    claim = a_claim(case)
    actions.judge(world.user("analyst"), TEAM, case.id, Decision(claim.key, Verdict.REJECTED), world.now)
    folder = working_folder(case)
    assert folder != folder_of(case)
    assert TEXT in (folder / "news" / f"{article.name}.md").read_text(encoding="utf-8")
    after = same_ledger(case)
    assert after.entries != before.entries
    assert claim.key not in {one.original_id for one in after.statements}
    assert "2030-03-18" in {str(one.statement.dated) for one in after.statements}
    kept = {name: content for name, content in files_of(folder).items() if name in files_of(folder_of(case))}
    assert kept == files_of(folder_of(case))


def test_it_is_made_anew_only_when_something_changed(world, case):
    actions.add_article(world.user("analyst"), TEAM, case.id, DRAFT, world.now)
    first = working_folder(case)
    made = first.stat().st_ctime_ns
    assert working_folder(case) == first
    assert first.stat().st_ctime_ns == made
    claim = a_claim(case)
    judged = actions.judge(world.user("analyst"), TEAM, case.id, Decision(claim.key, Verdict.CONFIRMED), world.now)
    assert working_folder(case) != first
    actions.take_back(world.user("analyst"), TEAM, case.id, world.now)
    assert working_folder(case) == first
    for number in range(KEPT + 3):
        decision = Decision(claim.key, Verdict.REJECTED, "", judged.number + number)
        actions.judge(world.user("analyst"), TEAM, case.id, decision, world.now + timedelta(seconds=number))
        newest = working_folder(case)
    assert len(list(newest.parent.iterdir())) == KEPT + 1
    forget_working(case)
    assert not newest.parent.exists()


def test_a_withdrawn_article_of_the_upload_is_left_out(world, case):
    article = Article.objects.get(case=case, name__contains="league-rules-out")
    actions.withdraw_article(world.user("analyst"), TEAM, article.id, world.now)
    with pytest.raises(UsageError, match="already"):
        actions.withdraw_article(world.user("owner"), TEAM, article.id, world.now)
    assert not list(working_folder(case).rglob(f"{article.name}*"))
    same_ledger(case)
    actions.restore_article(world.user("analyst"), TEAM, article.id, world.now)
    assert working_folder(case) == folder_of(case)


def test_a_judgement_is_added_to_those_that_the_folder_has(world):
    from web_world import tutorial

    from prepoll_web.cases.actions import add_case

    head = "statement,verdict,correction,by,at,remark\n"
    theirs = "HL+MU,corrected,relation=allied; why=seen,Desk A,2030-03-18T10:00+00:00,kept\n"
    case = add_case(world.user("owner"), TEAM, tutorial(**{"judgements.csv": head + theirs}), world.now)
    actions.take_stock(case, world.now)
    actions.judge(world.user("analyst"), TEAM, case.id, Decision(a_claim(case).key, Verdict.CONFIRMED), world.now)
    lines = (working_folder(case) / "judgements.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == head.strip() + ",known"
    assert lines[1] == theirs.strip() + ","
    assert lines[2].startswith(f"{a_claim(case).key},confirmed,,analyst,")
    same_ledger(case)


def test_taking_the_case_to_a_later_day_lets_later_articles_count(world, case):
    later = Draft(TEXT, ".md", date(2030, 3, 27), "Later", "Courier")
    actions.add_article(world.user("analyst"), TEAM, case.id, later, world.now)
    assert "2030-03-27" not in {str(one.statement.dated) for one in same_ledger(case).statements}
    actions.set_day(world.user("analyst"), TEAM, case.id, date(2030, 3, 28), world.now)
    assert "2030-03-27" in {str(one.statement.dated) for one in same_ledger(case).statements}
    for day, words in ((date(2030, 1, 1), "that day or a later one"), (date(2030, 4, 2), "not come yet")):
        with pytest.raises(UsageError, match=words):
            actions.set_day(world.user("analyst"), TEAM, case.id, day, world.now)


def test_an_article_is_added_once_and_one_that_cannot_be_read_never(world, case):
    actions.add_article(world.user("analyst"), TEAM, case.id, DRAFT, world.now)
    with pytest.raises(UsageError, match="in the case already"):
        actions.add_article(world.user("owner"), TEAM, case.id, DRAFT, world.now)
    bad = Draft("---\ndate: yesterday\n---\nText", ".md", date(2030, 3, 18), "Bad")
    with pytest.raises(CaseError, match="yesterday"):
        actions.add_article(world.user("analyst"), TEAM, case.id, bad, world.now)
    assert Article.objects.filter(case=case).exclude(way="folder").count() == 1


def test_stored_claims_are_the_statements_that_the_library_reads(case):
    study, desk = Study(folder_of(case)), desk_of(case)
    assert [reading.statements for reading in desk.readings] == [reading.statements for reading in study.readings]
    assert [reading.text for reading in desk.readings] == [reading.text for reading in study.readings]
    for row in Claim.objects.filter(coding__article__case=case):
        assert row.coding.text[row.start : row.end] == row.fields["quote"]


@pytest.mark.parametrize("person", ["viewer", "stranger"])
def test_who_may_not_changes_nothing(world, case, person):
    article = Article.objects.filter(case=case).first()
    user, claim = world.user(person), a_claim(case)
    doings = (
        lambda team: actions.add_article(user, team, case.id, DRAFT, world.now),
        lambda team: actions.withdraw_article(user, team, article.id, world.now),
        lambda team: actions.restore_article(user, team, article.id, world.now),
        lambda team: actions.judge(user, team, case.id, Decision(claim.key, Verdict.REJECTED), world.now),
        lambda team: actions.take_back(user, team, case.id, world.now),
        lambda team: actions.set_day(user, team, case.id, date(2030, 3, 28), world.now),
    )
    for team in (TEAM, "zqslug") if person == "stranger" else (TEAM,):
        for doing in doings:
            with pytest.raises(Http404 if person == "stranger" else PermissionDenied):
                doing(team)
    assert not ours(Judgement).exists()
    assert not ours(Article).exclude(way="folder").exists()


def test_of_two_who_judge_at_once_one_comes_first(world, case):
    claim = a_claim(case)
    actions.judge(world.user("analyst"), TEAM, case.id, Decision(claim.key, Verdict.REJECTED), world.now)
    with pytest.raises(actions.ClaimMovedError):
        actions.judge(world.user("owner"), TEAM, case.id, Decision(claim.key, Verdict.CONFIRMED), world.now)
    assert ours(Judgement).get().by.username == "analyst"
    event = world.events().get(what="claim_judged")
    assert (event.who, event.details["verdict"]) == ("analyst", "rejected")


@pytest.mark.parametrize("correction", ["", "stance=maybe", "actor=XYZ", "actor=-", "colour=red"])
def test_a_correction_that_makes_no_sense_is_refused(world, case, correction):
    decision = Decision(a_claim(case).key, Verdict.CORRECTED, correction)
    with pytest.raises(UsageError):
        actions.judge(world.user("analyst"), TEAM, case.id, decision, world.now)


def test_taking_back_is_of_ones_own(world, case):
    claim = a_claim(case)
    actions.judge(world.user("analyst"), TEAM, case.id, Decision(claim.key, Verdict.REJECTED), world.now)
    assert actions.take_back(world.user("owner"), TEAM, case.id, world.now) is None
    assert actions.take_back(world.user("analyst"), TEAM, case.id, world.now).statement == claim.key
    assert actions.take_back(world.user("analyst"), TEAM, case.id, world.now) is None
    again = Decision(claim.key, Verdict.CONFIRMED, "", 1)
    assert actions.judge(world.user("owner"), TEAM, case.id, again, world.now).number == 2


def test_a_claim_of_another_case_is_none_of_this_one(world, case):
    theirs = Case.objects.get(id=UUID(str(world.ids["b"]["case"])))
    actions.take_stock(theirs, world.now)
    keys = set(Claim.objects.filter(coding__article__case=theirs).values_list("key", flat=True))
    keys -= set(Claim.objects.filter(coding__article__case=case).values_list("key", flat=True))
    for key in keys:
        with pytest.raises(UsageError, match="no such claim"):
            actions.judge(world.user("owner"), TEAM, case.id, Decision(key, Verdict.REJECTED), world.now)
    assert keys
