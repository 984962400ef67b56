"""What all environments share. Each unusual line has its reason; every variable is told in docs/settings.md."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from kbsite.settings import env

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "data")
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

SITE_NAME = env.text("SITE_NAME", "Lumo")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = env.text("SECRET_KEY") or env.kept_secret(DATA_DIR / "secret-key")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])

INSTALLED_APPS = [
    # Ours, from the top of the house to its ground (ARCHITECTURE.md).
    "kbsite.demo",
    "deflection",
    "articles",
    "forum",
    "kbsite.search",
    "kbsite.notifications",
    "kbsite.visitors",
    "kbsite.limits",
    "kbsite.catalog",
    "kbsite.accounts",
    "kbsite.jobs",
    "kbsite.look",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "kbsite.accounts.admin_users.WagtailUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    # PostgreSQL search of Wagtail's admin needs it; harmless on SQLite.
    "django.contrib.postgres",
    # The form renderer below takes Django's own widget templates from here.
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kbsite.security.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kbsite.visitors.middleware.VisitorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "kbsite.security.PrivateByDefaultMiddleware",
]

ROOT_URLCONF = "kbsite.urls"
WSGI_APPLICATION = "kbsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kbsite.look.context.look",
            ],
        },
    },
]
# Our own form field templates, so that errors, hints and labels look the same everywhere.
FORM_RENDERER = "kbsite.look.forms.FieldRenderer"

# --- Data -------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": environ.Env.db_url_config(env.text("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'site.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that will write waits for the lock at its start, instead of failing when it upgrades.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: NORMAL may lose the last commits at a power cut, and accepted means kept.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": (
        {"BACKEND": "kbsite.shared_cache.SharedCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "kb"}
        if REDIS_URL
        # One web process with threads (make run) shares this memory; several processes need REDIS_URL (check kbsite.W001).
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "kb",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    ),
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# modelsearch and Wagtail enqueue with django-tasks: the queue is a table, so a rolled-back save leaves no ghost task.

# docs/operating.md tells when to step up from the embedded engine to the database's own text search.
SEARCH_ENGINE = env.choice("SEARCH_ENGINE", "whoosh", ("whoosh", "postgresql"))
if SEARCH_ENGINE == "postgresql" and DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("SEARCH_ENGINE=postgresql needs a DATABASE_URL that begins with postgres://")
# Local disk, never a network share (file locks), never in a backup: index files are pickles and can always be rebuilt.
SEARCH_INDEX_DIR = DATA_DIR / "search"
# How often a process looks for a newer index. Tests use 0, so that every search costs the same queries.
SEARCH_REFRESH_SECONDS = 1.0
# Wagtail's own SQLite ranking is quadratic in the number of hits; ours is not.
WAGTAILSEARCH_BACKENDS = {
    "default": (
        {"BACKEND": "kbsite.search.whoosh_backend"}
        if SEARCH_ENGINE == "whoosh"
        # Words as written, as the embedded engine has them: the admin's models declare no language.
        else {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
    )
}

# The log of searches (masked, without any key of a person or visit) waits two seconds in memory; tests write it themselves.
SEARCH_LOG_DAYS = env.number("SEARCH_LOG_DAYS", 180, minimum=1)
SEARCH_LOG_IN_BACKGROUND = True

# --- People -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "kbsite.accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "kbsite.accounts.forms.SignupNameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_ADAPTER = "kbsite.accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Without a known number of proxies everybody behind one would share a rate-limit bucket, or could forge their address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kbsite.look.views.csrf_failure"

# --- Languages --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fi", _("Finnish")), ("sv", _("Swedish"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
# English dates the Nordic way; Finnish and Swedish come from Django.
FORMAT_MODULE_PATH = ["kbsite.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = env.text("TIME_ZONE", "Europe/Helsinki")
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns at every start about a folder that collectstatic has yet to fill
STATICFILES_DIRS = [BASE_DIR / "kbsite" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# --- Mail -------------------------------------------------------------------------------------------------------
_email_url = env.text("EMAIL_URL", "consolemail://")
vars().update(environ.Env.email_url_config(_email_url))
EMAIL_TIMEOUT = 15  # seconds; a hanging mail server must not hold the worker
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Lumo Help <help@lumo.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SUPPORT_MAILBOX = env.text("SUPPORT_MAILBOX", "")  # where the desk is told about new contacts; empty = only in the site
SUPPORT_PHONE = env.text("SUPPORT_PHONE", "")

# --- Wagtail ----------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no third-party request leaves a server
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
TAGGIT_CASE_INSENSITIVE = True
WAGTAIL_AUTOSAVE_INTERVAL = 2000  # milliseconds
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10

# --- Security ---------------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # Wagtail's StreamField forms are large

# --- Logs -------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    # Wagtail tells of every page that is made: thousands of lines in an import. Its own history keeps who did what.
    "loggers": {"wagtail": {"level": "WARNING"}},
}

# Views of topics wait a few seconds in memory before they are written; tests write them themselves.
FORUM_FLUSH_VIEWS = True

ADMIN_PATH = "/admin/"

# --- Measurement ------------------------------------------------------------------------------------------------
MEASURE_AT_ONCE = False  # tests write each event at once instead of by the buffer's thread
