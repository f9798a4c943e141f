"""All settings, fed from the environment.

DATABASE_URL, REDIS_URL   the servers. When neither is set, portal.embedded starts some, sets both
PORTAL_LOCAL=1            one's own machine: a generated key, plain HTTP; portal.embedded sets it
SECRET_KEY                required unless PORTAL_LOCAL=1
SECRET_KEY_FALLBACKS      keys from before, separated by commas
ALLOWED_HOSTS             host names, separated by commas; required unless PORTAL_LOCAL=1
DEBUG=1                   error pages with details; never in operation
PORTAL_HTTPS=0            serve plain HTTP; otherwise HTTPS is demanded
PORTAL_PROXY=1            the proxy in front sets X-Forwarded-Proto
PORTAL_VAR                the folder under var/ of the embedded servers ("demo")
EMAIL_URL                 smtp://user:password@host:587 or smtps://...; or else letters are logged
DEFAULT_FROM_EMAIL        the sender of letters
PORTAL_STAFF_MFA=0        lets staff in without a second factor; otherwise only PORTAL_LOCAL=1 does
BREACHED_PASSWORDS        a file of breached passwords' hashes, in order: see portal.passwords
OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET
                          an identity provider to sign in with; all three or none
OIDC_NAME                 what people call it, on the button
PORTAL_ADDRESS            the address people know, as it stands in letters and documents; or else
                          the first of ALLOWED_HOSTS, and http://127.0.0.1:8000 on one's own machine
CONTACT_EMAIL             whom to write to about shortcomings; shown only when set
LOG_LEVEL                 INFO
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return value in ("1", "true", "yes", "on") if value else default
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


# Neither server is known only while a command runs that needs none; manage.py sees to that.
SERVERS_KNOWN = bool(os.environ.get("DATABASE_URL"))
LOCAL = flag("PORTAL_LOCAL", default=not SERVERS_KNOWN and "SECRET_KEY" not in os.environ)
TESTING = flag("PORTAL_TESTING")
PROXY = flag("PORTAL_PROXY")
DEBUG = flag("DEBUG")
HTTPS = flag("PORTAL_HTTPS", default=not LOCAL)


def own_secret_key() -> str:
    """The key of this machine, made on first use."""
    path = VAR_DIR / "secret_key"
    path.parent.mkdir(exist_ok=True)
    # Two processes may start at once: only a whole file is ever linked into place, and the first
    # one stays.
    draft = path.with_name(f"secret_key.{os.getpid()}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(60))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def needed(name: str, why: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set: {why}. Set it in the environment (see .env.example), "
            "or set PORTAL_LOCAL=1 on a machine of your own."
        )
    return value


# ---- identity ----

if LOCAL:
    SECRET_KEY = os.environ.get("SECRET_KEY") or own_secret_key()
    ALLOWED_HOSTS = words("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
else:
    SECRET_KEY = needed("SECRET_KEY", "sessions and links in letters are signed with it")
    needed("ALLOWED_HOSTS", "the site answers to no other host name than those listed")
    ALLOWED_HOSTS = words("ALLOWED_HOSTS")

SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")

INSTALLED_APPS = [
    *(["whitenoise.runserver_nostatic"] if DEBUG else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_include_bootstrap",
    "import_export",
    "regions",
    "surveys",
    "analysis",
    "portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.sessions.end_in_time",
    "allauth.account.middleware.AccountMiddleware",
    "portal.second_factor.RequireOfStaff",
    "portal.caching.keep_no_page",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

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
                "portal.context.area",
            ],
        },
    },
]

# ---- people ----

AUTH_USER_MODEL = "regions.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "front"
LOGOUT_REDIRECT_URL = "sign_in"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "portal.passwords.DressedUpPasswordValidator"},
    {"NAME": "portal.passwords.BreachedPasswordValidator"},
]
BREACHED_PASSWORDS = os.environ.get("BREACHED_PASSWORDS", "").strip()
if BREACHED_PASSWORDS and not Path(BREACHED_PASSWORDS).is_file():
    raise ImproperlyConfigured(f"BREACHED_PASSWORDS names no file: {BREACHED_PASSWORDS}")
if TESTING:  # a slow hasher protects people, not tests
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# ---- signing in ----

STAFF_MFA = flag("PORTAL_STAFF_MFA", default=not LOCAL)

ACCOUNT_ADAPTER = "portal.adapters.AccountAdapter"
ACCOUNT_FORMS = {"reauthenticate": "portal.forms.PasswordAgainForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account comes by a letter to its address
# Whole organisations come from one address: what counts is how often one account is tried.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "60/m/ip",
    "password_letter": "3/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(PROXY)

MFA_ADAPTER = "portal.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "portal.forms.CodeForm",
    "reauthenticate": "portal.forms.CodeAgainForm",
    "activate_totp": "portal.forms.FirstCodeForm",
    "add_webauthn": "portal.forms.NewKeyForm",
    "authenticate_webauthn": "portal.forms.KeyForm",
    "reauthenticate_webauthn": "portal.forms.KeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Enkätnavet"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL

SOCIALACCOUNT_ADAPTER = "portal.adapters.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # what is sent from a form may lead to no other site: see below
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # portal.adapters says which account is whose
SOCIALACCOUNT_PROVIDERS = {}


def identity_provider() -> dict | None:
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    issuer, client, secret = (os.environ.get(name, "").strip() for name in names)
    if not (issuer or client or secret):
        return None
    if not (issuer and client and secret):
        raise ImproperlyConfigured(f"Set all of {', '.join(names)}, or none of them.")
    return {
        "provider_id": "oidc",
        "name": os.environ.get("OIDC_NAME", "").strip() or urlsplit(issuer).hostname,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer.rstrip("/")},
    }


IDENTITY_PROVIDER = identity_provider()
if IDENTITY_PROVIDER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [IDENTITY_PROVIDER],
        "OAUTH_PKCE_ENABLED": True,
    }

# ---- servers ----


def database() -> dict:
    if not SERVERS_KNOWN:
        return {"ENGINE": "django.db.backends.dummy"}
    config = dj_database_url.parse(os.environ["DATABASE_URL"])
    options = config.setdefault("OPTIONS", {})
    # A socket folder comes as ?host=/path: a URL's own host would lose its capital letters.
    if "host" in options:
        config["HOST"] = options.pop("host")
    return {
        **config,
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def broker() -> str:
    """REDIS_URL as kombu spells it: it has its own scheme for a socket."""
    if not SERVERS_KNOWN:
        return "memory://"
    return needed("REDIS_URL", "the worker's queue is kept there").replace(
        "unix://", "redis+socket://", 1
    )


def cache() -> dict:
    """What all processes count together, such as failed sign-ins: kept beside the queue."""
    if not SERVERS_KNOWN:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    address = needed("REDIS_URL", "failed sign-ins are counted there")
    # Celery's spelling of a socket, as redis itself spells it.
    address = address.replace("redis+socket://", "unix://", 1).replace("?virtual_host=", "?db=", 1)
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": address,
        "KEY_PREFIX": "cache",
    }


DATABASES = {"default": database()}
CACHES = {"default": cache()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = broker()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True  # what came of a task stands in its row
CELERY_TASK_ACKS_LATE = True  # a dead worker's task goes to another; tasks are safe to run twice
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 14 * 60
# Longer than any task may run, or Redis would hand a running task to a second worker.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 60 * 60}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # tasks are long: none should wait behind another
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Stockholm"
CELERY_BEAT_SCHEDULE = {
    # Picks up what a dead worker left, and what was queued while the broker was away.
    "sweep": {"task": "analysis.tasks.sweep", "schedule": crontab()},
    "uploads": {"task": "surveys.tasks.sweep_uploads", "schedule": crontab()},
    "old_uploads": {
        "task": "surveys.tasks.remove_old_uploads",
        "schedule": crontab(hour=3, minute=30),
    },
    "round letters": {"task": "surveys.tasks.send_due_letters", "schedule": crontab(minute="*/5")},
    "exports": {"task": "surveys.tasks.sweep_exports", "schedule": crontab()},
    "old_exports": {
        "task": "surveys.tasks.remove_old_exports",
        "schedule": crontab(hour=3, minute=40),
    },
    "letters": {"task": "surveys.tasks.send_waiting_letters", "schedule": crontab()},
    "invitations": {
        "task": "regions.tasks.send_waiting_invitations",
        "schedule": crontab(minute="*/10"),
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = os.environ.get("PORTAL_BEAT_FILE", str(VAR_DIR / "beat"))

# ---- language and time ----

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# ---- files ----

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# On a machine of one's own the files are served from where they lie, never from an old copy.
STATIC_ROOT = None if LOCAL else VAR_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "media"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# ---- security ----

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
# A visit lasts half a day at most, and ends when nothing has been done for two hours.
SESSION_COOKIE_AGE = SESSION_LONGEST = 12 * 60 * 60
SESSION_IDLE = 2 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's icons in form controls are data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # the longest questionnaire is one form
# Files sent in are read in memory and kept in the database: none is left behind on a disk. What is
# larger than this is thrown away as it comes.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# ---- letters ----

DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or "enkatnavet@localhost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if os.environ.get("EMAIL_URL"):
    _mail = urlsplit(os.environ["EMAIL_URL"])
    if _mail.scheme not in ("smtp", "smtps") or not _mail.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@host:587")
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname
    EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp" and EMAIL_HOST not in ("localhost", "127.0.0.1")
    EMAIL_TIMEOUT = 20

CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "").strip()


def own_address() -> str:
    if LOCAL:
        return "http://127.0.0.1:8000"
    return f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.')}"


PORTAL_ADDRESS = (os.environ.get("PORTAL_ADDRESS", "").strip() or own_address()).rstrip("/")

# ---- log ----

# To stderr, where whoever runs the process collects it. Log ids, never names, addresses or answers.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL") or "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Robots try host names all day; they are turned away without a word.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
