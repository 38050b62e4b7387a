"""What the worker does for links."""

from __future__ import annotations

from collections.abc import Iterable

from django_tasks import task

from twoway.apps.links.actions import learn, look_at
from twoway.apps.links.models import Page


@task()
def look(page_id: int) -> str:
    """Look at the page behind a link; gives what became of it. Harmless when called twice."""
    page = Page.objects.filter(pk=page_id).first()
    return look_at(page).standing if page is not None else ""


def ask_for(workspace_id: int, addresses: Iterable[str]) -> None:
    """Have a look taken at the pages behind these addresses, where nothing fresh is known of them."""
    for page_id in learn(workspace_id, addresses):
        look.enqueue(page_id)
