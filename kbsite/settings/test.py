"""For pytest: each worker has its own folder, mail stays in memory, tasks run at once. DATABASE_URL chooses PostgreSQL."""

import os
import tempfile
from pathlib import Path

# Before base is read: tests never touch a developer's data. The worker id keeps parallel runs apart.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ.setdefault("TEST_DATA_ROOT", tempfile.mkdtemp(prefix="kbsite-test-"))
os.environ["DATA_DIR"] = str(Path(os.environ["TEST_DATA_ROOT"]) / _worker)
os.environ.setdefault("SITE_URL", "http://testserver")

from kbsite.settings.base import *  # noqa: E402, F403
from kbsite.settings.base import DATABASES, REDIS_URL  # noqa: E402

ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed only; never outside tests
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if REDIS_URL:
    # Clearing a Redis cache empties its whole database, whatever the prefix: each worker has one of the sixteen for itself.
    _address, _, _number = REDIS_URL.rpartition("/")
    _offset = int(_worker.removeprefix("gw")) if _worker.startswith("gw") else 0
    REDIS_URL = f"{_address}/{(int(_number) + _offset) % 16}"
    CACHES = {
        "default": {
            "BACKEND": "kbsite.shared_cache.SharedCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": f"kb-{_worker}",
        }
    }
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = ":memory:"
    # A memory database knows no journal; the rest of the options stay as in real life.
    DATABASES["default"]["OPTIONS"].pop("init_command")
SEARCH_REFRESH_SECONDS = 0
MEASURE_AT_ONCE = True
FORUM_FLUSH_VIEWS = False
SEARCH_LOG_IN_BACKGROUND = False
LOGGING = {"version": 1, "disable_existing_loggers": False}
