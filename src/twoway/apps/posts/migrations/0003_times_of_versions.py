"""A version may go at a time of its own, and versions may follow each other."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two nullable or defaulted columns: nothing is rewritten."""

    dependencies = (("posts", "0002_title_comment_fit"),)

    operations = (
        migrations.AddField(
            model_name="post",
            name="spread",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="postversion",
            name="planned_at",
            field=models.DateTimeField(null=True),
        ),
    )
