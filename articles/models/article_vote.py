from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """What a reader says to: did this solve your problem?"""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    LOOKING = "looking", _("I was only looking")


class Reason(models.TextChoices):
    """Why; each belongs to one answer (see REASONS_OF), and several may be true."""

    WORKED_AS_WRITTEN = "worked_as_written", _("It worked as written")
    FOUND_MY_OWN_WAY = "found_my_own_way", _("It led me to the answer")
    SAVED_A_CONTACT = "saved_a_contact", _("I would have asked otherwise")
    NOT_MY_PROBLEM = "not_my_problem", _("It is about another problem")
    NOT_MY_VERSION = "not_my_version", _("My version looks different")
    DID_NOT_WORK = "did_not_work", _("I did this and it did not help")
    HARD_TO_FOLLOW = "hard_to_follow", _("It is hard to follow")
    SOMETHING_WRONG = "something_wrong", _("Something in it is wrong")


REASONS_OF = {
    Answer.YES: (Reason.WORKED_AS_WRITTEN, Reason.FOUND_MY_OWN_WAY, Reason.SAVED_A_CONTACT),
    Answer.NO: (
        Reason.DID_NOT_WORK,
        Reason.NOT_MY_PROBLEM,
        Reason.NOT_MY_VERSION,
        Reason.HARD_TO_FOLLOW,
        Reason.SOMETHING_WRONG,
    ),
    Answer.LOOKING: (),
}


class ArticleVote(models.Model):
    """One reader's answer about one revision of an article. A second answer changes the first."""

    article = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="votes")
    # Votes belong to what was read, so an edit starts fresh. No constraint: purging old revisions must not take votes along.
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    # HMAC of a browser's random token, or of an account, with this article: two votes of one person share nothing.
    voter_key = models.CharField(max_length=64)

    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    # People who work here may try the buttons; their answers are kept apart.
    is_counted = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["article", "revision", "voter_key"], name="articles_vote_once"),
        ]
        indexes = [
            # "Helping most people now": the yes of the last weeks by article.
            models.Index(
                fields=["created_at", "article"],
                condition=models.Q(is_counted=True, answer="yes"),
                name="articles_vote_recent_yes",
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()


class VoteReason(models.Model):
    """One reason of one vote: a row, so that reasons can be counted and several may be given."""

    vote = models.ForeignKey("articles.ArticleVote", on_delete=models.CASCADE, related_name="reasons")
    reason = models.CharField(_("reason"), max_length=30, choices=Reason.choices)

    class Meta:
        verbose_name = _("reason of a vote")
        verbose_name_plural = _("reasons of votes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["vote", "reason"], name="articles_vote_reason_once")]

    def __str__(self) -> str:
        return self.get_reason_display()
