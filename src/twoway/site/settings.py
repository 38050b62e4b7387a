"""Django's settings, made from `environment`. Nothing here is read anywhere at import time but here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from twoway.site import engines, environment, keys
from twoway.work import databases

TWOWAY_HOME = environment.HOME.value()
TWOWAY_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
TWOWAY_ADDRESS = environment.ADDRESS.value()
TWOWAY_PROXY = environment.PROXY.value()
TWOWAY_NETWORK_ADDRESS = environment.NETWORK_ADDRESS.value()
TWOWAY_UNDO_SECONDS = environment.UNDO_SECONDS.value()
TWOWAY_FETCH_SECONDS = environment.FETCH_SECONDS.value()
TWOWAY_STREAMS = environment.STREAMS.value()
TWOWAY_LATE_MINUTES = environment.LATE_MINUTES.value()
TWOWAY_WORKERS = environment.WORKERS.value()
TWOWAY_STAGE_HURRY = environment.STAGE_HURRY.value()
TWOWAY_SMTP_HOST = environment.SMTP_HOST.value()
TWOWAY_SMTP_PORT = environment.SMTP_PORT.value()
TWOWAY_SMTP_SECURITY = environment.SMTP_SECURITY.value()
TWOWAY_SMTP_USER = environment.SMTP_USER.value()
TWOWAY_SMTP_PASSWORD = environment.SMTP_PASSWORD.value()
TWOWAY_SMTP_FROM = environment.SMTP_FROM.value()
TWOWAY_WEBHOOK_ADDRESSES = environment.WEBHOOK_ADDRESSES.value()
TWOWAY_MAIL_SERVERS = environment.MAIL_SERVERS.value()
TWOWAY_SEALING_KEYS = keys.ring(TWOWAY_HOME)
TWOWAY_QUEUE_KEY = keys.queue_key(TWOWAY_SEALING_KEYS)
TWOWAY_DATABASE = environment.DATABASE.value()
TWOWAY_ENGINE = engines.require(environment.ENGINE.value(), TWOWAY_DATABASE)

SECRET_KEY = keys.web_key(TWOWAY_HOME)
DEBUG = environment.DEBUG.value()
ALLOWED_HOSTS = [*environment.HOSTS.value(), urlsplit(TWOWAY_ADDRESS).hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [TWOWAY_ADDRESS]
_IS_HTTPS = TWOWAY_ADDRESS.startswith("https://")

INSTALLED_APPS = [
    # First, so that its sign-in pages come before those of the packages below.
    "twoway.doors.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "twoway.site.quiet.Partials",
    "twoway.site.quiet.Cotton",
    "twoway.site.quiet.Tasks",
    "huey.contrib.djhuey",
    "twoway.apps.audit",
    "twoway.apps.people",
    "twoway.apps.notices",
    "twoway.apps.accounts",
    "twoway.apps.links",
    "twoway.apps.delivery",
    "twoway.apps.posts",
    "twoway.apps.inbox",
    "twoway.apps.hooks",
    "twoway.apps.feeds",
    "twoway.apps.insights",
    "twoway.apps.doctor",
    "twoway.apps.demo",
    "twoway.site.wiring.Wiring",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "twoway.doors.web.security.SecurityHeaders",
    "twoway.doors.web.security.PlainSigns",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "twoway.doors.web.security.Bounds",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "twoway.site.urls"
WSGI_APPLICATION = "twoway.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": databases.for_django(
        databases.require(TWOWAY_DATABASE), home=TWOWAY_HOME, connections=environment.CONNECTIONS.value()
    )
}
# What the sign-in limits count and which form came twice: in the memory of the one web process, or, where there can be
# several, where all of them look.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": databases.CACHE_TABLE,
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    if TWOWAY_DATABASE.is_shared
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Wake-ups live apart from the tables, so that they never compete with the web's writes. Ids only, and signed.
_IS_CELERY = TWOWAY_ENGINE.carrier is engines.Carrier.CELERY
TWOWAY_CARRIER = "twoway.work.by_celery" if _IS_CELERY else "twoway.work.by_huey"
TWOWAY_BROKER = TWOWAY_ENGINE.address if _IS_CELERY else ""
if _IS_CELERY:
    INSTALLED_APPS.remove("huey.contrib.djhuey")
else:
    HUEY = engines.queue(
        TWOWAY_ENGINE, file=TWOWAY_HOME / "queue.sqlite3", beside=TWOWAY_DATABASE, key=TWOWAY_QUEUE_KEY
    )
TASKS: dict[str, Any] = {
    "default": {
        "BACKEND": f"{TWOWAY_CARRIER}.{'CeleryBackend' if _IS_CELERY else 'HueyBackend'}",
        "ENQUEUE_ON_COMMIT": True,
        "QUEUES": [],
    }
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "twoway.doors.web.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "30/m/ip", "reset_password": "20/m/ip,3/h/key"}
# The letter goes out by the worker (apps.notices.letters), so that nobody learns from the answer who signs in here.
ACCOUNT_FORMS = {"reset_password": "twoway.doors.web.sign_in.AskForPassword"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  # a class
PASSWORD_RESET_TIMEOUT = 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_HTTPS
CSRF_FAILURE_VIEW = "twoway.doors.web.views_errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if _IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
# Files are served from the package itself; nothing is collected.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Only settings of tests say what happens at a named point of a delivery (work/points.py).
AT_POINT: Callable[[str], None] | None = None
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "twoway.work.log_lines.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "twoway": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
        "huey": {"level": "WARNING"},
    },
}
