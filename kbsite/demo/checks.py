from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from kbsite.demo.loading.people import demo_accounts


@register(Tags.security, deploy=True)
def no_demo_accounts(app_configs, **kwargs) -> list[CheckMessage]:
    """Everybody knows the password of the demo's accounts, the owner's among them."""
    try:
        count = demo_accounts().filter(is_active=True).count()
    except DatabaseError:  # before the first migrate there is nobody
        return []
    if not count:
        return []
    return [
        Error(
            f"{count} demo accounts exist, and their password is public.",
            hint="Run: manage.py remove_demo",
            id="kbsite.E001",
        )
    ]
