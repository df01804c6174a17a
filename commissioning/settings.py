"""The one settings file. Everything that differs between machines comes from the environment."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from commissioning.app_lists import *  # noqa: F403

django_stubs_ext.monkeypatch()  # lets Django's generic classes be subscripted, as strict typing asks

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# What the program writes is read by nobody else on the machine; scripts/serve.py mends what an earlier version wrote.
os.umask(0o077)
# A relative one is below the program, wherever that is started.
DATA_DIR = BASE_DIR / (os.environ.get("DATA_DIR") or "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """SECRET_KEY from the environment; in DEBUG a random one kept under DATA_DIR, so sign-ins survive a restart."""
    key: str = env.str("SECRET_KEY", default="")
    if key:
        return key
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text, or DEBUG=1 for a demonstration.")
    kept = DATA_DIR / "secret-key"
    if not kept.exists():
        kept.write_text(get_random_secret_key())
        kept.chmod(0o600)
    return kept.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
COUNCIL_NAME = env.str("COUNCIL_NAME", default="Lincolnshire County Council")
# An email address that everybody is shown.
SERVICE_CONTACT = env.str("SERVICE_CONTACT", default="commissioning@example.org")

INSTALLED_APPS = [
    "commissioning",
    "overview",
    "portfolio",
    "dashboard",
    "imports",
    "notices",
    "stages.records",
    "stages.analyse",
    "stages.plan",
    "contracts",
    "reminders",
    "approvals",
    "checklists",
    "cycles",
    "exports",
    "unsaved",
    "principles",
    "calendars",
    "notifications",
    "accounts",
    "audit",
    "ui",
    "crispy_forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
if DEBUG:  # a real site has no demo council
    INSTALLED_APPS.insert(1, "demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "commissioning.middleware.DatabaseFaults",
    "commissioning.middleware.body_limit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "commissioning.middleware.person_is_known",
    "commissioning.middleware.record_refusals",
    "commissioning.middleware.session_limits",
    "commissioning.middleware.private_pages",
    "unsaved.middleware.UnsavedForms",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "commissioning.full_disk.FullDisk",
]

CRISPY_ALLOWED_TEMPLATE_PACKS = ["council"]
FORM_RENDERER = "django.forms.renderers.Jinja2"
CRISPY_TEMPLATE_PACK = "council"
CRISPY_FAIL_SILENTLY = False
CRISPY_CLASS_CONVERTERS: dict[str, str] = {}

ROOT_URLCONF = "commissioning.urls"
WSGI_APPLICATION = "commissioning.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commissioning.context_processors.around",
            ],
            "builtins": ["ui.tags", "ui.control_tags", "calendars.tags", "ui.jinja_tags", "stages.records.tags"],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",  # what `draw` draws, never a whole page
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "ui.jinja_tags.environment"},
    },
]

SQLITE_OPTIONS = {
    # Django's defaults lose writes under contention: see docs/adr/0002.
    "transaction_mode": "IMMEDIATE",
    "timeout": 7,  # seconds: a page is answered within ten
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    " PRAGMA recursive_triggers=ON;",
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "commissioning.sqlite3")}
}
if database_url := os.environ.get("DATABASE_URL", ""):
    # environ reads a plus as a blank, which it is in a query and not in a path
    DATABASES["default"] = environ.Env.db_url_config(database_url.replace("+", "%2B"))
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    # Pages are short and many: what helps a long statement, compiling it or sharing it out, only keeps them waiting.
    # A row is found by its index as soon as by reading on.
    # Four pages that wait for a lock, one after the other in a thread, are answered within ten seconds.
    limits = "-c lock_timeout=2s -c statement_timeout=10s"
    planning = "-c jit=off -c max_parallel_workers_per_gather=0"
    planning += " -c random_page_cost=1.1"
    DATABASES["default"]["OPTIONS"] = {"options": f"{limits} {planning}"}
# In each process for itself, for what may be a minute old.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
# Single sign-on is one more backend here, and its button on the sign-in page: {"label": …, "url": …}.
AUTHENTICATION_BACKENDS = ["accounts.backends.PasswordBackend"]
SIGN_IN_PROVIDERS: list[dict[str, str]] = []
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.VarietyValidator"},
    {"NAME": "accounts.passwords.KnownWordsValidator"},
    {"NAME": "accounts.passwords.CommonWordValidator"},
]

# Wrong passwords in five minutes: for an account wherever they come from, for a network whatever the account. A browser
# in which the owner has signed in before has its own ten: nobody locks the owner out from elsewhere.
SIGN_IN_WINDOW = timedelta(minutes=5)
SIGN_IN_ACCOUNT_LIMIT = 10
SIGN_IN_NETWORK_LIMIT = 30
KNOWN_BROWSER_COOKIE = "known_browser" if DEBUG else "__Host-known_browser"
KNOWN_BROWSER_AGE = timedelta(days=365)

# For how long the security record keeps who signed in, failed to or was refused.
SECURITY_RECORD_DAYS = env.int("SECURITY_RECORD_DAYS", default=365)

# How many proxies of our own stand before the site; each adds one address to X-Forwarded-For.
PROXIES = env.int("PROXIES", default=0)

# Sessions end after half an hour without a request, and after eight hours whatever happens.
SESSION_IDLE = timedelta(minutes=30)
SESSION_LONGEST = timedelta(hours=8)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "commissioning.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# What every response says to the browser.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What a request may bring: one evidence file of 20 MB with its form.
MOST_BODY = 21 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
FILE_UPLOAD_HANDLERS = ["uploads.handlers.UploadHandler"]

LANGUAGE_CODE = "en-gb"
USE_I18N = False  # one language: nothing is looked up in a catalogue
TIME_ZONE = "Europe/London"
USE_TZ = True


STATIC_URL = "static/"
STATICFILES_DIRS = [(part, BASE_DIR / "static" / part) for part in ("build", "js", "img")]
MEDIA_ROOT = DATA_DIR / "evidence"
EXPORTS_ROOT = DATA_DIR / "exports"
# The bytes of registers that are being brought in, and for how many days they wait for somebody to go on.
IMPORTS_ROOT = DATA_DIR / "imports"
IMPORT_KEPT_DAYS = env.int("IMPORT_KEPT_DAYS", default=14)
# Files that were chosen in forms which could not be saved: a day's, in bytes, of one person and of all.
UNSAVED_ROOT = DATA_DIR / "unsaved"
UNSAVED_OF_A_PERSON = env.int("UNSAVED_OF_A_PERSON", default=60 * 1024 * 1024)
UNSAVED_OF_ALL = env.int("UNSAVED_OF_ALL", default=2 * 1024 * 1024 * 1024)
IMPORT_ROWS = env.int("IMPORT_ROWS", default=5_000)  # of one file: they are checked while somebody waits
# Files are inspected in processes of their own: so many at a time, each for so many seconds at most.
CHECKS_ROOT = DATA_DIR / "checks"
FILES_CHECKED_AT_ONCE = env.int("FILES_CHECKED_AT_ONCE", default=2)
FILE_CHECK_SECONDS = env.float("FILE_CHECK_SECONDS", default=2.5)
# How many megabytes of evidence one person adds in a day, one cycle holds, and the whole site.
EVIDENCE_PERSON_DAY_MB = env.int("EVIDENCE_PERSON_DAY_MB", default=500)
EVIDENCE_CYCLE_MB = env.int("EVIDENCE_CYCLE_MB", default=2_000)
EVIDENCE_SITE_MB = env.int("EVIDENCE_SITE_MB", default=100_000)
# Less room than that on a disk is a fault that /healthz/deep tells.
DISK_RESERVE_MB = env.int("DISK_RESERVE_MB", default=500)
WORKBOOK_AT_ONCE = 2_000  # rows of a workbook that somebody can wait for; a larger one is made in the background
# How many web processes scripts/serve.py starts: one of them is always left to pages while files are downloaded.
WEB_WORKERS = env.int("WEB_WORKERS", default=2)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "commissioning.statics.HashedStatics"
    },
}
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# Without a mail server, messages are files under DATA_DIR/mail.
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
if env.str("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
EMAIL_TIMEOUT = 10
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}").rstrip("/")
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default="commissioning.example.org")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default="commissioning@example.org")

# Celery wakes sweeps and holds nothing that is owed. Everything it does is in UTC, which has no missing hour.
REDIS_URL = env.str("REDIS_URL", default="")
QUEUE_DIR = DATA_DIR / "queue"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "audit.secret_paths.MaskingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "gunicorn.error": {
            "handlers": [],
            "propagate": True,
        },  # names the path of a request that failed
        "kombu.connection": {"level": "ERROR"},  # warns that a broker of files has no host name
    },
}
