"""The pages of who is where: on a day, pair by pair, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from prepoll.commands.output import Row
from prepoll.ledger import Change, Entry, Ledger, entry_json
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.evidence import relations as who
from prepoll_web.evidence.actions import take_stock
from prepoll_web.evidence.desk import Desk, desk_of
from prepoll_web.evidence.forms import day_asked
from prepoll_web.evidence.handing_out import as_csv, as_file, as_json, said_plainly
from prepoll_web.evidence.models import Article
from prepoll_web.teams.access import Right, signed_in
from prepoll_web.teams.actions import note_reading

COLUMNS = ("on", "a", "b", "relation", "a_stands", "b_stands", "status", "why")
CHANGED = ("a", "b", "before", "after", "why")


@dataclass(frozen=True, slots=True)
class Looked:
    """A request for who is where, answered as far as all its pages need."""

    case: Case
    desk: Desk
    day: date
    days: tuple[date, ...]
    ledger: Ledger

    def pair(self, entry: Entry) -> str:
        """Return the address of a pair's page on the day."""
        address = reverse("pair", kwargs={"team": self.case.team.slug, "case": self.case.id})
        return f"{address}?{urlencode({'a': entry.a, 'b': entry.b or '', 'on': str(self.day)})}"


def _look(request: HttpRequest, team: str, case: UUID, page: str) -> Looked:
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"{page}:{found.id}", timezone.now())
    take_stock(found, timezone.now())
    desk = desk_of(found)
    days = who.days_of(desk)
    day = day_asked(request.GET.get("on"), days[0], desk.case.as_of)
    return Looked(found, desk, day, days, desk.ledger(day))


@require_safe
@said_plainly
def relations(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Show who is where on a day: network, matrix and list."""
    looked = _look(request, team, case, "relations")
    party = request.GET.get("party", "")
    party = party if party in looked.desk.case.party_by_code else ""
    entries = who.told(looked.ledger, party)
    codes, rows = who.matrix(entries)
    earlier = [day for day in looked.days if day < looked.day]
    later = [day for day in looked.days if day > looked.day]
    shown = {
        "team": looked.case.team,
        "case": looked.case,
        "day": looked.day,
        "first": looked.days[0],
        "last": looked.days[-1],
        "before": earlier[-1] if earlier else None,
        "after": later[0] if later else None,
        "span": (looked.days[-1] - looked.days[0]).days,
        "place": (looked.day - looked.days[0]).days,
        "party": party,
        "net": who.network(looked.desk, looked.ledger, entries, looked.pair),
        "codes": codes,
        "matrix": [(a, [cell and (cell, cell.entry and looked.pair(cell.entry)) for cell in row]) for a, row in rows],
        "entries": [(entry, who.between(entry), who.said(entry), looked.pair(entry)) for entry in entries],
    }
    part = "evidence/where.html" if getattr(request, "htmx", False) else "evidence/relations.html"
    return render(request, part, shown)


@require_safe
@said_plainly
def relations_json(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out who is where on a day, each relation in the shape of `prepoll ledger`."""
    looked = _look(request, team, case, "relations.json")
    entries = [entry_json(entry, looked.ledger) for entry in looked.ledger.entries]
    return as_json({"on": str(looked.day), "entries": entries})


@require_safe
@said_plainly
def relations_csv(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out who is where on a day as a table."""
    looked = _look(request, team, case, "relations.csv")
    return as_csv(who.rows_of(looked.ledger.entries, looked.ledger), COLUMNS, f"relations-{looked.day}")


@require_safe
@said_plainly
def pair(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Show a pair through time, and every sentence that its relation rests on."""
    looked = _look(request, team, case, "pair")
    known = looked.desk.case.party_by_code
    if "a" not in request.GET:
        return redirect("relations", team=team, case=case)
    a, b = request.GET.get("a", ""), request.GET.get("b", "") or None
    if a not in known or (b is not None and b not in known) or a == b:
        raise Http404
    articles = {each.name: each for each in Article.objects.filter(case=looked.case).defer("raw")}
    found = who.sentences(looked.desk, looked.ledger, a, b)
    spells = who.timeline(looked.desk, looked.day, a, b)
    entry = looked.ledger.entry(a, b)
    shown = {
        "team": looked.case.team,
        "case": looked.case,
        "day": looked.day,
        "a": known[a],
        "b": known[b] if b else None,
        "entry": entry,
        "words": who.said(entry) if entry else "",
        "query": f"?{request.GET.urlencode()}",
        "spells": spells,
        "bar": who.bar(spells),
        "sentences": [(one, articles.get(one.judged.statement.source.article)) for one in found],
    }
    return render(request, "evidence/pair.html", shown)


PAIR = ("since", "until", "relation", "dated", "claim", "quote", "said_by", "article", "decides")


@require_safe
@said_plainly
def pair_file(request: HttpRequest, team: str, case: UUID, kind: str) -> HttpResponse:
    """Hand out a pair's relation through time, and the sentences that it rests on; as JSON or as a table."""
    looked = _look(request, team, case, f"pair.{kind}")
    a, b = request.GET.get("a", ""), request.GET.get("b", "") or None
    known = looked.desk.case.party_by_code
    if a not in known or (b is not None and b not in known) or a == b:
        raise Http404
    spells: list[Row] = [
        {**dict.fromkeys(PAIR, ""), "since": str(one.since), "until": str(one.until), "relation": one.words}
        for one in who.timeline(looked.desk, looked.day, a, b)
    ]
    sentences = [_sentence_row(one) for one in who.sentences(looked.desk, looked.ledger, a, b)]
    return as_file(kind, [*spells, *sentences], PAIR, f"pair-{a}-{b or 'like-minded'}")


def _sentence_row(one: who.Sentence) -> Row:
    statement = one.judged.statement
    told = ("", "", "", str(statement.dated), one.words, statement.quote, one.speaker, statement.source.article)
    return dict(zip(PAIR, (*told, "decides" if one.decides else ""), strict=True))


def _changes(request: HttpRequest, looked: Looked) -> tuple[date, tuple[Change, ...], tuple[Change, ...]]:
    yesterday = looked.day - timedelta(days=1)
    since = day_asked(request.GET.get("since"), min(looked.days[0], yesterday), yesterday)
    judged = who.changed_by_judging(looked.desk, timezone.now() - timedelta(days=1))
    return since, who.changed(looked.desk, since, looked.day), judged


@require_safe
@said_plainly
def changed(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Show what changed since yesterday or another day, and what judgements of the last day changed."""
    looked = _look(request, team, case, "changes")
    since, found, judged = _changes(request, looked)
    shown = {
        "team": looked.case.team,
        "case": looked.case,
        "day": looked.day,
        "since": since,
        "first": looked.days[0],
        "lists": [
            [(who.between(one.after), row, looked.pair(one.after)) for one, row in zip(each, rows, strict=True)]
            for each, rows in ((found, who.change_rows(found)), (judged, who.change_rows(judged)))
        ],
    }
    return render(request, "evidence/changes.html", shown)


@require_safe
@said_plainly
def changed_json(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out what changed as JSON."""
    looked = _look(request, team, case, "changes.json")
    since, found, judged = _changes(request, looked)
    rows = {"changes": who.change_rows(found), "by_judgements": who.change_rows(judged)}
    return as_json({"since": str(since), "until": str(looked.day), **rows})


@require_safe
@said_plainly
def changed_csv(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out what changed as a table."""
    looked = _look(request, team, case, "changes.csv")
    since, found, _ = _changes(request, looked)
    return as_csv(who.change_rows(found), CHANGED, f"changes-{since}-{looked.day}")
