"""A party's advice, as rows: its options from every side, its calendar, what to say and to find out."""

from __future__ import annotations

from collections.abc import Sequence

from prepoll.advice.types import Advice, LikeMindedness, Obstacle, Option, TransferRange
from prepoll.advice.wording import deal_words
from prepoll.alliances.types import Worth
from prepoll.brief.proposals import (
    AloneRow,
    DayRow,
    DealRow,
    DivisionRow,
    EffectRow,
    FindOutRow,
    Hurdle,
    LeaveRow,
    MemberRow,
    Nearness,
    NearnessRow,
    OptionRow,
    PartnerRow,
    PartyAdvice,
    PriceRow,
    SlackRow,
    TermRow,
    TransferRow,
)
from prepoll.brief.types import Claim
from prepoll.sharing.types import Margins, Sharing


def party_advice(advice: Advice, claims: Sequence[Claim]) -> PartyAdvice:
    """Write the advice to one party as plain values."""
    line = advice.public_line
    return PartyAdvice(
        party=advice.party,
        objective=advice.objective.code,
        objective_name=advice.objective.name,
        verdict=tuple(advice.verdict),
        alone=alone_row(advice.alone),
        options=tuple(option_row(option, advice, claims) for option in advice.options),
        left_out=advice.left_out,
        calendar=tuple(
            DayRow(row.on, row.kind.value, row.seat, row.party, row.days_left, row.words, row.statement)
            for row in advice.calendar
        ),
        find_out=tuple(FindOutRow(row.words, row.about, row.value, row.changes, row.how) for row in advice.find_out),
        public_line=line.sentences,
        public_rests_on=line.rests_on,
        public_warnings=line.warnings,
        public_differs=line.differs,
        would_change=advice.would_change,
        gained=advice.gained,
        lost=advice.lost,
    )


def alone_row(worth: Worth) -> AloneRow:
    """Write what going alone is worth."""
    return AloneRow(
        figure=f"alone:{worth.party}",
        seats=worth.seats,
        one_or_more=one_or_more(worth),
        votes=worth.votes,
        share=worth.share,
        deposits=worth.deposits,
        recognition=worth.recognition,
        value=worth.value,
    )


def one_or_more(worth: Worth) -> float:
    """Return the chance of winning a seat at all."""
    return min(1.0, max(0.0, 1.0 - worth.seats_chance[0])) if worth.seats_chance else 0.0


def option_row(option: Option, advice: Advice, claims: Sequence[Claim]) -> OptionRow:
    """Write one option as plain values."""
    ranked = option.ranked
    return OptionRow(
        figure=f"option:{advice.party}:{ranked.structure.id}",
        name=option.name,
        structure=ranked.structure.id,
        described=str(ranked.structure),
        partners=option.partners,
        regions=option.regions,
        status=ranked.status.value,
        barred_by=ranked.barred_by,
        seats=ranked.worth.seats,
        one_or_more=one_or_more(ranked.worth),
        value=ranked.worth.value,
        gain=ranked.gain,
        chance_gain=ranked.chance_gain,
        chance_loss=ranked.chance_loss,
        recognition=ranked.worth.recognition,
        objectives=tuple(sorted(option.objectives.items())),
        effects=effects(option),
        partner_gains=partner_gains(option),
        hurdles=tuple(hurdle(row, claims) for row in option.obstacles),
        nearness=tuple(nearness(row) for row in option.like_mindedness),
        slack=slack(option),
        transfer=transfer(option.transfer),
        terms=tuple(term(row, option.margins) for row in option.sharing),
        stable=option.stability.stable,
        stability_note=option.stability.note,
        leavers=leavers(option),
        members=members(option),
        verdict=option.verdict,
        slate=deal_words(option.deals[0]),
        deals=tuple(DealRow(row.name, row.seats, row.gains, row.refused) for row in option.deals),
        prices=prices(option.margins),
        divisions=divisions(option.margins),
    )


def effects(option: Option) -> tuple[EffectRow, ...]:
    """List what the option changes, seat by seat."""
    return tuple(
        EffectRow(
            seat=row.seat,
            stands=row.stands,
            win_alone=row.win_alone,
            win_with=row.win_with,
            share_alone=row.share_alone,
            share_with=row.share_with,
            leader_with=row.leader_with,
            leader_chance=row.leader_chance,
        )
        for row in option.seats
    )


