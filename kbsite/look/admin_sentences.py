"""Sentences of Wagtail's admin that its own Finnish and Swedish lack, as far as our lists and the way to an article show them.

As with `kbsite.accounts.account_sentences`, nothing reads this list at run time: `makemessages` keeps what stands here.
"""

from django.utils.translation import gettext_noop

ADMIN_SENTENCES = (
    gettext_noop("There are no %(model_name)s to display."),
    gettext_noop("Search all pages…"),
    gettext_noop("Exploring"),
)
