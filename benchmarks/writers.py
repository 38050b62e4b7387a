"""People who write while a worker sends: `python -m benchmarks.writers 4`.

Drafts are saved until a line comes in, as fast as quick people type; what is printed then is how long each took.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from importlib import import_module

import django

#: Seconds that somebody types between two savings.
TYPING = 0.05


def main(people: int) -> None:
    """Save, think, save again."""
    django.setup()
    actions, drafts = import_module("twoway.apps.posts.actions"), import_module("twoway.apps.posts.queries")
    queries = import_module("twoway.apps.people.queries")
    models, errors = import_module("twoway.apps.people.models"), import_module("django.db")
    user = models.User.objects.get()
    actor = queries.actor_for(user)
    over, locked = threading.Event(), [0]
    seconds: list[float] = []

    def write(number: int) -> None:
        post, revision = None, 0
        while not over.wait(TYPING):
            words = f"Loaf {len(seconds)} of today, written by number {number}"
            began = time.monotonic()
            try:
                saved = actions.save(actor, drafts.Draft(post_id=post, revision=revision, master=words))
                post, revision = saved.pk, saved.revision
            except errors.OperationalError:
                locked[0] += 1
            seconds.append(time.monotonic() - began)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(people)]
    for writer in writers:
        writer.start()
    sys.stdin.readline()
    over.set()
    for writer in writers:
        writer.join()
    print(json.dumps({"seconds": seconds, "locked": locked[0]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
