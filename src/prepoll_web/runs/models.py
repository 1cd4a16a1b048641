"""A run of the brief."""

from __future__ import annotations

import uuid

from django.db import models

from prepoll_web.cases.models import Case
from prepoll_web.teams.models import Team, User


class Run(models.Model):
    """A brief that was made: seed, draws, version and input hash give the same bytes again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="runs")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="runs")
    seed = models.PositiveBigIntegerField()
    draws = models.PositiveIntegerField()
    version = models.CharField(max_length=40)
    input_hash = models.CharField(max_length=64)
    as_of = models.DateField()
    parties = models.JSONField()  # codes of those advised
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        """The same pins are one run."""

        constraints = (
            models.UniqueConstraint(
                fields=("case", "seed", "draws", "version", "input_hash"), name="one_run_for_the_same_pins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}, seed {self.seed}, {self.draws} draws, prepoll {self.version}"
