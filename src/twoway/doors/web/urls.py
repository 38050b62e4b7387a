"""Addresses of the pages."""

from __future__ import annotations

from django.urls import path

from twoway.doors.web import (
    views_accounts,
    views_calendar,
    views_compose,
    views_delivery,
    views_help,
    views_inbox,
    views_misc,
    views_practice,
    views_reports,
    views_styleguide,
    views_welcome,
)
from twoway.doors.web.practice import practice_facts

#: Where the practice network shows its posts; receipts point there.
PRACTICE = practice_facts().slug

urlpatterns = [
    path("", views_misc.home, name="home"),
    path("networks.css", views_misc.networks_css, name="networks-css"),
    path("favicon.svg", views_misc.favicon, name="favicon"),
    path("favicon.ico", views_misc.favicon),
    path("theme/", views_misc.theme, name="theme"),
    path("workspace/", views_misc.workspace, name="workspace"),
    path("more/", views_misc.more, name="more"),
    path("pictures/<str:sha256>", views_misc.picture, name="picture"),
    path("styleguide/", views_styleguide.styleguide, name="styleguide"),
    path("welcome/", views_welcome.welcome, name="welcome"),
    path("welcome/look-around/", views_welcome.look_around, name="look-around"),
    path("welcome/start/", views_welcome.start, name="start"),
    path("inbox/", views_inbox.inbox, name="inbox"),
    path("inbox/<int:conversation_id>/", views_inbox.conversation, name="conversation"),
    path("inbox/<int:conversation_id>/look/", views_inbox.look, name="conversation-look"),
    path("inbox/<int:conversation_id>/draft/", views_inbox.keep_draft, name="conversation-draft"),
    path("inbox/<int:conversation_id>/reply/", views_inbox.reply, name="conversation-reply"),
    path("inbox/<int:conversation_id>/done/", views_inbox.done, name="conversation-done"),
    path("inbox/<int:conversation_id>/take-up/", views_inbox.take_up, name="conversation-take-up"),
    path("inbox/<int:conversation_id>/later/", views_inbox.put_off, name="conversation-later"),
    path("inbox/<int:conversation_id>/note/", views_inbox.add_note, name="conversation-note"),
    path("compose/", views_compose.compose, name="compose"),
    path("compose/look/", views_compose.look, name="compose-look"),
    path("compose/save/", views_compose.save, name="compose-save"),
    path("compose/fix/", views_compose.fix, name="compose-fix"),
    path("compose/go/", views_compose.go, name="compose-go"),
    path("compose/<int:post_id>/", views_compose.compose, name="post"),
    path("compose/<int:post_id>/discard/", views_compose.discard, name="post-discard"),
    path("calendar/", views_calendar.calendar, name="calendar"),
    path("deliveries/<int:delivery_id>/", views_delivery.delivery, name="delivery"),
    path("deliveries/<int:delivery_id>/decide/", views_delivery.decide, name="delivery-decide"),
    path("deliveries/<int:delivery_id>/move/", views_delivery.move, name="delivery-move"),
    path("undo/", views_delivery.undo, name="undo"),
    path("accounts/", views_accounts.accounts, name="accounts"),
    path("accounts/connect/<slug:slug>/", views_accounts.connect, name="connect"),
    path("accounts/personas/", views_accounts.new_persona, name="new-persona"),
    path("accounts/<int:account_id>/posting/", views_accounts.posting, name="account-posting"),
    path("accounts/<int:account_id>/persona/", views_accounts.persona, name="account-persona"),
    path("accounts/<int:account_id>/check/", views_accounts.check, name="account-check"),
    path("accounts/<int:account_id>/remove/", views_accounts.remove, name="account-remove"),
    path("reports/", views_reports.reports, name="reports"),
    path("reports/<slug:slug>/", views_reports.report, name="report"),
    path("help/", views_help.overview, name="help"),
    path("help/rules/", views_help.rules, name="help-rules"),
    path("help/rules/<slug:name>/", views_help.rule, name="help-rule"),
    path("help/networks/", views_help.networks, name="help-networks"),
    path(f"{PRACTICE}/", views_practice.timeline, name="practice"),
    path(f"{PRACTICE}/-/act/", views_practice.act, name="practice-act"),
    path(f"{PRACTICE}/-/order/", views_practice.order, name="practice-order"),
    path(f"{PRACTICE}/<str:handle>/", views_practice.timeline, name="practice-member"),
    path(f"{PRACTICE}/<str:handle>/<str:post_id>", views_practice.post, name="practice-post"),
]
