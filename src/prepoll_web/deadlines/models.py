"""Who is reminded and by which address a calendar is read; every reminder that was sent."""

from __future__ import annotations

import uuid

from django.db import models

from prepoll_web.teams.models import Team, User


class Feed(models.Model):
    """A secret address at which one member's calendar of a team is read; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """One address that is read for each member of a team."""

        constraints = (
            models.UniqueConstraint(
                fields=("team", "user"), condition=models.Q(revoked_at=None), name="one_calendar_of_each_member"
            ),
        )

    def __str__(self) -> str:
        return f"calendar of {self.user} in {self.team}"


class Recipient(models.Model):
    """A member who is reminded by mail."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField()
    since = models.DateTimeField()

    class Meta:
        """One address for each member of a team."""

        constraints = (models.UniqueConstraint(fields=("team", "user"), name="one_address_of_each_recipient"),)

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class Reminder(models.Model):
    """A reminder of one deadline to one member, so and so long before; the row is there before the mail goes out.

    A process that is killed between the two has lost a mail; none is ever sent twice.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=100)
    term = models.CharField(max_length=20)
    ends = models.DateTimeField()
    hours = models.PositiveSmallIntegerField()  # before the end
    at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)  # why the mail did not go out

    class Meta:
        """Each reminder once; a deadline that is moved is another one."""

        constraints = (
            models.UniqueConstraint(
                fields=("team", "user", "about", "term", "ends", "hours"), name="each_reminder_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.about}, {self.hours} h before, to {self.user}"
