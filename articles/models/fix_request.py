from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FixRequestQuerySet(models.QuerySet["FixRequest"]):
    def open(self) -> "FixRequestQuerySet":
        """Nobody has told them yet; the address may still wait to be confirmed."""
        return self.filter(told_at__isnull=True)

    def waiting(self) -> "FixRequestQuerySet":
        """Confirmed, and not told yet."""
        return self.open().filter(confirmed_at__isnull=False)


class FixRequest(models.Model):
    """A reader whom an article did not help wants one mail when it is fixed. The address is for that mail and nothing else.

    Asked, confirmed by mail, told, then erased: `email` is empty from then on. See articles.fixing.
    """

    article = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="fix_requests")
    # The no that it came with: the second answer is the same reader's, on whatever device.
    vote = models.ForeignKey("articles.ArticleVote", on_delete=models.CASCADE, related_name="fix_requests")
    # Who was signed in: they may see articles that others may not.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail address"), blank=True)
    # HMAC of the address, while it matters whom we have asked lately.
    email_key = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=5)

    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    # Which fix the mail told of, and whether it also asked: is it solved now? See kbsite.notifications.asking.
    fix = models.ForeignKey("articles.ArticleFix", null=True, blank=True, on_delete=models.SET_NULL, related_name="told")
    has_asked = models.BooleanField(default=False)

    objects = FixRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to be told of a fix")
        verbose_name_plural = _("requests to be told of a fix")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["article", "email_key"], condition=Q(told_at__isnull=True), name="articles_fix_request_once"
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(confirmed_at__isnull=False), name="articles_fix_told_after_confirming"
            ),
        ]
        indexes = [
            # Whom to tell, and how many wait beside an article.
            models.Index(
                fields=["article"],
                condition=Q(confirmed_at__isnull=False, told_at__isnull=True),
                name="articles_fix_request_waiting",
            ),
            # Whose address must go.
            models.Index(fields=["asked_at"], condition=~Q(email=""), name="articles_fix_request_address"),
            # Whom we have asked lately.
            models.Index(fields=["email_key", "told_at"], name="articles_fix_request_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Confirmed, and not told yet."""
        return self.confirmed_at is not None and self.told_at is None
