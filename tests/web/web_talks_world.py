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
    "make-offer",
    "edit-offer",
    "value-offer",
    "approve-offer",
    "send-offer",
    "drop-offer",
    "accept-offer",
    "decline-offer",
    "withdraw-offer",
    "agreement",
    "sign-agreement",
    "note-signed",
    "agreement-falls",
    "obligation-done",
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
    from prepoll_web.talks.models import Agreement, Obligation, Side

    ids = world.ids[team]
    if page in ("accept-offer", "decline-offer", "withdraw-offer"):
        send_offer(
            world.user("owner" if team == "a" else "stranger"), SeenOffer(ids["team"], ids["offer"], 1), world.now
        )
    if page in ("sign-agreement", "note-signed", "agreement-falls"):
        Agreement.objects.filter(id=ids["agreement"]).update(state="in_principle", settled_at=None)
        Side.objects.filter(agreement=ids["agreement"]).update(signed_at=None, signed_by=None)
        Approval.objects.filter(subject=f"agreement:{ids['agreement']}").delete()
    if page == "obligation-done":
        Obligation.objects.filter(agreement=ids["agreement"]).update(done_at=None)
