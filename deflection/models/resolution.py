"""The customer's own word whether it is solved: about a contact, or about a visit that ended without one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deflection.models.kinds import SolvedAnswer, SolvedQuestion


class Resolution(models.Model):
    """One question put to one person. Not answered stays not answered: it is never a yes.

    A changed mind is a new row; the latest answered row of a contact holds.
    """

    contact = models.ForeignKey("deflection.Contact", on_delete=models.CASCADE, null=True, blank=True, related_name="resolutions")
    # The stable key of an episode (deflection.ledger.episodes), for people who did not contact.
    episode_key = models.CharField(max_length=64, blank=True)
    question = models.CharField(_("question"), max_length=24, choices=SolvedQuestion)
    # 0-1: how likely this person was to be asked; 1 when everybody is.
    prompt_probability = models.FloatField(default=1.0)
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=8, choices=SolvedAnswer, blank=True, default=SolvedAnswer.NONE)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer to “solved?”")
        verbose_name_plural = _("answers to “solved?”")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, episode_key="") | (Q(contact__isnull=True) & ~Q(episode_key="")),
                name="deflection_resolution_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="deflection_resolution_answer_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(prompt_probability__gt=0, prompt_probability__lte=1),
                name="deflection_resolution_probability_in_range",
            ),
        ]
        indexes = [
            # "Solved contacts" of a period counts by the day of the question.
            models.Index(fields=["asked_at"], name="deflection_resolution_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer or '?'}"
