"""Seats that are offered, asked for, left and divided."""

from __future__ import annotations

import re

from prepoll.names import Stance
from prepoll.news import frames
from prepoll.news.clause import Clause
from prepoll.news.found import Found, Telling, ahead, checked, sides
from prepoll.news.frames import Subject, aim, mentions_at, subject
from prepoll.news.scope import elsewhere, odd, stance_of
from prepoll.news.unions import governed
from prepoll.news.verbs import stays

SEATS = re.compile(r"[^\",;:?|2q]{0,4}?(?:#X|X|#)")
FOR_WHOM = re.compile(rf"\.?[24][.9]?({frames.LIST})")
SEATS_FIRST = re.compile(r"(?:#X|X)([.vjymf9]{0,4})\Z")
LEFT_FREE = re.compile("left|leav|spare|vacat")
PARTED_SEATS = re.compile(r"(?:#|X)[.vjy]{1,3}\Z")
UNCOUNTED = frozenset(("all", "each", "every"))  # they count no seats where no seat is named behind them
OWNER = re.compile(r"([NHZ])'?\.?\Z")
DEMAND_OF = re.compile(rf"[35]\.?({frames.LIST})\.?4[.9]?#?X")
FRONTED = re.compile(rf"#X?[v.]{{1,3}}({frames.LIST})[mv]?\Z")  # "22 seats is what we can give"
OFFERED_BY = re.compile(rf"6\.?({frames.LIST})")
POSSESSOR = re.compile(r"([NHZ])'\.?\Z")
NAMED_SEAT_TO = re.compile(rf"\.(?:5\.)?[24]\.?({frames.LIST})")
OUT_OF_SHARE = re.compile(r" (?:from|out of) (?:its|their|his|her|our|the party's) (?:own )?(?:quota|share)")
COUNTED = re.compile(r"[.9]?(?:#X|X|#)")
BARGAINED = re.compile(r"t#?\Z")
AT_WHOSE = re.compile(rf"9({frames.LIST})")
FOUGHT = re.compile(r"l([.94]{0,2})\Z")
ALL_OF = re.compile(r"3?#?\.?X")
AUXILIARY = re.compile(r"[vjy]\.?\Z")
OF_SEATS = frozenset(("more", "there", "instead", "apiece", "others", "out", "fewer", "less", "only", "or"))
PARTICIPLE = re.compile(r"(?:\w+ed|given|left|kept|set|put|held|conceded)(?!\w)")
BEING = re.compile(r"(?:^|\s)(?:is|are|was|were|be|been|being|get|gets|got)$")
PARTING = re.compile("part|spare|give|leave|concede|cede|yield|offer|earmark|set aside|allot")
TOLD_BY = re.compile(rf"(?:S|q)6\.?({frames.LIST})")  # "has been told by the Reds that it can have three"
CLAIMING = re.compile("claim (?:to|on|over)$|adamant|insist")
NO_ARTICLE = re.compile(r" \w")
DEMANDED_SPOT = re.compile(r"4\.(?:[,;a|q]|\Z)")  # "the Greens' demand for Northport"
CLAIMED_ELSE = re.compile(r" for (?:an?|the|more|better|its|their|his|her|[a-z]+(?:tion|ment|ship|ice|ogy|ance|ity)) ")
PURPOSE = re.compile(r"(?:so as|in order|, | seats?| \w+) to \Z")
NOT_STANDING = re.compile(
    r"not (?:be )?(?:field|put|contest|stand|run|nominat)\w*|withdr[ae]w"
    r"|(?:stand|stood|step\w*|pull\w*) (?:down|aside|out)"
)
ALSO_TO = re.compile(r"(?:[,a]{1,2}\.?#X?[24]\.?[NHZ])+")  # ", 2 to C and one to D"
NO_SEATS = re.compile(
    r"\d[\d,.]* ?(?:hours?|days?|weeks?|months?|years?|minutes?|crore|lakh|per ?cent|percent"
    r"|votes?|workers|people|points?)\b"
)
BEYOND = re.compile("(?:more than|beyond|above|over|past|even) (?:[a-z]+ )?\\Z")
KEEPING = re.compile("ke[ep]|le[af]")
OUT_OF = re.compile(
    r" (?:out in the cold|out of (?:the|its|their|our|his|her|any) (?:[\w\-]+ ){0,2}"
    r"(?:alliance|front|fold|bloc|coalition|grouping|combine|camp|pact|deal|arrangement))\b"
)
CLEAR = re.compile(r" (?:a )?(?:clear|free|straight|better|fighting)? ?(?:run|field|walkover|path|hand|chance)\b")
FIELDS = re.compile("put|field")
PLACE = re.compile(r" (?:a|an|the) (?:\w+ )?(?:place|berth|spot|role|partnership|tie-up|alliance|deal|merger|pact)\b")
INSISTED = re.compile(r"(?:insist|demand|want)\w* (?:that|to be)")
COMMON = re.compile(
    r"divided|split|shared|carved|sorted|fixed|settled|agreed|finali[sz]ed|apportion|distributed|sealed|sewn|wrapped"
)


