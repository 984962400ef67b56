"""A real installation: HTTPS, own secret, known hosts. `manage.py check --deploy` must be clean here."""

from django.core.exceptions import ImproperlyConfigured

from kbsite.settings import env
from kbsite.settings.base import *  # noqa: F403
from kbsite.settings.base import SITE_URL

if not env.text("SECRET_KEY"):
    raise ImproperlyConfigured("SECRET_KEY (or SECRET_KEY_FILE) must be set in production")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must start with https:// in production")

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000  # a year
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
if env.number("TRUSTED_PROXY_COUNT", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
