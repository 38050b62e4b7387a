"""Joins what may not know each other: the clock and its questions, the practice network and its stage, the checks."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

from twoway.plug.later import later
from twoway.site.environment import SETTINGS
from twoway.work import clock, known_settings
from twoway.work.local import answer_locally


class Wiring(AppConfig):
    """Runs once when the product starts."""

    name = "twoway.site"
    label = "site_wiring"
    verbose_name = "Wiring"

    def ready(self) -> None:
        """Register what answers locally, what the clock asks, and the system checks."""
        stage = later("twoway.work.stage")
        answer_locally("rehearsal", lambda *args, **more: stage.stage().answer(*args, **more))
        import_module("twoway.apps.accounts.checks")
        asked, consent = (import_module(f"twoway.apps.{name}") for name in ("delivery.asked", "posts.consent"))
        asked.ask_first(consent.missing)
        asked.hear_of_moves(lambda actor, moved: later("twoway.apps.posts.approving").after_move(actor, moved))
        asked.ask_before_changes(consent.may_say_yes_here)
        delivery_jobs = import_module("twoway.apps.delivery.jobs")
        inbox_jobs = import_module("twoway.apps.inbox.jobs")
        clock.every(1.0, delivery_jobs.wake_due_lanes)
        clock.every(0.2, delivery_jobs.advance_urgent, threads=2)
        clock.every(1.0, delivery_jobs.wake_changes)
        clock.every(2.0, delivery_jobs.free_the_dead)
        clock.every(2.0, delivery_jobs.mind_the_clock)
        clock.every(2.0, delivery_jobs.tell_troubles)
        clock.every(10.0, delivery_jobs.miss_the_late)
        account_jobs = import_module("twoway.apps.accounts.jobs")
        clock.every(60.0, account_jobs.wake_limits)
        clock.every(900.0, account_jobs.forget_sign_ins)
        import_module("twoway.apps.notices.checks")
        notice_jobs = import_module("twoway.apps.notices.jobs")
        clock.every(2.0, notice_jobs.wake_due_routes)
        clock.every(3600.0, notice_jobs.forget_old)
        clock.every(2.0, import_module("twoway.apps.notices.letters").wake_due_letters)
        clock.every(1.0, inbox_jobs.wake_fetches)
        clock.every(5.0, import_module("twoway.apps.inbox.listening").listen, threads=1)
        clock.every(1.0, inbox_jobs.settle_answers)
        clock.every(5.0, inbox_jobs.end_snoozes)
        clock.every(5.0, inbox_jobs.take_over_changes)
        clock.every(0.5, import_module("twoway.apps.inbox.reacting").press_due, threads=1)
        insights_jobs = import_module("twoway.apps.insights.jobs")
        clock.every(60.0, insights_jobs.begin_counts)
        clock.every(10.0, insights_jobs.wake_counts)
        feed_jobs = import_module("twoway.apps.feeds.jobs")
        clock.every(5.0, feed_jobs.wake_feeds)
        clock.every(5.0, import_module("twoway.apps.posts.jobs").tell_late)
        clock.every(20.0, feed_jobs.wake_hubs)
        clock.every(60.0, import_module("twoway.apps.hooks.jobs").open_missing)
        clock.every(3600.0, import_module("twoway.apps.doctor.jobs").tell_ending)
        clock.every(1.0, import_module("twoway.work.practice").call_out, threads=1)
        for one in SETTINGS:
            known_settings.tell(one.name, value=one.value(), default=one.default, help_=one.help)