def seats(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find seats that are offered, given or asked for."""
    sign, signs = clause.signs[place], clause.signs
    counted = counted_behind(clause, place)
    whom = aim(clause, place + 1, frames.DIRECT)
    if counted is None:
        ways = WAYS.get(sign, OTHER_WAYS)
        return next((found for way in (fronted, *ways) if (found := way(clause, place, telling))), None)
    if clause.words(place).endswith(" have"):
        return may_have(clause, place, counted.end(), telling)
    demanded = demand_of(clause, place, counted.end()) if sign == "F" else None
    who = subject(clause, place)
    if demanded or who.urged is not None:
        return demanded
    left = signs[who.place + 1 : place]
    end = counted.end()
    wanted = sign in "Fs"
    aimed = whom if whom and whom[1] <= end else aim(clause, end, frames.FROM_WHOM if wanted else frames.TO_WHOM)
    end = max(end, aimed[1] if aimed else 0)
    more = ALSO_TO.match(clause.signs, aimed[1]) if aimed and not wanted else None
    if aimed and more:
        aimed = (*aimed[0], *mentions_at(clause, aimed[1], more.end())), more.end()
    if not aimed and not wanted and sign != "O" and passive(clause, place, left):
        return received_by(clause, place, end, who, left, telling)
    stance = (Stance.DEMANDS if not odd(left) else None) if wanted else giving(sign, left)
    if "r" in left and not limited(clause, place, counted.end()):
        return None
    return checked(clause, place, end, stance, who.mentions, aimed[0] if aimed else None)


def counted_behind(clause: Clause, place: int) -> re.Match[str] | None:
    """Return the match of seats that are counted behind a place."""
    counted = SEATS.match(clause.signs, place + 1)
    if counted is None or of_other_things(clause, counted.end()):
        return None
    last = counted.end() - 1
    return None if clause.signs[last] == "#" and clause.words(last) in UNCOUNTED else counted


def limited(clause: Clause, place: int, end: int) -> bool:
    """Say whether a refusal sets a limit ("refused to give more than ten"); "to give up forty" sets none."""
    if "#" not in clause.signs[place:end]:
        return False
    given_up = clause.low.startswith(" up", clause.chunks[place].end)
    return not given_up or BEYOND.search(clause.low, clause.start, clause.chunks[end - 1].start) is not None


def may_have(clause: Clause, place: int, end: int, telling: Telling) -> Found | None:
    """Find who is told how many seats they can have ("we told the Greens they can have nine")."""
    who = subject(clause, place)
    takers = {p for m in who.mentions for p in m.parties}
    if not takers or takers & set(telling.own) or odd(clause.signs[who.place + 1 : place]):
        return None
    told = TOLD_BY.search(clause.signs, 0, place)
    return checked(clause, place, end, Stance.OFFERS, mentions_at(clause, *told.span(1)) if told else (), who.mentions)


def of_other_things(clause: Clause, place: int) -> bool:
    """Say whether a number that ends before a place counts no seats ("ten crore", "two days")."""
    if clause.signs[place - 1] == "#" and NO_SEATS.search(clause.words(place - 1)):
        return True
    if clause.signs[place - 1] != "#" or clause.signs[place : place + 1] != ".":
        return False
    return clause.words(place).split()[0].strip(".,") not in OF_SEATS


def fronted(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find seats that are named before the offer of them ("22 is what we can give the Greens")."""
    before = FRONTED.search(clause.signs, 0, place)
    target = aim(clause, place + 1, frames.DIRECT, FOR_WHOM)
    if before is None or target is None:
        return None
    return checked(clause, place, target[1], Stance.OFFERS, mentions_at(clause, *before.span(1)), target[0])


def demand_of(clause: Clause, place: int, end: int) -> Found | None:
    """Find whose demand it is ("turned down the demand of the Reds for twelve seats", "B's demand for ten seats")."""
    demanding = DEMAND_OF.match(clause.signs, place + 1) if clause.words(place).startswith("demand") else None
    owner = POSSESSOR.search(clause.signs, 0, place) or OWNER.search(clause.signs, 0, place)
    if demanding is None and owner is None:
        return None
    asker = mentions_at(clause, *(demanding or owner).span(1))  # type: ignore[union-attr]  # one of them is found
    asked_of = subject(clause, place if demanding or owner is None else owner.start(1)).mentions
    return checked(clause, place, demanding.end() if demanding else end, Stance.DEMANDS, asker, asked_of or None)


def passive(clause: Clause, place: int, left: str) -> bool:
    """Say whether a verb of giving is in the passive, so that its subject is given seats."""
    if not AUXILIARY.search(left):
        return False
    last = place - 1 - left.endswith(".")
    return BEING.search(clause.words(last)) is not None and PARTICIPLE.match(clause.words(place)) is not None


def received_by(clause: Clause, place: int, end: int, who: Subject, left: str, telling: Telling) -> Found | None:
    """Find who is given or offered seats, by whom it says, by the speaker's party, or by the other one named."""
    by = frames.BY_WHOM.match(clause.signs, end)
    givers = mentions_at(clause, *by.span(1)) if by else ()
    if givers and INSISTED.search(clause.low, clause.start, clause.chunks[place].start):
        return checked(clause, place, end, Stance.DEMANDS, who.mentions, givers)
    takers = {p for m in who.mentions for p in m.parties}
    if not givers and takers and not (telling.own and not takers & set(telling.own)):
        others = [m for m in mentions_at(clause, who.place + 1, place) if m.parties and not takers & set(m.parties)]
        givers = (others[-1],) if len({m.parties for m in others}) == 1 else ()
        if not givers:
            return None
    return checked(clause, place, end, giving(clause.signs[place], left), givers, who.mentions)


def left_over(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find seats that are left for somebody, by whom it says or by the party of the speaker."""
    target = aim(clause, place + 1, FOR_WHOM)
    seats_first = SEATS_FIRST.search(clause.signs, 0, place)
    if target is None or seats_first is None:
        return None
    left = seats_first[1]
    by = frames.BY_WHOM.match(clause.signs, target[1])
    givers = mentions_at(clause, *by.span(1)) if by else ()
    ours = {p for m in target[0] for p in m.parties} & set(telling.own)
    stance = Stance.SUPPORTS if LEFT_FREE.match(clause.words(place)) else giving("g", left)
    return (
        checked(clause, place, target[1], stance, givers, target[0]) if (givers or telling.own) and not ours else None
    )


def offered_by(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find seats that were offered by somebody, to who speaks of them ("rejected the ten seats offered by B")."""
    giver = OFFERED_BY.match(clause.signs, place + 1)
    if giver is None or SEATS_FIRST.search(clause.signs, 0, place) is None:
        return None
    receiver = subject(clause, place).mentions
    return checked(clause, place, giver.end(), Stance.OFFERS, mentions_at(clause, *giver.span(1)), receiver)


def gone_from(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a bloc that somebody has left."""
    target = aim(clause, place + 1, frames.DIRECT)
    bloc = target is not None and any(p in telling.blocs for m in target[0] for p in m.parties)
    if target is None or not bloc or not clause.words(place).startswith(("left", "leav")):
        return None
    who = subject(clause, place)
    left = governed(clause, who) + clause.signs[who.place + 1 : place]
    stance = Stance.AGREED if stays(clause, place, left) else stance_of("B", left, "")
    return checked(clause, place, target[1], stance, who.mentions, target[0])


def clear_run(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who gives somebody a clear run."""
    target = aim(clause, place + 1, frames.DIRECT)
    if target is None or not CLEAR.match(clause.low, clause.chunks[target[1] - 1].end):
        return None
    who = subject(clause, place)
    run = clause.low[clause.start : clause.chunks[place].start]
    aside = PURPOSE.search(run) is not None and NOT_STANDING.search(run) is not None
    stance = Stance.SUPPORTS if aside else stance_of("P", clause.signs[who.place + 1 : place], "")
    return checked(clause, place, target[1], stance, who.mentions, target[0])


def invited(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find somebody who is offered a place in a front, or an alliance."""
    target = aim(clause, place + 1, frames.DIRECT)
    if clause.signs[place] != "G" or target is None or not PLACE.match(clause.low, clause.chunks[target[1] - 1].end):
        return None
    return checked(clause, place, target[1], Stance.SEEKS, subject(clause, place).mentions, target[0])


def named_offer(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a seat, named but not counted, that somebody is ready to part with ("ready to spare Northport for B")."""
    target = aim(clause, place + 1, NAMED_SEAT_TO) if PARTING.search(clause.words(place)) else None
    who = subject(clause, place)
    if target is None or who.urged is not None:
        return None
    refused_it = odd(clause.signs[who.place + 1 : place])
    return checked(clause, place, target[1], None if refused_it else Stance.OFFERS, who.mentions, target[0])


def left_to(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a seat, named but not counted, that is left to somebody."""
    target = aim(clause, place + 1, NAMED_SEAT_TO)
    who = subject(clause, place)
    if target is None or who.urged is not None:
        return None
    left = clause.signs[who.place + 1 : place]
    beside = ahead(clause, target[1])
    settled = "c" in left or "U" in left or ("U" in beside and "x" not in beside)
    if OUT_OF_SHARE.search(clause.low, clause.chunks[place].end, clause.chunks[target[1] - 1].end):
        return checked(clause, place, target[1], giving("g", left + "m"), who.mentions, target[0])
    stance = Stance.SEAT_DEAL if settled else None if odd(left) or any(c in left for c in "rse") else Stance.SUPPORTS
    return checked(clause, place, target[1], stance, who.mentions, target[0])


def divided(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find seats that two have divided, or one has settled on with another."""
    counted = COUNTED.match(clause.signs, place + 1)
    if not COMMON.match(clause.words(place)):
        return None
    if counted is None:
        return parted(clause, place)
    who = subject(clause, place)
    left = clause.signs[who.place + 1 : place]
    if who.urged is not None or odd(left) or any(c in left for c in "drsom") or elsewhere(clause, place):
        return None
    end = counted.end()
    other = aim(clause, end, frames.TO_WHOM, frames.BESIDE, frames.BETWEEN)
    if other is None and len(sides(who.mentions)) < 2:
        return None
    return checked(
        clause, place, other[1] if other else end, Stance.SEAT_DEAL, who.mentions, other[0] if other else None
    )


def parted(clause: Clause, place: int) -> Found | None:
    """Find seats that were divided between two ("74 seats were split evenly between A and B")."""
    both = aim(clause, place + 1, frames.BETWEEN)
    if both is None or not PARTED_SEATS.search(clause.signs, 0, place):
        return None
    return checked(clause, place, both[1], Stance.SEAT_DEAL, both[0], None) if len(sides(both[0])) > 1 else None


def all_seats(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who fights all seats."""
    fits = clause.words(place).startswith(("all", "every", "each")) and ALL_OF.match(clause.signs, place + 1)
    verb = FOUGHT.search(clause.signs, 0, place)
    if not fits or verb is None or ("4" in verb[1] and not FIELDS.match(clause.words(verb.start()))):
        return None
    who = subject(clause, place)
    stance = stance_of("A", clause.signs[who.place + 1 : place], "")
    return checked(clause, place, fits.end(), stance, who.mentions, ()) if len(sides(who.mentions)) < 2 else None


def claimed(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a seat, named but not counted, that is claimed ("staked claim to Northport")."""
    owner = POSSESSOR.search(clause.signs, 0, place) if clause.words(place).startswith("demand") else None
    if (
        owner
        and DEMANDED_SPOT.match(clause.signs, place + 1)
        and not CLAIMED_ELSE.match(clause.low, clause.chunks[place].end, clause.end)
    ):
        asker, asked_of = mentions_at(clause, *owner.span(1)), subject(clause, owner.start(1)).mentions
        return checked(clause, place, place + 3, Stance.DEMANDS, asker, asked_of or None)
    named = clause.signs[place + 1 : place + 2] == "." and CLAIMING.search(clause.words(place))
    if not named or not NO_ARTICLE.match(clause.low[clause.chunks[place].end : clause.chunks[place + 1].start + 1]):
        return None
    who = subject(clause, place)
    stance = None if odd(clause.signs[who.place + 1 : place]) else Stance.DEMANDS
    return checked(clause, place, place + 2, stance, who.mentions, None)


def kept_out(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who is kept or left out of a union ("has left the Greens out of the alliance")."""
    target = aim(clause, place + 1, frames.DIRECT) if KEEPING.match(clause.words(place)) else None
    if target is None or not OUT_OF.match(clause.low, clause.chunks[target[1] - 1].end):
        return None
    who = subject(clause, place)
    stance = stance_of("R", clause.signs[who.place + 1 : place], "")
    return checked(clause, place, target[1], stance, who.mentions, target[0])


def giving(sign: str, left: str) -> Stance:
    """Return the stance of giving seats: offered where it is only wished, thought of or limited, else settled."""
    if sign in "GO":
        return Stance.SEAT_DEAL if left.endswith("c") and sign == "G" else Stance.OFFERS
    return Stance.OFFERS if any(c in left for c in "msonrGO8") and "c" not in left else Stance.SEAT_DEAL


def put_at_disposal(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find seats put at somebody's disposal."""
    bargained = aim(clause, place + 1, frames.BESIDE)
    if bargained and BARGAINED.search(clause.signs, 0, place):
        who = subject(clause, place)
        if who.urged is None:
            stance = stance_of("L", clause.signs[who.place + 1 : place], "")
            return checked(clause, place, bargained[1], stance, who.mentions, bargained[0])
    tabled = (
        aim(clause, place + 2, FOR_WHOM)
        if clause.words(min(place + 1, len(clause.chunks) - 1)) == "on the table"
        else None
    )
    if tabled:
        return checked(clause, place, tabled[1], Stance.OFFERS, subject(clause, place).mentions, tabled[0])
    target = aim(clause, place + 1, AT_WHOSE)
    if target is None or not clause.low.startswith("'s disposal", clause.chunks[target[1] - 1].end):
        return None
    return checked(clause, place, target[1], Stance.OFFERS, subject(clause, place).mentions, target[0])


WAYS = {"g": (kept_out, left_over, left_to, gone_from, clear_run), "F": (claimed, fronted)}
OTHER_WAYS = (kept_out, offered_by, invited, named_offer)
