from django import template
from django.core.cache import cache

from kbsite.demo.loading.people import demo_accounts

register = template.Library()

# Seconds; the notice goes a minute after the demo is removed, and a page costs no query for it.
REMEMBERED = 60


@register.simple_tag
def is_demo() -> bool:
    """Whether the invented company is on this site."""
    return cache.get_or_set("demo-is-loaded", lambda: demo_accounts().exists(), REMEMBERED)
