from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from twoway.work import lent
from twoway.work.now import forget, now


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.mark.django_db
def test_the_time_is_right_and_does_not_go_back() -> None:
    told = [now() for _ in range(50)]
    assert told == sorted(told)
    assert abs(told[-1] - datetime.now(UTC)) < timedelta(seconds=30)


@pytest.mark.django_db
def test_the_database_is_asked_once_in_a_while(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(1):  # type: ignore[operator]  # a fixture
        for _ in range(20):
            now()


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_network_holds_no_connection_to_a_server() -> None:
    connection.ensure_connection()
    lent.give_back()
    assert (connection.connection is None) == (connection.vendor == "postgresql")


@pytest.mark.django_db
def test_what_is_half_done_keeps_its_connection() -> None:
    connection.ensure_connection()
    lent.give_back()
    assert connection.connection is not None
