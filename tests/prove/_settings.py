"""Development's settings for pages that are asked for without their style sheets: nothing needs to be collected."""

from kbsite.settings.development import *  # noqa: F403
from kbsite.settings.development import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
