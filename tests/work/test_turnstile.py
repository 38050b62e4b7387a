"""Writers of one process queue up before they ask SQLite, and nobody waits for himself."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from twoway.work.turnstile import turnstile


@pytest.mark.django_db(transaction=True)
def test_one_passes_at_a_time_where_the_database_lets_one_write() -> None:
    inside, most, lock = [0], [0], threading.Lock()

    def pass_through() -> None:
        with turnstile():
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            threading.Event().wait(0.01)
            with lock:
                inside[0] -= 1
        connections.close_all()

    threads = [threading.Thread(target=pass_through) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert inside == [0]
    assert (most[0] == 1) == (connection.vendor == "sqlite")


@pytest.mark.django_db(transaction=True)
def test_who_is_inside_may_pass_again_and_who_holds_a_transaction_does_not_wait() -> None:
    with turnstile(), turnstile(), transaction.atomic(), turnstile():
        assert connection.in_atomic_block
