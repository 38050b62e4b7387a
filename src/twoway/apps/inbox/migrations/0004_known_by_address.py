"""People of a server that numbers them are known by their address, as those are who were heard since 2026-11-22.

Before, they were known by the number that the account's own server has for them, so that somebody who wrote before and after could
be two people, with two conversations under one post. They become one: the entry that was there first keeps everything.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

NETWORK, OURS = "mastodon", "ours"


def join(apps: Any, schema_editor: Any) -> None:
    """Every number becomes the address of who has it; where that is there already, the two are one."""
    database = schema_editor.connection.alias
    handles = apps.get_model("people", "Handle").objects.using(database).filter(network=NETWORK)
    addresses: dict[tuple[int, str], str] = {}
    for pk in list(handles.exclude(remote_id__contains="@").order_by("pk").values_list("pk", flat=True)):
        old = handles.get(pk=pk)
        if "@" not in old.handle.strip("@"):
            continue  # a server that does not say where somebody is: the number is all there is
        address = old.handle.casefold()
        addresses[old.workspace_id, old.remote_id] = address
        twin = handles.filter(workspace_id=old.workspace_id, remote_id=address).first()
        if twin is not None:
            handles.filter(pk=twin.pk).delete()
            _join_people(apps, database, old.person_id, twin.person_id)
        handles.filter(pk=old.pk).update(remote_id=address, handle=twin.handle if twin is not None else old.handle)
    _join_conversations(apps, database, addresses)


def _join_people(apps: Any, database: str, *both: int) -> None:
    if len(set(both)) == 1:
        return
    people = apps.get_model("people", "Person").objects.using(database)
    kept, other = people.filter(pk__in=both).order_by("pk")
    for app, model in (("people", "Handle"), ("inbox", "Conversation"), ("inbox", "Message")):
        apps.get_model(app, model).objects.using(database).filter(person=other).update(person=kept)
    people.filter(pk=kept.pk).update(met=_lines(kept.met, other.met), about=_lines(kept.about, other.about))
    people.filter(pk=other.pk).delete()


def _lines(*words: str) -> str:
    return "\n".join(filter(None, dict.fromkeys(words)))


def _join_conversations(apps: Any, database: str, addresses: dict[tuple[int, str], str]) -> None:
    rows = apps.get_model("inbox", "Conversation").objects.using(database)
    numbered = rows.filter(account__network=NETWORK).exclude(with_id="").exclude(with_id__contains="@")
    for pk in list(numbered.order_by("pk").values_list("pk", flat=True)):
        old = rows.get(pk=pk)
        address = addresses.get((old.workspace_id, old.with_id))
        if address is None:
            continue  # somebody who was forgotten, or of whom no more is known
        twin = rows.filter(account_id=old.account_id, root_id=old.root_id, with_id=address).first()
        if twin is not None:
            _take_in(apps, database, old, twin)
        rows.filter(pk=old.pk).update(with_id=address)


def _take_in(apps: Any, database: str, kept: Any, other: Any) -> None:
    """What was said and noted in the other goes into the kept one. Where somebody waits in one of them, they wait in both."""
    for model in ("Message", "TeamNote"):
        found = apps.get_model("inbox", model).objects.using(database).filter(conversation=other)
        found.update(conversation=kept)
    both = (kept, other)
    newer = max(both, key=lambda one: one.last_at)
    waiting = [one for one in both if one.state == OURS]
    since = [one.waiting_since for one in waiting if one.waiting_since is not None]
    rows = apps.get_model("inbox", "Conversation").objects.using(database)
    rows.filter(pk=other.pk).delete()
    rows.filter(pk=kept.pk).update(
        state=OURS if waiting else newer.state,
        waiting_since=min(since) if since else None,
        snoozed_until=None if waiting else newer.snoozed_until,
        last_at=newer.last_at,
        first_words=newer.first_words,
        draft=_lines(kept.draft, other.draft),
        is_private=kept.is_private or other.is_private,
        about_id=kept.about_id or other.about_id,
        person_id=kept.person_id or other.person_id,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0003_taken_back"),
        ("people", "0003_rhythm"),
    ]

    operations = [
        migrations.RunPython(join, migrations.RunPython.noop),
    ]
