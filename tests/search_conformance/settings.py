"""modelsearch's own test settings with our backend. A process of its own: Wagtail's search app and plain modelsearch exclude
each other in one settings module."""

import atexit
import shutil
import tempfile
from pathlib import Path

from modelsearch.test.settings import *  # noqa: F403
from modelsearch.test.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.search_conformance.apps.BackendOnly", "treebeard"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
FIXTURE_DIRS = [Path(__file__).parent / "fixtures"]
# Tables from the models: the migrations also speak of rooms that are not installed here.
MIGRATION_MODULES = {"search": None}
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "kbsite.search.whoosh_backend"}}
SEARCH_INDEX_DIR = tempfile.mkdtemp(prefix="search-conformance-")
SEARCH_REFRESH_SECONDS = 0
atexit.register(shutil.rmtree, SEARCH_INDEX_DIR, ignore_errors=True)
SEARCH_ENGINE = "whoosh"
