"""A finding is set aside with a reason, by somebody who may, and never where the network itself would refuse the words."""

from __future__ import annotations

import pytest

from twoway.domain.asides import LONGEST_REASON, set_aside, sorted_out
from twoway.domain.errors import BadInput, NotAllowed
from twoway.domain.findings import Finding, Severity
from twoway.domain.permission import Actor, Role

WARNS = Finding(code="TAG001", rule="hashtag", severity=Severity.WARN, message="Found.")
STOPS = Finding(code="PRV006", rule="wrong-account", severity=Severity.STOP, message="Found.")
FINAL = Finding(code="LEN001", rule="over-limit", severity=Severity.STOP, message="Too long.", is_final=True)
WHY = "the town's tag belongs here"


def acting_as(role: Role) -> Actor:
    return Actor(user_id=1, name="Sarah", workspace_id=1, workspace="Alder & Rye", role=role)


OWNER, WRITER, GUEST = acting_as(Role.OWNER), acting_as(Role.WRITER), acting_as(Role.GUEST)


def test_what_is_set_aside_is_left_out_with_its_reason() -> None:
    left, aside = sorted_out((STOPS, WARNS), {"TAG001": WHY})
    assert left == (STOPS,)
    assert [(one.finding, one.reason) for one in aside] == [(WARNS, WHY)]


def test_nothing_is_set_aside_without_a_reason() -> None:
    assert sorted_out((WARNS,), {"TAG001": ""}) == ((WARNS,), ())


def test_what_the_network_would_refuse_is_never_set_aside_whatever_was_kept() -> None:
    assert sorted_out((FINAL,), {"LEN001": WHY}) == ((FINAL,), ())


def test_a_writer_sets_a_warning_aside_and_the_log_can_tell_it() -> None:
    (one,) = set_aside(WRITER, (WARNS,), {"TAG001": "  the town's tag \n belongs here "})
    assert (one.reason, one.summary) == (WHY, "Set TAG001 hashtag aside")


def test_only_who_may_change_the_workspace_sets_a_stop_aside() -> None:
    with pytest.raises(NotAllowed, match="may not change the workspace"):
        set_aside(WRITER, (STOPS,), {"PRV006": WHY})
    assert [one.finding for one in set_aside(OWNER, (STOPS,), {"PRV006": WHY})] == [STOPS]


def test_a_stop_is_not_hidden_behind_a_warning_of_the_same_rule() -> None:
    mild = Finding(code="PRV006", rule="wrong-account", severity=Severity.WARN, message="Found.")
    with pytest.raises(NotAllowed):
        set_aside(WRITER, (mild, STOPS), {"PRV006": WHY})


def test_somebody_who_may_not_write_sets_nothing_aside() -> None:
    with pytest.raises(NotAllowed):
        set_aside(GUEST, (WARNS,), {"TAG001": WHY})


@pytest.mark.parametrize("reason", ["", "  ", "...", "x" * (LONGEST_REASON + 1)])
def test_a_reason_that_says_nothing_or_too_much_is_refused(reason: str) -> None:
    with pytest.raises(BadInput, match="reason"):
        set_aside(OWNER, (WARNS,), {"TAG001": reason})


def test_not_even_an_owner_sets_aside_what_the_network_would_refuse() -> None:
    with pytest.raises(BadInput, match=r"cannot be set aside. Too long\."):
        set_aside(OWNER, (FINAL,), {"LEN001": WHY})


def test_what_finds_nothing_cannot_be_set_aside() -> None:
    with pytest.raises(BadInput, match="TAG009 finds nothing"):
        set_aside(OWNER, (WARNS,), {"TAG009": WHY})


def test_what_was_allowed_before_is_not_asked_about_again_unless_its_reason_changes() -> None:
    assert set_aside(WRITER, (STOPS,), {"PRV006": WHY}, {"PRV006": WHY}) == ()
    with pytest.raises(NotAllowed):
        set_aside(WRITER, (STOPS,), {"PRV006": "another reason"}, {"PRV006": WHY})
