"""Approaches, talks, offers with their values, what two sides share, agreements and what they oblige to."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED
from prepoll_web.cases.models import Case
from prepoll_web.talks.stages import Stage
from prepoll_web.teams.models import Team, User


class Direction(models.TextChoices):
    """Who came to whom."""

    OUT = "out", _("from us")
    IN = "in", _("to us")


class Reply(models.TextChoices):
    """What became of an approach to one party; that the time is up follows from the clock."""

    WAITING = "waiting", _("no answer yet")
    ANSWERED = "answered", _("answered")
    DECLINED = "declined", _("declined")


class OfferState(models.TextChoices):
    """What became of an offer that was sent."""

    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    COUNTERED = "countered", _("answered by a counter-offer")
    WITHDRAWN = "withdrawn", _("taken back")
    LAPSED = "lapsed", _("lapsed")
    OVERTAKEN = "overtaken", _("overtaken by an agreement")


class AgreementState(models.TextChoices):
    """How far an agreement has come."""

    IN_PRINCIPLE = "in_principle", _("agreed in principle")
    SIGNED = "signed", _("signed off by all")
    FALLEN = "fallen", _("fallen through")


class Duty(models.TextChoices):
    """What an agreement can oblige to."""

    CAMPAIGN = "campaign", _("campaign jointly")
    WITHDRAW = "withdraw", _("withdraw the candidate")
    OTHER = "other", _("something else")


STAGES = [
    (Stage.APPROACHED.value, _("approached")),
    (Stage.EXPLORING.value, _("exploring")),
    (Stage.TALKING.value, _("talking")),
    (Stage.OFFER_MADE.value, _("offer made")),
    (Stage.IN_PRINCIPLE.value, _("agreed in principle")),
    (Stage.AGREED.value, _("agreed")),
    (Stage.FAILED.value, _("failed")),
]


class Approach(models.Model):
    """An invitation to one party or to an open list, or one that came to us."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="approaches")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approaches")
    ours = models.CharField(max_length=40)  # the party that the team speaks for
    region = models.CharField(max_length=40, blank=True, default="")  # empty: the whole case
    direction = models.CharField(max_length=3, choices=Direction.choices)
    on_record = models.BooleanField()
    words = models.TextField(blank=True)
    reply_due = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.ours}, {self.direction}"


class Addressee(models.Model):
    """One party of an approach, and what it said."""

    approach = models.ForeignKey(Approach, on_delete=models.PROTECT, related_name="addressees")
    party = models.CharField(max_length=40)
    reply = models.CharField(max_length=8, choices=Reply.choices, default=Reply.WAITING)
    note = models.TextField(blank=True)
    talk = models.ForeignKey("Talk", on_delete=models.PROTECT, related_name="addressed", null=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    noted_at = models.DateTimeField(null=True)

    class Meta:
        """Each party once in an approach."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("approach", "party"), name="one_addressee_of_each_party"),
            models.CheckConstraint(condition=models.Q(reply__in=Reply.values), name="reply_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.reply}"


class Talk(models.Model):
    """Talks of a team with one or several parties. Everything in this row stays with the team."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="talks")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="talks")
    ours = models.CharField(max_length=40)
    parties = models.JSONField()  # the other parties, codes, sorted
    region = models.CharField(max_length=40, blank=True)  # empty: the whole case
    objective = models.CharField(max_length=40, blank=True)  # empty: the case's default
    seed = models.PositiveBigIntegerField(default=DEFAULT_SEED)
    draws = models.PositiveIntegerField(default=DEFAULT_DRAWS)
    stage = models.CharField(max_length=12, choices=STAGES, default=Stage.APPROACHED.value)
    version = models.PositiveIntegerField(default=1)
    reserve = models.FloatField(null=True)  # the least that an offer has to be worth to us, on the objective
    note = models.TextField(blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        """Stages that are known."""

        constraints = (
            models.CheckConstraint(condition=models.Q(stage__in=[stage.value for stage in Stage]), name="stage_known"),
        )

    def __str__(self) -> str:
        return " + ".join((self.ours, *self.parties))

    @property
    def members(self) -> tuple[str, ...]:
        """Every party at the table, sorted."""
        return tuple(sorted((self.ours, *self.parties)))


class Line(models.Model):
    """What joins the talks of two teams: made by one with a secret, taken up by the other with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    near = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="lines_made")
    party = models.CharField(max_length=40)  # for whom the other team speaks
    far = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="lines_taken", null=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    left = models.BooleanField(default=False)  # ended by the team that had joined

    def __str__(self) -> str:
        return f"{self.near} to {self.party}"


class Shared(models.Model):
    """What every side of an offer has before it: the text in the fields that are allowed, and what became of it.

    Rows are decided under a lock. Nothing in a row is of one side alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.JSONField()  # as `talks.text` writes it
    digest = models.CharField(max_length=64)
    sender = models.CharField(max_length=40)  # the party that it comes from
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    sent_at = models.DateTimeField()
    reply_due = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """States that are known."""

        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=OfferState.values), name="offer_state_is_known"),
        )

    def __str__(self) -> str:
        return f"offer of {self.sender}: {self.state}"


