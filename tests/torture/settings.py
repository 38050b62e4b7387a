"""The product's settings with bad luck in them: wake-ups that get lost, and a worker that dies where it is told to."""

import os

from tests.torture import luck
from twoway.site.settings import *  # noqa: F403  # all of them, as an installation has them
from twoway.site.settings import TASKS

luck.BELOW = TASKS["default"]["BACKEND"]
TASKS["default"]["BACKEND"] = "tests.torture.luck.Careless"
AT_POINT = luck.dying_at(os.environ.get("TORTURE_DIE_AT", ""))
