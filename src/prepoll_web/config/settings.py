"""Django's settings: made from the data folder and six variables of the environment, safe as they stand.

DATABASE_URL     the PostgreSQL to use, postgresql://user:password@host:port/name; else SQLite in the data folder
PREPOLL_DATA     the folder with the database, the secret key and all files
PREPOLL_ADDRESS  the public address (https://…) where a proxy with TLS stands in front
PREPOLL_PROXY    the address from which that proxy calls
PREPOLL_MAIL     the server that sends mail, smtp://user:password@host:port; else mail is written on the console
PREPOLL_MAIL_FROM  whom mail comes from
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from prepoll_web.config.languages import spoken
from prepoll_web.database import database
from prepoll_web.deadlines.post import mail
from prepoll_web.place import INCOMING, KEY_FILE

HERE: Final = Path(__file__).resolve().parent.parent
PREPOLL_DATA = Path(os.environ.get("PREPOLL_DATA", "prepoll-data"))
PREPOLL_ADDRESS = os.environ.get("PREPOLL_ADDRESS", "")
PREPOLL_PROXY = os.environ.get("PREPOLL_PROXY", "127.0.0.1")
BEHIND_TLS: Final = bool(PREPOLL_ADDRESS)


def _key(path: Path) -> str:
    """Read the secret key; Django refuses to sign with an empty one."""
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


SECRET_KEY = _key(PREPOLL_DATA / KEY_FILE)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "prepoll_web.events",
    "prepoll_web.teams",
    "prepoll_web.cases",
    "prepoll_web.approvals",
    "prepoll_web.deadlines",
    "prepoll_web.evidence",
    "prepoll_web.field",
    "prepoll_web.jobs",
    "prepoll_web.meetings",
    "prepoll_web.runs",
    "prepoll_web.scenarios",
    "prepoll_web.talks",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "prepoll_web.config.policy.strict",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # a page that all may see says so; none does by mistake
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "prepoll_web.config.urls"
WSGI_APPLICATION = "prepoll_web.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ],
            "libraries": {"navigation": "prepoll_web.config.navigation"},
        },
    }
]

DATABASES = {"default": database(PREPOLL_DATA, os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

globals().update(mail(os.environ.get("PREPOLL_MAIL", ""), os.environ.get("PREPOLL_MAIL_FROM", "")))

AUTH_USER_MODEL = "teams.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "my-teams"

LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [HERE / "locale"]
LANGUAGES = spoken(LOCALE_PATHS[0])
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = True  # files are served from where they are installed; nothing is collected first

MAX_UPLOAD_BYTES: Final = 20 * 2**20
"""What the body of a request may hold; a case folder as a zip file."""
FILE_UPLOAD_TEMP_DIR = PREPOLL_DATA / INCOMING
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "prepoll_web.config.uploads.WholeOrGone",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000  # an offer has a field for each seat
DATA_UPLOAD_MAX_NUMBER_FILES = 1

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

if BEHIND_TLS:
    ALLOWED_HOSTS = [urlsplit(PREPOLL_ADDRESS).hostname or ""]
    CSRF_TRUSTED_ORIGINS = [f"https://{urlsplit(PREPOLL_ADDRESS).netloc}"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "level": "WARNING"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "waitress.queue": {"level": "ERROR"},  # that somebody waits a moment is no warning
        "django.request": {"level": "ERROR"},  # a form sent back or a page not found is no warning
    },
}
