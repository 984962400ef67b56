from kbsite.notifications.models.mail_job import MailJob
from kbsite.notifications.models.notice import Notice

__all__ = ["MailJob", "Notice"]