def partner_gains(option: Option) -> tuple[PartnerRow, ...]:
    """List what the option is worth to each partner."""
    return tuple(
        PartnerRow(row.party, row.objective, row.gain, row.chance_gain, row.willing, row.words)
        for row in option.partner_gains
    )


def hurdle(row: Obstacle, claims: Sequence[Claim]) -> Hurdle:
    """Write an obstacle, and find the claim whose passage it quotes."""
    found = quoted_claims(row, claims)
    return Hurdle(
        words=row.words,
        quote=row.quote,
        speaker=row.speaker,
        attribution=row.attribution,
        article=row.article,
        start=row.start,
        end=row.end,
        dated=row.dated,
        soft=row.soft,
        remedy=row.remedy,
        claim=found[0] if found else None,
    )


def quoted_claims(row: Obstacle, claims: Sequence[Claim]) -> tuple[str, ...]:
    """List the ids of the claims whose passage an obstacle quotes, on to its hedge or not, the longest only."""
    found = [claim for claim in claims if _within(claim, row)]
    longest = max((claim.end - claim.start for claim in found), default=0)
    return tuple(claim.id for claim in found if claim.end - claim.start == longest)


def _within(claim: Claim, row: Obstacle) -> bool:
    """Say whether a claim's passage is the one quoted, which may go on to its hedge."""
    if row.article != claim.article or row.start is None or row.end is None or row.quote is None:
        return False
    return row.start <= claim.start and claim.end <= row.end and claim.quote in row.quote


def nearness(like: LikeMindedness) -> Nearness:
    """Write how near two parties are."""
    rows = tuple(
        NearnessRow(like.b, a.question, a.question_text, a.own, a.other, a.distance, a.weight, a.sources)
        for a in like.answers
    )
    return Nearness(like.a, like.b, like.score, like.nearest, like.furthest, rows)


def slack(option: Option) -> tuple[SlackRow, ...]:
    """List the days between the party's own deadlines and nominations."""
    return tuple(
        SlackRow(row.statement, row.deadline, row.seat, row.nominations_close, row.days, row.words)
        for row in option.slack
    )


def transfer(row: TransferRange) -> TransferRow:
    """Write what the option is worth over the range of transfer."""
    return TransferRow(
        worst=row.worst,
        expected=row.expected,
        best=row.best,
        worst_gain=row.worst_gain,
        best_gain=row.best_gain,
        breakeven=row.breakeven,
        words=row.words,
    )


def prices(margins: Margins | None) -> tuple[PriceRow, ...]:
    """List what a seat more or less costs, where it was asked."""
    rows = () if margins is None else margins.prices
    return tuple(PriceRow(row.party, row.contests, row.one_more, row.one_less, row.to_party) for row in rows)


def divisions(margins: Margins | None) -> tuple[DivisionRow, ...]:
    """List the ways to divide what is won, where they were asked for."""
    rows = () if margins is None else margins.frontier
    return tuple(DivisionRow(tuple(row.each.items()), tuple(row.contests.items()), row.total) for row in rows)


def term(row: Sharing, margins: Margins | None = None) -> TermRow:
    """Write one way to share the seats, seats in the order of their codes."""
    return TermRow(
        norm=row.norm.value,
        allocation=tuple(sorted(row.allocation.items())),
        alliance_seats=row.alliance_seats,
        each=tuple(sorted(row.each.items())),
        seat_wins=tuple(sorted(row.seat_wins.items())),
        why=row.why,
        level=row.level,
        low_end=None if margins is None else margins.low_end.get(row.norm),
        regret=None if margins is None else margins.regret.get(row.norm),
    )


def leavers(option: Option) -> tuple[LeaveRow, ...]:
    """List the steps out of the alliance, the likeliest first."""
    return tuple(
        LeaveRow(
            party=row.party,
            region=row.region,
            to=row.to,
            structure=row.structure.id,
            status=row.status.value,
            gain=row.gain,
            chance_gain=row.chance_gain,
            would=row.would,
            keeps=row.keeps,
        )
        for row in option.stability.deviations
    )


def members(option: Option) -> tuple[MemberRow, ...]:
    """List what each member adds."""
    return tuple(MemberRow(row.party, row.alliance_seats, row.focal_value) for row in option.stability.marginal)
