"""What the pages of talks need of the workbench that the tests use; in team B words in every field."""

from datetime import timedelta

CHANGES = (
    "make-approach",
    "answer-approach",
    "open-talk",
    "join-talk",
    "move-talk",
    "talk-terms",
    "talk-code",
    "end-talk-line",
    "leave-talk-line",
    "make-offer",
    "edit-offer",
    "value-offer",
    "approve-offer",
    "unapprove-offer",
    "send-offer",
    "drop-offer",
    "accept-offer",
    "decline-offer",
    "withdraw-offer",
    "agreement",
    "sign-agreement",
    "unsign-agreement",
    "note-signed",
    "take-in-agreement",
    "agreement-falls",
    "obligation-done",
    "obligation-undone",
    "note-rebel",
    "brief-of-agreement",
)
"""Pages of which a test takes the change back, so that the next person finds what this one found."""

RESERVE = 0.777125
CANARIES = (
    "zqapproach",
    "zqanswer",
    "zqtalknote",
    "zqoffernote",
    "zqdraft",
    "zqrebelname",
    "zqrebelwords",
    "0.777125",
)
"""A word in every field of team B's talks."""


def text_of(talk, **changed):
    """Return an offer between LM and the other: Tidewick or Millbrook for LM, a seat for the other."""
    from prepoll_web.talks.text import Promise, Text

    other = talk.parties[0]
    given = {"HL": {"LM": ("TID",), "HL": ("GUL",)}, "FF": {"LM": ("MIL",), "FF": ("HIG",)}}.get(other, {})
    duties = (Promise("LM", "campaign"), Promise(other, "withdraw", given.get("LM", ("TID",))[0]))
    return Text(**{"sender": talk.ours, "parties": talk.members, "seats": given, "duties": duties, **changed})


def with_talks(now, ids):
    """Give both teams an approach, talks with a draft, and talks that led to an agreement."""
    from prepoll_web.teams.models import User

    for team, who in (("a", "owner"), ("b", ids["b"]["owner"])):
        held(User.objects.get(username=who), ids[team], now, hide=team == "b")
    return ids


def held(by, here, now, *, hide):
    """Hold the talks of a team."""
    from prepoll_web.talks import actions, drafting, signing
    from prepoll_web.talks.models import Addressee, Reply, Talk

    def word(hidden, plain):
        return hidden if hide else plain

    team, case = here["team"], here["case"]
    due = now + timedelta(days=20)
    asked = actions.Approached("LM", ("HL", "FF"), words=word("zqapproach", "Shall we talk?"), reply_due=due)
    approach = actions.make_approach(by, team, case, asked, now)
    answer = actions.Answered("FF", Reply.ANSWERED, word("zqanswer", "Gladly."))
    actions.answer_approach(by, team, approach.id, answer, now)
    Talk.objects.filter(case=case).update(seed=7, draws=40)
    talks = {row.party: row.talk for row in Addressee.objects.filter(approach=approach).select_related("talk")}
    seen = actions.SeenTalk(team, talks["HL"].id, 1)
    talk = actions.set_terms(by, seen, actions.Terms(RESERVE if hide else 0.25, word("zqtalknote", "Careful.")), now)
    draft = drafting.Draft(text_of(talk, words=word("zqdraft", "A fair share.")), word("zqoffernote", "Ask for more."))
    offer = drafting.draft_offer(by, team, talk.id, draft, now)
    agreement = agreed(by, team, talks["FF"], "Our last word.", now)
    rebel = signing.Standard("MIL", "FF", word("zqrebelname", "Una Tregear"), word("zqrebelwords", "Stands alone."))
    signing.note_rebel(by, team, agreement.id, rebel, now)
    here |= {"approach": approach.id, "talk": talk.id, "offer": offer.id, "agreement": agreement.id, "number": 1}


def agreed(by, team, talk, note, now):
    """Send an offer to a party that is not on the server, note that it accepts and signs, and sign.

    It goes into the case when its page is opened, not before: what other tests find in the case is not to change.
    """
    from prepoll_web.talks import drafting, exchange, signing

    offer = drafting.draft_offer(by, team, talk.id, drafting.Draft(text_of(talk), note), now)
    exchange.send_offer(by, drafting.SeenOffer(team, offer.id, 1), now)
    found = exchange.accept_offer(by, team, offer.id, now, party="FF")
    signing.sign(by, team, found.id, signing.digest_of_text(found), now)
    signing.note_signed(by, team, found.id, "FF", now)
    return found


