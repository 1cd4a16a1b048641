"""Rounds of a race: for each something of its own to decide about, and what each of two people does to it."""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

OURS, THEIRS = "CP", "FF"
HOUR = timedelta(hours=1)


@dataclass
class Ground:
    """Where rounds are prepared: team A's side (which answers) and team B's (which sends)."""

    world: object
    kept: dict = field(default_factory=dict)

    def __post_init__(self):
        from prepoll_web.cases.models import Case

        ids = self.world.ids
        self.here, self.there = ids["a"], ids["b"]
        self.case, self.far_case = (Case.objects.get(id=each["case"]) for each in (self.here, self.there))
        self.owner, self.other = self.world.user("owner"), self.world.user("stranger")

    def talks(self, count, stage):
        """Make talks of team A, each with a line to talks of team B."""
        from prepoll_web.talks.models import Line, Talk

        near = [self._talk(self.far_case, THEIRS, OURS, self.other, stage) for _ in range(count)]
        far = [self._talk(self.case, OURS, THEIRS, self.owner, stage) for _ in range(count)]
        Talk.objects.bulk_create([*near, *far])
        now = self.world.now
        Line.objects.bulk_create(
            Line(
                near=one, far=other, party=OURS, made_by=self.other, made_at=now, expires_at=now + HOUR,
                secret_hash=hashlib.sha256(str(one.id).encode()).hexdigest(),
            )
            for one, other in zip(near, far, strict=True)
        )  # fmt: skip
        return near, far

    def _talk(self, case, ours, other, by, stage):
        from prepoll_web.talks.models import Talk

        return Talk(
            team=case.team, case=case, ours=ours, parties=[other], stage=stage, opened_by=by, opened_at=self.world.now
        )

    def sent(self, dues):
        """Return an offer of team B in team A's hands for each hour by which a reply is due, and B's own copies."""
        from prepoll_web.approvals.texts import digest_of
        from prepoll_web.talks.models import Offer, Shared

        near, far = self.talks(len(dues), "offer_made")
        text = self.text(THEIRS)
        now = self.world.now
        shared = [Shared(text=text, digest=digest_of(text), sender=THEIRS, sent_at=now, reply_due=due) for due in dues]
        Shared.objects.bulk_create(shared)
        copies = [
            [Offer(talk=talk, number=1, sender=THEIRS, text=text, shared=each, made_at=now)
             for talk, each in zip(side, shared, strict=True)]
            for side in (near, far)
        ]  # fmt: skip
        Offer.objects.bulk_create([*copies[0], *copies[1]])
        return copies[1], copies[0]

    def drafts(self, count):
        """Return drafts of team A."""
        from prepoll_web.talks.models import Offer

        _, far = self.talks(count, "talking")
        now, text = self.world.now, self.text(OURS)
        rows = [Offer(talk=each, number=1, sender=OURS, text=text, made_by=self.owner, made_at=now) for each in far]
        return Offer.objects.bulk_create(rows)

    def approaches(self, count):
        """Return approaches of team A to one party that has not answered, with talks each."""
        from prepoll_web.talks.models import Addressee, Approach

        _, far = self.talks(count, "approached")
        rows = Approach.objects.bulk_create(
            Approach(
                team=self.case.team, case=self.case, ours=OURS, direction="out", on_record=False, made_by=self.owner,
                made_at=self.world.now,
            )
            for _ in far
        )  # fmt: skip
        Addressee.objects.bulk_create(
            Addressee(approach=each, party=THEIRS, talk=talk) for each, talk in zip(rows, far, strict=True)
        )
        return rows

    def mandates(self, count, until):
        """Return mandates of team A that nobody has approved, with the digest of their text."""
        from prepoll_web.approvals.actions import make_body
        from prepoll_web.approvals.texts import digest_of
        from prepoll_web.meetings.actions import Called, Written, call_meeting, write_down
        from prepoll_web.meetings.limits import Limits
        from prepoll_web.meetings.mandates import text_of
        from prepoll_web.meetings.models import ItemKind, Mandate
        from prepoll_web.meetings.terms import Terms, terms_json

        now, team = self.world.now, self.here["team"]
        body = make_body(self.owner, team, f"Executive {uuid.uuid4()}", [], now)
        meeting = call_meeting(self.owner, team, self.case.id, Called(body.id, OURS, now + HOUR), now)
        decided = write_down(self.owner, team, meeting.id, Written(ItemKind.DECISION, "The holder may talk."), now)
        limits = Limits(OURS, frozenset({THEIRS}), frozenset({"SAL"}), (), (), until)
        rows = Mandate.objects.bulk_create(
            Mandate(
                team=self.case.team, case=self.case, meeting=meeting, decision=decided, holder=self.owner, until=until,
                terms=terms_json(Terms(limits, "nothing")), made_by=self.owner, made_at=now, changed_by=self.owner,
                changed_at=now,
            )
            for _ in range(count)
        )  # fmt: skip
        return [(each, digest_of(text_of(each))) for each in rows]

    def text(self, sender):
        from prepoll_web.talks.text import Text, text_json

        return text_json(Text(sender, (OURS, THEIRS), {OURS: ("SAL", "GUL"), THEIRS: ("OAK",)}))


def order(do, by, team, what, at, **given):
    """Write an order to a rival."""
    return {"do": do, "by": by, "at": at.isoformat(), "with": {"team": team["team"], "what": str(what), **given}}
