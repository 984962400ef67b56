"""Giving a dead letter another chance."""

from django.db import transaction
from django.utils import timezone

from kbsite.notifications.models import MailJob


@transaction.atomic
def retry_mail(*, job: MailJob) -> bool:
    """Put a given-up mail back in the queue with all its attempts; False when it is not given up (any more)."""
    changed = MailJob.objects.filter(pk=job.pk, state=MailJob.State.FAILED).update(
        state=MailJob.State.WAITING, attempts=0, next_try_at=timezone.now()
    )
    return bool(changed)