def talks_form(world, page, team):
    """Return what a form of the talks is sent with to be taken; nothing for other pages."""
    from prepoll_web.talks.models import Agreement, Talk
    from prepoll_web.talks.signing import digest_of_text

    if page not in CHANGES:
        return {}
    ids = world.ids[team]
    talk = Talk.objects.get(id=ids["talk"])
    offer = {"seat-TID": "LM", "seat-GUL": "HL", "words": "Another share.", "note": ""}
    return {
        "make-approach": {"direction": "out", "ours": "LM", "parties": ["MU"]},
        "answer-approach": {"party": "HL", "reply": "answered"},
        "open-talk": {"ours": "LM", "parties": ["HL", "FF"], "seed": 7, "draws": 40},
        "join-talk": {"code": "nothing"},
        "move-talk": {"move": "talk", "version": talk.version},
        "talk-terms": {"reserve": "0.5", "note": "Other.", "version": talk.version},
        "talk-code": {"party": "HL"},
        "end-talk-line": {"party": "HL"},
        "make-offer": offer,
        "edit-offer": {**offer, "version": 1},
        "sign-agreement": {"digest": digest_of_text(Agreement.objects.get(id=ids["agreement"]))},
        "note-signed": {"party": "FF"},
        "note-rebel": {"name": "Kit Penrose", "seat": "MIL", "party": "LM"},
        "accept-offer": {"party": "HL"},
        "decline-offer": {"party": "HL"},
    }.get(page, {"version": 1})


def talks_again(world, page, team):
    """Have the offer sent where it is to be decided, and the agreement unsigned where it is to be signed."""
    from prepoll_web.approvals.models import Approval
    from prepoll_web.talks.drafting import SeenOffer
    from prepoll_web.talks.exchange import send_offer
    from prepoll_web.talks.lines import make_line
    from prepoll_web.talks.models import Agreement, Obligation, Side

    ids = world.ids[team]
    if page in ("accept-offer", "decline-offer", "withdraw-offer"):
        send_offer(
            world.user("owner" if team == "a" else "stranger"), SeenOffer(ids["team"], ids["offer"], 1), world.now
        )
    if page == "end-talk-line":
        by = world.user("owner" if team == "a" else "stranger")
        make_line(by, ids["team"], ids["talk"], "HL", world.now)
    if page == "unsign-agreement":
        Agreement.objects.filter(id=ids["agreement"]).update(state="in_principle", settled_at=None)
    if page == "obligation-undone":
        Obligation.objects.filter(agreement=ids["agreement"]).update(done_at=world.now)
    if page in ("sign-agreement", "note-signed", "agreement-falls"):
        Agreement.objects.filter(id=ids["agreement"]).update(state="in_principle", settled_at=None)
        Side.objects.filter(agreement=ids["agreement"]).update(signed_at=None, signed_by=None)
        Approval.objects.filter(subject=f"agreement:{ids['agreement']}").delete()
    if page == "obligation-done":
        Obligation.objects.filter(agreement=ids["agreement"]).update(done_at=None)


class Table:
    """Team A's talks for LM and team B's for HL, joined by a line."""

    def __init__(self, world):
        from prepoll_web.talks import actions, lines
        from prepoll_web.talks.models import Talk

        self.world, self.now = world, world.now
        self.a, self.b = world.user("owner"), world.user("stranger")
        self.team_a, self.team_b = world.ids["a"]["team"], world.ids["b"]["team"]
        opening = actions.Opening("LM", ("HL",), seed=7, draws=40)
        self.near = actions.open_talk(self.a, self.team_a, world.ids["a"]["case"], opening, self.now)
        _line, code = lines.make_line(self.a, self.team_a, self.near.id, "HL", self.now)
        self.code = code
        self.far = lines.take_line(self.b, self.team_b, world.ids["b"]["case"], code, self.now)
        Talk.objects.filter(pk=self.far.pk).update(seed=7, draws=40)

    def draft(self, *, far=False, note="", answers=None, **changed):
        from prepoll_web.talks import drafting

        talk = self.far if far else self.near
        by, team = (self.b, self.team_b) if far else (self.a, self.team_a)
        given = {"LM": ("TID",), "HL": ("GUL",)}
        text = text_of(talk, **{"seats": given, "duties": (), **changed})
        return drafting.draft_offer(by, team, talk.id, drafting.Draft(text, note, answers), self.now)

    def send(self, *, far=False, **changed):
        from prepoll_web.talks import drafting, exchange

        offer = self.draft(far=far, **changed)
        by, team = (self.b, self.team_b) if far else (self.a, self.team_a)
        exchange.send_offer(by, drafting.SeenOffer(team, offer.id, offer.version), self.now)
        return offer

    def copy(self, offer, *, far=True):
        """Return the other side's copy."""
        from prepoll_web.talks.models import Offer

        offer.refresh_from_db()
        return Offer.objects.get(talk=self.far if far else self.near, shared=offer.shared)

    def stages(self):
        from prepoll_web.talks.models import Talk

        return tuple(Talk.objects.get(pk=talk.pk).stage for talk in (self.near, self.far))

    def agree(self, **changed):
        from prepoll_web.talks import exchange

        offer = self.copy(self.send(**changed))
        return exchange.accept_offer(self.b, self.team_b, offer.id, self.now)

    def sign(self, agreement, *, sides=("a", "b"), at=None):
        """Sign an agreement for the teams named."""
        from prepoll_web.talks import signing

        seen = signing.digest_of_text(agreement)
        for by, team, side in ((self.a, self.team_a, "a"), (self.b, self.team_b, "b")):
            if side in sides:
                signing.sign(by, team, agreement.id, seen, at or self.now)
        agreement.refresh_from_db()
        return agreement

    def at(self, agreement, page="", *, far=False):
        """Return an address of an agreement for one of the teams."""
        return f"/teams/{self.team_b if far else self.team_a}/agreements/{agreement.id}/{page}"
