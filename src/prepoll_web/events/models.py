"""One row of the record."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class What(models.TextChoices):
    """What somebody did or read."""

    SIGNED_IN = "signed_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
    SIGNED_OUT = "signed_out", _("signed out")
    TEAM_FOUNDED = "team_founded", _("founded the team")
    SIGN_IN_REFUSED = "sign_in_refused", _("tried to sign in too often")
    SECOND_FACTOR_SET = "second_factor_set", _("set up a second factor")
    SECOND_FACTOR_ENDED = "second_factor_ended", _("took off the second factor")
    PASSWORD_SET = "password_set", _("was given a new password")
    MEMBER_ADDED = "member_added", _("added a member")
    MEMBER_ALTERED = "member_altered", _("changed a role")
    MEMBER_REMOVED = "member_removed", _("removed a member")
    MEMBER_LEFT = "member_left", _("left the team")
    INVITED = "invited", _("invited somebody")
    INVITATION_REVOKED = "invitation_revoked", _("took an invitation back")
    INVITATION_TAKEN = "invitation_taken", _("took up an invitation")
    CASE_ADDED = "case_added", _("added a case")
    CASE_EXPORTED = "case_exported", _("took a case out as a folder")
    CASE_REFUSED = "case_refused", _("uploaded a case that has defects")
    BRIEF_MADE = "brief_made", _("made a brief")
    JOB_ASKED = "job_asked", _("asked for a run")
    JOB_DONE = "job_done", _("had a run done")
    JOB_FAILED = "job_failed", _("had a run fail")
    JOB_CANCELLED = "job_cancelled", _("cancelled a run")
    READ = "read", _("read")
    SCENARIO_MADE = "scenario_made", _("made a scenario")
    SCENARIO_CHANGED = "scenario_changed", _("changed a scenario")
    SCENARIO_UNDONE = "scenario_undone", _("took back a change of a scenario")
    SCENARIO_REMOVED = "scenario_removed", _("removed a scenario")
    LINK_MADE = "link_made", _("made a link for others")
    LINK_REVOKED = "link_revoked", _("revoked a link")
    LINK_READ = "link_read", _("read by a link")
    EXPORTED = "exported", _("exported for the public")
    ARTICLE_ADDED = "article_added", _("added an article")
    ARTICLE_WITHDRAWN = "article_withdrawn", _("withdrew an article")
    ARTICLE_RESTORED = "article_restored", _("took an article back in")
    CLAIM_JUDGED = "claim_judged", _("judged a claim")
    JUDGEMENT_UNDONE = "judgement_undone", _("took a judgement back")
    CODING_ADDED = "coding_added", _("added somebody's coding")
    FEED_ADDED = "feed_added", _("had a feed followed")
    FEED_ASKED = "feed_asked", _("asked a feed for news")
    DAY_SET = "day_set", _("took a case to a day")
    REPORTER_ADDED = "reporter_added", _("gave a reporter a code")
    FIELD_LINK_MADE = "field_link_made", _("made a reporter's link")
    FIELD_LINK_REVOKED = "field_link_revoked", _("revoked a reporter's link")
    REPORTER_DELETED = "reporter_deleted", _("deleted a reporter")
    REPORT_RECEIVED = "report_received", _("sent a field report")
    REPORT_DELETED = "report_deleted", _("deleted a field report")
    APPROACH_MADE = "approach_made", _("noted an approach")
    APPROACH_ANSWERED = "approach_answered", _("noted an answer to an approach")
    APPROACH_CORRECTED = "approach_corrected", _("corrected an answer to an approach")
    TALK_OPENED = "talk_opened", _("opened talks")
    TALK_MOVED = "talk_moved", _("took talks to another stage")
    TALK_CHANGED = "talk_changed", _("changed what an offer has to be worth")
    LINE_MADE = "line_made", _("made a code for the other side")
    LINE_TAKEN = "line_taken", _("joined talks by a code")
    LINE_ENDED = "line_ended", _("ended the line between two teams' talks")
    OFFER_DRAFTED = "offer_drafted", _("drafted an offer")
    OFFER_CHANGED = "offer_changed", _("changed a draft of an offer")
    OFFER_DROPPED = "offer_dropped", _("gave up a draft of an offer")
    OFFER_SENT = "offer_sent", _("sent an offer")
    OFFER_RECEIVED = "offer_received", _("was sent an offer")
    OFFER_VALUED = "offer_valued", _("had an offer valued")
    OFFER_ACCEPTED = "offer_accepted", _("accepted an offer")
    OFFER_DECLINED = "offer_declined", _("declined an offer")
    OFFER_WITHDRAWN = "offer_withdrawn", _("took an offer back")
    OFFER_COUNTERED = "offer_countered", _("answered an offer by another")
    OFFER_LAPSED = "offer_lapsed", _("let an offer lapse")
    OFFER_OVERTAKEN = "offer_overtaken", _("let an agreement overtake an offer")
    AGREEMENT_MADE = "agreement_made", _("agreed in principle")
    AGREEMENT_SIGNED = "agreement_signed", _("signed an agreement off")
    AGREEMENT_UNSIGNED = "agreement_unsigned", _("took a signature back")
    AGREEMENT_FALLEN = "agreement_fallen", _("let an agreement fall through")
    AGREEMENT_TAKEN_IN = "agreement_taken_in", _("wrote an agreement into the case")
    OBLIGATION_DONE = "obligation_done", _("noted an obligation as done")
    OBLIGATION_UNDONE = "obligation_undone", _("noted an obligation as not done after all")
    REBEL_NOTED = "rebel_noted", _("noted a rebel")
    CALENDAR_MADE = "calendar_made", _("made an address for a calendar")
    CALENDAR_REVOKED = "calendar_revoked", _("ended the address of a calendar")
    REMINDERS_SET = "reminders_set", _("set where reminders go")
    REMINDED = "reminded", _("was reminded")
    BODY_MADE = "body_made", _("named a body")
    BODY_CHANGED = "body_changed", _("changed a body")
    BODY_ENDED = "body_ended", _("ended a body")
    APPROVED = "approved", _("approved")
    APPROVAL_ENDED = "approval_ended", _("took an approval back")
    MEETING_CALLED = "meeting_called", _("called a meeting")
    AGENDA_DRAFTED = "agenda_drafted", _("had an agenda drafted")
    ITEM_ADDED = "item_added", _("wrote into a meeting's paper")
    ITEM_CORRECTED = "item_corrected", _("corrected a meeting's paper")
    MEETING_CLOSED = "meeting_closed", _("closed a meeting's minutes")
    MANDATE_GRANTED = "mandate_granted", _("wrote a mandate")
    MANDATE_CHANGED = "mandate_changed", _("changed a mandate")
    MANDATE_WITHDRAWN = "mandate_withdrawn", _("withdrew a mandate")
    PUBLIC_LINE_SET = "public_line_set", _("settled a public line")
    PUBLIC_LINE_ENDED = "public_line_ended", _("gave a public line up")


class Event(models.Model):
    """A row of the record.

    It names people and things in its own words and points to no other table, so that it outlives what it
    tells of. The database refuses to change or delete it; `digest` covers every field and the row before.
    """

    chain = models.CharField(max_length=36)  # the team's id, or "server" where no team is concerned
    number = models.PositiveIntegerField()  # from 1 on within the chain, without a gap
    at = models.DateTimeField()
    who = models.CharField(max_length=150, blank=True)  # user name; empty: nobody who is known
    what = models.CharField(max_length=20)  # a What; a new one moves no table
    about = models.CharField(max_length=100, blank=True)  # "case:…", "brief:…", "member:…"
    details = models.JSONField(default=dict)
    before = models.CharField(max_length=64)  # digest of the row before
    digest = models.CharField(max_length=64)

    class Meta:
        """One row for each number of a chain."""

        ordering = ("chain", "number")
        constraints = (models.UniqueConstraint(fields=("chain", "number"), name="one_event_for_each_number"),)
        indexes = (models.Index(fields=("chain", "at"), name="latest_hour_of_a_chain"),)

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.who or 'somebody'} {self.what} {self.about}".strip()
