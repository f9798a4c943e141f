"""An RSS that lets its numbers follow its kommuner's answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from surveys.models.questionnaire import Item
from surveys.models.response import Response


class Compilation(models.Model):
    """The RSS's response follows its kommuner's answers, as `surveys.compiling` has them follow."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="compilation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["response"]

    def __str__(self):
        return str(self.response)


class Override(models.Model):
    """A number the RSS has put in place of the sum, and why. It follows no more."""

    compilation = models.ForeignKey(Compilation, models.CASCADE, related_name="overrides")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["compilation", "item"]
        constraints = [
            models.UniqueConstraint(fields=["compilation", "item"], name="override_once_a_box"),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.item_id}: {self.reason}"
