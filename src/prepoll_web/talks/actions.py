"""Every change of approaches and of talks as such; what is done with offers stands in modules of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from prepoll.case.types import Case as LibraryCase
from prepoll.errors import UsageError
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED, PartyCode, PartyKind, RegionCode
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.events.chain import record, wait_for_turn
from prepoll_web.events.models import What
from prepoll_web.evidence.coding import case_on
from prepoll_web.talks.access import fetch_approach, fetch_talk
from prepoll_web.talks.models import Addressee, Approach, Direction, Reply, Talk
from prepoll_web.talks.once import known_as
from prepoll_web.talks.stages import BY_HAND, Move, Stage, moved
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User

LONGEST: Final = 4000
"""Characters that a note may have."""


class AnswerMovedError(UsageError):
    """Somebody else noted or corrected the answer to an approach since it was looked at."""


class TalkMovedError(UsageError):
    """Somebody else changed the talks since they were looked at."""


@dataclass(frozen=True, slots=True)
class Approached:
    """An approach as somebody notes it; `region` is empty where it is about the whole case.

    `once` is the form that it comes by: sent again as it stands, it is the same approach.
    """

    ours: PartyCode
    parties: tuple[PartyCode, ...]
    direction: Direction = Direction.OUT
    on_record: bool = False
    words: str = ""
    reply_due: datetime | None = None
    region: RegionCode = ""
    once: UUID | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What talks are opened with; `objective` and `region` are empty for the default and the whole case.

    `once` is as of an approach.
    """

    ours: PartyCode
    parties: tuple[PartyCode, ...]
    region: RegionCode = ""
    objective: str = ""
    seed: int = DEFAULT_SEED
    draws: int = DEFAULT_DRAWS
    once: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What the offers of talks are valued on; `objective` is empty for the case's default."""

    objective: str = ""
    seed: int = DEFAULT_SEED
    draws: int = DEFAULT_DRAWS


@dataclass(frozen=True, slots=True)
class SeenTalk:
    """Which version of which talks somebody looked at when they asked for a change."""

    team: str
    talk: UUID
    version: int


@transaction.atomic
def make_approach(by: User, team: str, case: UUID, asked: Approached, at: datetime) -> Approach:
    """Note an approach to or by some parties, and open talks with each that there are none with.

    Raises UsageError with everything that is amiss.
    """
    member, found = fetch_case(by, team, case, Right.NEGOTIATE)
    wait_for_turn(str(member.team.id))
    known = known_as(asked.once, found.pk, *astuple(asked))
    if there := Approach.objects.filter(pk=known, case=found).first():
        return there
    _check_parties(case_on(found), asked.ours, asked.parties)
    _check_region(case_on(found), asked.region)
    words = _note(asked.words)
    if asked.reply_due is not None and asked.reply_due <= at and asked.direction == Direction.OUT:
        raise UsageError(_("The hour by which a reply is due is over."))
    approach = Approach.objects.create(
        id=known, team=member.team, case=found, ours=asked.ours, direction=asked.direction, region=asked.region,
        on_record=asked.on_record, words=words, reply_due=asked.reply_due, made_by=by, made_at=at,
    )  # fmt: skip
    for party in sorted(asked.parties):
        opening = Opening(asked.ours, (party,), region=asked.region)
        talk = _talk_like(found, opening) or _open(found, by, opening, at)
        Addressee.objects.create(approach=approach, party=party, talk=talk)
    details: dict[str, str | int | None] = {
        "direction": asked.direction.value, "parties": ", ".join(sorted(asked.parties)), "words": words,
        "region": asked.region, "on_record": "yes" if asked.on_record else "no",
        "reply_due": asked.reply_due.isoformat() if asked.reply_due else None,
    }  # fmt: skip
    about = f"approach:{approach.id}"
    record(What.APPROACH_MADE, by=by.username, at=at, team=member.team.id, about=about, details=details)
    return approach