class Assent(models.Model):
    """That one party accepted; an offer is accepted once every party that it was sent to has."""

    shared = models.ForeignKey(Shared, on_delete=models.PROTECT, related_name="assents")
    party = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        """Each party accepts once."""

        constraints = (models.UniqueConstraint(fields=("shared", "party"), name="one_assent_of_each_party"),)

    def __str__(self) -> str:
        return f"{self.party} accepts"


class Offer(models.Model):
    """One round in the talks of one team: drafted by it, or received. Drafts and notes stay with the team."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveIntegerField()  # from 1 on within the talks
    sender = models.CharField(max_length=40)
    text = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    note = models.TextField(blank=True)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, related_name="counters", null=True)
    shared = models.ForeignKey(Shared, on_delete=models.PROTECT, related_name="copies", null=True)  # null: a draft
    dropped_at = models.DateTimeField(null=True)  # a draft that was given up
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)  # null: it came to us
    made_at = models.DateTimeField()

    class Meta:
        """Rounds are numbered without a gap; a team has one copy of what is shared."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("talk", "number"), name="one_offer_of_each_number"),
            models.UniqueConstraint(fields=("talk", "shared"), name="one_copy_in_each_talk"),
        )

    def __str__(self) -> str:
        return f"round {self.number}"


class Valuation(models.Model):
    """What an offer is worth by one run of a team's own study, as `prepoll offer --json` says it."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="valuations")
    digest = models.CharField(max_length=64)  # of the text that was valued
    seed = models.PositiveBigIntegerField()
    draws = models.PositiveIntegerField()
    program = models.CharField(max_length=20)
    folder = models.CharField(max_length=64)  # the state of the case that was valued, by the name of its folder
    input_hash = models.CharField(max_length=64)
    as_of = models.DateField()
    document = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        """The same run of the same text is kept once."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("offer", "digest", "input_hash", "program"), name="one_valuation_of_a_run"),
        )

    def __str__(self) -> str:
        return f"{self.offer}, as of {self.as_of}"


class Agreement(models.Model):
    """An offer that every side accepted: final text, to be signed off by each side."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shared = models.OneToOneField(Shared, on_delete=models.PROTECT, related_name="agreement")
    text = models.JSONField()
    state = models.CharField(max_length=12, choices=AgreementState.choices, default=AgreementState.IN_PRINCIPLE)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # signed by all, or fallen through

    class Meta:
        """States that are known."""

        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=AgreementState.values), name="agreement_state_known"),
        )

    def __str__(self) -> str:
        return f"agreement of {' + '.join(self.text['parties'])}"


class Side(models.Model):
    """One party of an agreement. What it led to in a team's case stays with the team that has the talks."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="sides")
    party = models.CharField(max_length=40)
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="sides")  # of the team that speaks for it
    own = models.BooleanField()  # False: a party that is not on the server; the team notes for it
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    taken_in_at = models.DateTimeField(null=True)  # relation and scenario were made in the team's case
    article = models.UUIDField(null=True)
    scenario = models.UUIDField(null=True)

    class Meta:
        """Each party once."""

        ordering = ("party",)
        constraints = (models.UniqueConstraint(fields=("agreement", "party"), name="one_side_of_each_party"),)

    def __str__(self) -> str:
        return f"{self.party} in {self.agreement}"


class Obligation(models.Model):
    """Something that a party has to do by an agreement; all sides see whether it is done."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="obligations")
    number = models.PositiveIntegerField()
    party = models.CharField(max_length=40)
    duty = models.CharField(max_length=10, choices=Duty.choices)
    words = models.CharField(max_length=300, blank=True)
    seat = models.CharField(max_length=40, blank=True)
    due = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Numbered within the agreement."""

        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("agreement", "number"), name="one_obligation_of_each_number"),)

    def __str__(self) -> str:
        return f"{self.party}: {self.duty} {self.seat}".strip()


class Rebel(models.Model):
    """Somebody who stands against an agreement, as one team has noted it; the other side does not see it."""

    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="rebels")
    party = models.CharField(max_length=40)
    seat = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    words = models.CharField(max_length=300, blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        """In the order noted."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.name} in {self.seat}"
