"""All settings, from the environment, in one file.

`XINLU_ENV` is `development` (the default: no keys or accounts need be set up) or `production`
(nothing of development may be left: secret, keys, hosts and database must be given).
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("XINLU_VAR", BASE_DIR / "var"))
JURISDICTIONS_DIR = Path(os.environ.get("XINLU_JURISDICTIONS", BASE_DIR / "jurisdictions"))
JURISDICTION = os.environ.get("XINLU_JURISDICTION", "chongqing")

PRODUCTION = os.environ.get("XINLU_ENV", "development") == "production"
DEBUG = False


def required(name: str, development: str) -> str:
    """Return the environment's `name`; in production there is no default."""
    value = os.environ.get(name, "")
    if PRODUCTION and not value:
        raise ImproperlyConfigured(f"{name} must be set in production; see docs/operations.md.")
    return value or development


SECRET_KEY = required("XINLU_SECRET", "development-only-not-a-secret")
ALLOWED_HOSTS = required("XINLU_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
#: Keys for personal data as `id:hex,id:hex`, newest first; see docs/operations.md.
DATA_KEYS = required("XINLU_KEYS", "")
#: The key that signs receipts, 64 hex digits.
SIGNING_KEY = required("XINLU_SIGNING_KEY", "")

VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASE_URL = required("XINLU_DATABASE_URL", f"sqlite:///{VAR_DIR / 'xinlu.sqlite3'}")
SQLITE_OPTIONS = {
    # A write lock taken at BEGIN waits its turn; one taken later fails at once.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"
        "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;"
        # Imports write the same index pages again and again: copy them into the file less often.
        "PRAGMA wal_autocheckpoint=10000;"
    ),
}


def database() -> dict[str, Any]:
    """Return Django's description of the database that `XINLU_DATABASE_URL` names."""
    chosen: dict[str, Any] = dict(dj_database_url.parse(DATABASE_URL))
    if chosen["ENGINE"].endswith("sqlite3"):
        chosen["OPTIONS"] = SQLITE_OPTIONS
        chosen["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    else:
        chosen["CONN_MAX_AGE"] = 60
    return chosen


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "xinlu.accounts",
    "xinlu.catalogue",
    "xinlu.registry",
    "xinlu.collection",
    "xinlu.evaluation",
    "xinlu.supervision",
    "xinlu.exchange",
    "xinlu.portal",
    "xinlu.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Above the static files, so that these too come with the policy.
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xinlu.accounts.doors.Doors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "xinlu.urls"
WSGI_APPLICATION = "xinlu.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xinlu.portal.context.site",
                "xinlu.desk.menu.workbench",
            ],
            "builtins": ["xinlu.portal.templatetags.look"],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "xinlu.accounts.passwords.ThreeKindsValidator"},
    {"NAME": "xinlu.accounts.passwords.NotTheNameValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "xinlu.accounts.adapters.SealedSecrets"
SOCIALACCOUNT_ADAPTER = "xinlu.accounts.adapters.KnownOfficersOnly"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"APPS": []}}
if os.environ.get("XINLU_OIDC_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "government",
            "name": "政务统一身份认证",
            "client_id": required("XINLU_OIDC_CLIENT", ""),
            "secret": required("XINLU_OIDC_SECRET", ""),
            "settings": {"server_url": os.environ["XINLU_OIDC_URL"]},
        }
    )

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
#: A date field of the browser shows nothing of a day that is written otherwise.
FORMAT_MODULE_PATH = "xinlu.portal.formats"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of one that is missing
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

#: Largest file that may be sent for import, in bytes.
UPLOAD_LIMIT = int(os.environ.get("XINLU_UPLOAD_LIMIT", 50 * 1024 * 1024))
#: How many requests a client of the interface may make within a minute.
API_RATE = int(os.environ.get("XINLU_API_RATE", 120))
#: Folder into which partners drop files, with a folder for each client.
INBOX_DIR = Path(os.environ.get("XINLU_INBOX", VAR_DIR / "inbox"))


DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

LOG_LEVEL = os.environ.get("XINLU_LOG", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # The handler has the level too: the queue's worker sets its own loggers to tell of every task.
    "handlers": {"console": {"class": "logging.StreamHandler", "level": LOG_LEVEL}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