@dataclass(frozen=True, slots=True)
class Answered:
    """What one party said to an approach, in place of what was noted `before`."""

    party: PartyCode
    reply: Reply
    note: str = ""
    before: Reply = Reply.WAITING


@transaction.atomic
def answer_approach(by: User, team: str, approach: UUID, answer: Answered, at: datetime) -> Addressee:
    """Note what a party said to an approach, or what it was told, or correct that; its talks go on or end with it.

    A correction is a row of its own in the record. Raises AnswerMovedError where somebody was faster.
    """
    member, found = fetch_approach(by, team, approach, Right.NEGOTIATE)
    rows = Addressee.objects.select_for_update(of=("self",), no_key=True).select_related("talk")
    row = rows.filter(approach=found, party=answer.party).first()
    if row is None or answer.reply == answer.before == Reply.WAITING:
        raise Http404
    if row.reply != answer.before:
        raise AnswerMovedError(_("Somebody has noted the answer of %(party)s already.") % {"party": answer.party})
    details: dict[str, str | int | None] = {
        "party": answer.party, "before": row.reply, "note_before": row.note, "after": answer.reply.value,
        "note": _note(answer.note),
    }  # fmt: skip
    row.reply, row.note, row.noted_by, row.noted_at = answer.reply, _note(answer.note), by, at
    row.save(update_fields=["reply", "note", "noted_by", "noted_at"])
    if row.talk is not None:  # talks are locked before the record, as everywhere
        _follow(row.talk, answer, by, at)
    what = What.APPROACH_ANSWERED if answer.before == Reply.WAITING else What.APPROACH_CORRECTED
    record(what, by=by.username, at=at, team=member.team.id, about=f"approach:{found.id}", details=details)
    return row


def _follow(talk: Talk, answer: Answered, by: User, at: datetime) -> None:
    """Take talks that have not come further than an approach where its answer leads."""
    here = Talk.objects.select_for_update(of=("self",), no_key=True).select_related("team").get(pk=talk.pk)
    if (move := _led_by(here, answer)) is not None:
        change_stage(here, move, by, at)


def _led_by(talk: Talk, answer: Answered) -> Move | None:
    """Return where an answer takes talks; None where they stay, as they have come further by themselves."""
    corrects, untouched = answer.before != Reply.WAITING, not talk.offers.exists()
    if answer.before == Reply.DECLINED != answer.reply:
        return Move.REOPEN if talk.stage == Stage.FAILED and untouched else None
    if talk.stage == Stage.APPROACHED:
        return {Reply.ANSWERED: Move.EXPLORE, Reply.DECLINED: Move.FAIL}.get(answer.reply)
    fails = corrects and answer.reply == Reply.DECLINED and talk.stage == Stage.EXPLORING and untouched
    return Move.FAIL if fails else None


@transaction.atomic
def open_talk(by: User, team: str, case: UUID, opening: Opening, at: datetime) -> Talk:
    """Open talks with one or several parties; UsageError with everything that is amiss."""
    member, found = fetch_case(by, team, case, Right.NEGOTIATE)
    wait_for_turn(str(member.team.id))
    known = known_as(opening.once, found.pk, *astuple(opening))
    if there := Talk.objects.filter(pk=known, case=found).first():
        return there
    read = case_on(found)
    _check_parties(read, opening.ours, opening.parties)
    _check_region(read, opening.region)
    check_objective(read, opening.objective)
    return _open(found, by, opening, at, known)


def _open(case: Case, by: User, opening: Opening, at: datetime, known: UUID | None = None) -> Talk:
    talk = Talk.objects.create(
        id=known or uuid4(), team=case.team, case=case, ours=opening.ours, parties=sorted(opening.parties),
        region=opening.region, objective=opening.objective, seed=opening.seed, draws=opening.draws, opened_by=by,
        opened_at=at,
    )  # fmt: skip
    details: dict[str, str | int | None] = {"ours": talk.ours, "parties": ", ".join(talk.parties), "after": talk.stage}
    about = f"talk:{talk.id}"
    record(What.TALK_OPENED, by=by.username, at=at, team=case.team_id, about=about, details=details)
    return talk


