"""What the engines' backends of Django's Tasks have in common: a wake-up goes out after the commit, and nobody asks after it."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id


class WakeUps(BaseTaskBackend):
    """Carries ids and keeps no records: what became of things stands in the rows they are about."""

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.enqueue_on_commit = bool(params.get("ENQUEUE_ON_COMMIT", True))

    @abstractmethod
    def send(self, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Put it into the engine's queue: the path of what is to be done, and its arguments."""

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Send a wake-up, after the commit of what it is about."""
        self.validate_task(task)
        found: TaskResult[Any] = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        send = partial(self.send, task.module_path, list(args), dict(kwargs))
        if self.enqueue_on_commit:
            transaction.on_commit(send)
        else:
            send()
        return found
