"""Who a post is meant for, and who speaks to them."""

from __future__ import annotations

import pytest

from twoway.domain.errors import BadInput
from twoway.domain.readers import LONGEST, MOST, checked, meant_for

OTHERS = {"Sarah, at home": ("Friends", "Family"), "Wholesale": ("Cafés",)}


class TestGroups:
    def test_they_are_kept_once_without_needless_blanks(self) -> None:
        assert checked([" New  in\ttown ", "", "new in town", "Regulars"]) == ("New in town", "Regulars")

    def test_any_script_will_do(self) -> None:
        assert checked(["Жители", "常連さん", "الجيران"]) == ("Жители", "常連さん", "الجيران")

    @pytest.mark.parametrize(
        ("groups", "told"),
        [
            (["x" * (LONGEST + 1)], "too long"),
            ([f"group {n}" for n in range(MOST + 1)], "may name 8"),
            (["Friends\u202edrawkcab"], "nobody can see"),
            (["Friends\x00"], "nobody can see"),
            (["Fri\ud800ends"], "nobody can see"),
        ],
    )
    def test_what_names_nobody_is_told(self, groups: list[str], told: str) -> None:
        with pytest.raises(BadInput, match=told) as caught:
            checked(groups)
        assert caught.value.field == "readers"
        caught.value.for_people.encode()


class TestWhoseTheyAre:
    def test_another_persona_speaks_to_them(self) -> None:
        assert meant_for(["friends", "Cafés"], ["Regulars"], OTHERS) == {
            "friends": "Sarah, at home",
            "Cafés": "Wholesale",
        }

    def test_one_of_ours_among_them_is_enough(self) -> None:
        assert meant_for(["Friends", "REGULARS"], ["Regulars"], OTHERS) == {}

    def test_a_group_that_nobody_knows_is_the_authors_to_judge(self) -> None:
        assert meant_for(["Teachers"], ["Regulars"], OTHERS) == {}
        assert meant_for(["Friends", "Teachers"], ["Regulars"], OTHERS) == {}

    def test_a_persona_that_says_nothing_of_its_readers_is_left_alone(self) -> None:
        assert meant_for(["Friends"], [], OTHERS) == {}

    def test_nobody_in_particular_is_everybody(self) -> None:
        assert meant_for([], ["Regulars"], OTHERS) == {}