def _talk_like(case: Case, opening: Opening) -> Talk | None:
    """Return the newest talks with the same parties about the same region that have not failed."""
    there = Talk.objects.filter(case=case, ours=opening.ours, region=opening.region)
    rows = there.exclude(stage=Stage.FAILED.value).order_by("-opened_at")
    return next((talk for talk in rows if talk.parties == sorted(opening.parties)), None)


def change_stage(talk: Talk, move: Move, by: User, at: datetime) -> None:
    """Take talks that are under lock to another stage, and record it; StageError where the table has no such move."""
    before, talk.stage = talk.stage, moved(Stage(talk.stage), move).value
    talk.version += 1
    talk.save(update_fields=["stage", "version"])
    details: dict[str, str | int | None] = {"before": before, "after": talk.stage}
    record(What.TALK_MOVED, by=by.username, at=at, team=talk.team_id, about=f"talk:{talk.id}", details=details)


@dataclass(frozen=True, slots=True)
class Terms:
    """What stays with us: the least that an offer has to be worth, and what we note."""

    reserve: float | None = None
    note: str = ""


@transaction.atomic
def set_terms(by: User, seen: SeenTalk, terms: Terms, at: datetime) -> Talk:
    """Say what an offer has to be worth to us at least; TalkMovedError where somebody changed the talks since."""
    talk = fetch_talk(by, seen.team, seen.talk, Right.NEGOTIATE)[1]
    note = _note(terms.note)
    untouched = Talk.objects.filter(pk=talk.pk, version=seen.version)
    if not untouched.update(reserve=terms.reserve, note=note, version=seen.version + 1):
        raise moved_since()
    details: dict[str, str | int | None] = {
        "before": _said(talk.reserve, talk.note), "after": _said(terms.reserve, note),
    }  # fmt: skip
    record(What.TALK_CHANGED, by=by.username, at=at, team=talk.team_id, about=f"talk:{talk.id}", details=details)
    return talk


def moved_since() -> TalkMovedError:
    """Say that somebody was faster."""
    return TalkMovedError(
        _("Somebody changed these talks after you opened them. You see them as they are now; nothing was done.")
    )


def check_by_hand(move: Move) -> None:
    """Refuse a move that only comes with what is done to an offer."""
    if move not in BY_HAND:
        raise UsageError(_("That comes with an offer or an agreement, not by hand."))


def _check_region(case: LibraryCase, code: RegionCode) -> None:
    """Refuse a region that a case does not have; empty is the whole of it."""
    if code and code not in {region.code for region in case.regions}:
        raise UsageError(_("There is no region %(region)s in this case.") % {"region": code})


def check_objective(case: LibraryCase, code: str) -> None:
    """Refuse an objective that a case does not have; empty is its default."""
    if code and code not in {objective.code for objective in case.objectives}:
        raise UsageError(_("There is no objective %(code)s in this case.") % {"code": code})


def _check_parties(case: LibraryCase, ours: PartyCode, parties: Sequence[PartyCode]) -> None:
    known = {party.code for party in case.parties if party.kind is PartyKind.PARTY}
    problems = [
        _("There is no party %(party)s in this case.") % {"party": party}
        for party in dict.fromkeys((ours, *parties))
        if party not in known
    ]
    if not parties:
        problems.append(_("Name a party."))
    if ours in parties:
        problems.append(_("%(party)s is the party that you speak for. Name another.") % {"party": ours})
    if len(set(parties)) < len(parties):
        problems.append(_("Name each party once."))
    if problems:
        raise UsageError("\n".join(problems))


def _note(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    if len(words) > LONGEST or "\x00" in words:
        raise UsageError(_("A note has at most %(most)s characters.") % {"most": LONGEST})
    return words


def _said(reserve: float | None, note: str) -> str:
    return f"{'' if reserve is None else f'{reserve:g}'}; {note}"
