"""The product's settings in a home of their own, with quick passwords and wake-ups that are only noted."""

import atexit
import os
import shutil
import tempfile

#: Where the tests keep everything: SQLite, or a database on the PostgreSQL they run beside.
BESIDE = os.environ.get("TWOWAY_TEST_DATABASE", "")
KEPT = ("TWOWAY_HOME", "TWOWAY_VECTORS", "TWOWAY_TEST_DATABASE")
HOME = tempfile.mkdtemp(prefix="twoway-test-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["TWOWAY_HOME"] = HOME
for name in [n for n in os.environ if n.startswith("TWOWAY_") and n not in KEPT]:
    del os.environ[name]
if BESIDE:
    # Its name is only where tests never look: they make one of their own beside it.
    os.environ |= {"TWOWAY_DATABASE": f"{BESIDE}/twoway", "TWOWAY_ENGINE": "sqlite"}

from twoway.site.settings import *  # noqa: E402, F403  # the home must be known before the settings are made

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": [], "ENQUEUE_ON_COMMIT": False}}
TWOWAY_UNDO_SECONDS = 0
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "30/m/ip"}
