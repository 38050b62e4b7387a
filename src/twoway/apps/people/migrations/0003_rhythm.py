"""How much a workspace wants of a week, and between which hours it speaks, as columns of its own.

They stood among the words that rules read, where a list that was taken from a file took them away.
"""

from __future__ import annotations

from datetime import time
from typing import Any

from django.db import migrations, models

AIM, HOURS = "weekly_aim", "posting_hours"


def to_columns(apps: Any, schema_editor: Any) -> None:
    """What makes sense is taken along; nonsense counted as not said before, and does so now."""
    for workspace in _all(apps, schema_editor):
        words = dict(workspace.words or {})
        aim, hours = words.pop(AIM, None), words.pop(HOURS, None)
        if aim is None and hours is None:
            continue
        workspace.aim_posts, workspace.aim_replies = _aim(aim)
        workspace.speaks_from, workspace.speaks_until = _hours(hours)
        workspace.words = words
        workspace.save(update_fields=["words", "aim_posts", "aim_replies", "speaks_from", "speaks_until"])


def to_words(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    for workspace in _all(apps, schema_editor):
        words = dict(workspace.words or {})
        if workspace.aim_posts is not None and workspace.aim_replies is not None:
            words[AIM] = [str(workspace.aim_posts), str(workspace.aim_replies)]
        if workspace.speaks_from is not None and workspace.speaks_until is not None:
            words[HOURS] = [f"{workspace.speaks_from:%H:%M}", f"{workspace.speaks_until:%H:%M}"]
        if words != workspace.words:
            workspace.words = words
            workspace.save(update_fields=["words"])


def _all(apps: Any, schema_editor: Any) -> Any:
    return list(apps.get_model("people", "Workspace").objects.using(schema_editor.connection.alias))


def _aim(words: Any) -> tuple[int | None, int | None]:
    wanted = [str(word) for word in words] if isinstance(words, list) else []
    if len(wanted) != 2 or not all(word.isascii() and word.isdigit() and len(word) < 4 for word in wanted):
        return None, None
    return int(wanted[0]), int(wanted[1])


def _hours(words: Any) -> tuple[time | None, time | None]:
    clocks = [_clock(word) for word in words] if isinstance(words, list) else []
    if len(clocks) != 2 or clocks[0] is None or clocks[1] is None or clocks[0] >= clocks[1]:
        return None, None
    return clocks[0], clocks[1]


def _clock(word: Any) -> time | None:
    try:
        return time.fromisoformat(str(word)).replace(tzinfo=None)
    except ValueError:
        return None


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_brand_and_invitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="workspace", name="aim_posts", field=models.PositiveSmallIntegerField(null=True)
        ),
        migrations.AddField(
            model_name="workspace", name="aim_replies", field=models.PositiveSmallIntegerField(null=True)
        ),
        migrations.AddField(model_name="workspace", name="speaks_from", field=models.TimeField(null=True)),
        migrations.AddField(model_name="workspace", name="speaks_until", field=models.TimeField(null=True)),
        migrations.RunPython(to_columns, to_words),
    ]
