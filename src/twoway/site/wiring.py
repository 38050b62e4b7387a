"""Joins what may not know each other: the clock and its questions, the practice network and its stage, the checks."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from django.apps import AppConfig

from twoway.plug.later import later
from twoway.site.environment import SETTINGS
from twoway.work import clock, known_settings
from twoway.work.local import answer_locally

#: What the worker's clock asks, and after how many seconds again.
ASKED = {
    "twoway.apps.delivery.jobs:wake_due_lanes": 1.0,
    "twoway.apps.delivery.jobs:wake_changes": 1.0,
    "twoway.apps.delivery.jobs:free_the_dead": 2.0,
    "twoway.apps.delivery.jobs:mind_the_clock": 2.0,
    "twoway.apps.delivery.jobs:tell_troubles": 2.0,
    "twoway.apps.delivery.jobs:miss_the_late": 10.0,
    "twoway.apps.delivery.jobs:wake_shown": 30.0,
    "twoway.apps.posts.jobs:tell_late": 5.0,
    "twoway.apps.inbox.jobs:wake_fetches": 1.0,
    "twoway.apps.inbox.jobs:settle_answers": 1.0,
    "twoway.apps.inbox.jobs:end_snoozes": 5.0,
    "twoway.apps.inbox.jobs:take_over_changes": 5.0,
    "twoway.apps.notices.jobs:wake_due_routes": 2.0,
    "twoway.apps.notices.letters:wake_due_letters": 2.0,
    "twoway.apps.notices.jobs:forget_old": 3600.0,
    "twoway.apps.accounts.jobs:wake_limits": 60.0,
    "twoway.apps.accounts.jobs:forget_sign_ins": 900.0,
    "twoway.apps.insights.jobs:begin_counts": 60.0,
    "twoway.apps.insights.jobs:wake_counts": 10.0,
    "twoway.apps.feeds.jobs:wake_feeds": 5.0,
    "twoway.apps.feeds.jobs:wake_hubs": 20.0,
    "twoway.apps.hooks.jobs:open_missing": 60.0,
    "twoway.apps.doctor.jobs:tell_ending": 3600.0,
}
#: The same for what takes its time, with how many threads of its own it has, so that nothing else waits for it.
ASKED_BESIDE = {
    "twoway.apps.delivery.jobs:advance_urgent": (0.2, 2),
    "twoway.apps.inbox.reacting:press_due": (0.5, 1),
    "twoway.apps.inbox.listening:listen": (5.0, 1),
    "twoway.work.practice:call_out": (1.0, 1),
}
#: Modules that register system checks when they are imported.
CHECKS = ("twoway.apps.accounts.checks", "twoway.apps.notices.checks")


class Wiring(AppConfig):
    """Runs once when the product starts."""

    name = "twoway.site"
    label = "site_wiring"
    verbose_name = "Wiring"

    def ready(self) -> None:
        """Register what answers locally, what the clock asks, and the system checks."""
        stage = later("twoway.work.stage")
        answer_locally("rehearsal", lambda *args, **more: stage.stage().answer(*args, **more))
        _ask_posts()
        for place in CHECKS:
            import_module(place)
        for place, seconds in ASKED.items():
            clock.every(seconds, _function(place))
        for place, (seconds, threads) in ASKED_BESIDE.items():
            clock.every(seconds, _function(place), threads=threads)
        for one in SETTINGS:
            known_settings.tell(one.name, value=one.value(), default=one.default, help_=one.help)


def _ask_posts() -> None:
    """Let delivery ask posts for a yes, which it may not know."""
    asked, consent = (import_module(f"twoway.apps.{name}") for name in ("delivery.asked", "posts.consent"))
    asked.ask_first(consent.missing)
    asked.hear_of_moves(lambda actor, moved: later("twoway.apps.posts.approving").after_move(actor, moved))
    asked.ask_before_changes(consent.may_say_yes_here)


def _function(place: str) -> Callable[[], object]:
    """The function in `module:function`."""
    module, _, name = place.partition(":")
    found: Callable[[], object] = getattr(import_module(module), name)
    return found
