"""The promises that all networks make, kept by every network that the finder finds.

A network that comes later is tested here without a new line. What only one of them does is tested in tests/networks.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts, HashtagUse, Idempotency, Limit
from twoway.domain.parts import keys_of
from twoway.domain.text import little
from twoway.domain.versions import Inbound, Mention, Picture, ReplyTo, Version
from twoway.plug import finder
from twoway.plug.network import MAY, MUST, Network

NETWORKS = finder.networks()

#: The parameters of each function, by the names of the contract in plug/network.py.
PARAMETERS = {
    "to_payload": ("version", "key"),
    "publish": ("http", "version", "key"),
    "connect": ("http", "answers"),
    "publish_all": ("http", "version", "keys"),
    "prepare": ("http", "version", "key"),
    "new_key": ("at", "entropy"),
    "part_key": ("key", "place"),
    "find": ("http", "version", "key", "since"),
    "fetch": ("http", "cursor", "own"),
    "to_message": ("raw", "own_id"),
    "look_again": ("http", "remote_ids"),
    "renew": ("http",),
    "instance": ("http",),
    "introduce": ("http",),
    "look_up": ("http", "handle"),
    "delete": ("http", "remote_id"),
    "is_alive": ("http",),
    "begin": ("http", "answers", "back"),
    "leave": ("http",),
    "finish": ("http", "kept", "returned"),
    "client": ("back",),
    "edit": ("http", "version", "remote_id"),
    "react": ("http", "remote_id", "refs", "reaction", "on"),
    "counts": ("http", "remote_ids"),
    "search": ("http", "words", "cursor"),
    "people": ("http", "words"),
    "examine": ("http",),
    "wakes": ("http",),
    "from_hook": ("call", "secret"),
    "greet_hook": ("call", "secret"),
    "set_hook": ("http", "address", "secret"),
    "drop_hook": ("http",),
}

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PICTURE = Picture(sha256="a" * 64, mime="image/jpeg", size=200_000, width=1200, height=900, alt="Two rye loaves")

# What check_text lets through: no lone surrogates, no NUL.
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200
) | st.sampled_from(
    [
        "👩‍👩‍👧 at eight, 🏴󠁧󠁢󠁳󠁣󠁴󠁿 and 🇬🇧",
        "#only",
        "@alderandrye, see https://example.org/a?b=c&d=é#f.",
        "سلام #سلام 12 עברית",
        "https://a.example " * 10,
        "e\u0301\u0301\u0301 \u202ereversed",
        "\n\n  \t",
    ]
)


def every(having: str = "") -> pytest.MarkDecorator:
    """Each network, or each that has this function."""
    return among(lambda n: not having or getattr(n, having) is not None)


def among(wanted: Callable[[Network], bool]) -> pytest.MarkDecorator:
    chosen = [n for n in NETWORKS.values() if wanted(n)]
    return pytest.mark.parametrize("network", chosen, ids=lambda n: n.facts.slug)


def key_for(network: Network) -> str:
    return network.new_key(NOON, 0x1234_5678_9ABC_DEF0) if network.new_key else "a-key"


def strings(value: object) -> list[str]:
    """All strings inside a payload."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [s for v in value.values() for s in strings(v)]
    if isinstance(value, (list, tuple)):
        return [s for v in value for s in strings(v)]
    return []


def words_of(payload: Mapping[str, object]) -> list[str]:
    """All strings inside a payload, as they are sent and as a reader sees those written in little text."""
    signs = {little.PartKind.HASHTAG: "#", little.PartKind.MENTION: "@"}
    sent = strings(payload)
    return [*sent, *("".join(signs.get(p.kind, "") + p.words for p in little.parse(s)) for s in sent)]


def limits(facts: Facts) -> list[Limit]:
    text = facts.text
    found = [
        text.limit,
        text.bytes_limit,
        text.caption_limit,
        text.comment_limit,
        text.title_limit,
        facts.media.alt_limit,
    ]
    return [limit for limit in found if limit is not None]


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    digits = colour.lstrip("#")
    pairs = [d * 2 for d in digits] if len(digits) == 3 else [digits[i : i + 2] for i in (0, 2, 4)]
    parts = [int(pair, 16) / 255 for pair in pairs]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_there_are_networks() -> None:
    assert len(NETWORKS) >= 1


def test_this_test_knows_every_function_of_the_contract() -> None:
    assert set(PARAMETERS) == {*MUST, *MAY}


# -- functions -----------------------------------------------------------------------------------------------------


@every()
def test_every_function_has_the_parameters_of_the_contract(network: Network) -> None:
    for name in network.can():
        function: Callable[..., object] = getattr(network, name)
        given_names = tuple(inspect.signature(function).parameters)
        # An unused parameter may carry an underscore in front.
        assert tuple(n.lstrip("_") for n in given_names) == PARAMETERS[name], name


@every()
def test_every_function_says_what_it_promises(network: Network) -> None:
    for name in network.can():
        assert inspect.getdoc(getattr(network, name)), f"{name} has no docstring"


@every()
def test_the_module_says_what_was_followed(network: Network) -> None:
    module = inspect.getmodule(network.to_payload)
    assert module is not None
    assert len((module.__doc__ or "").split()) >= 8


@among(lambda n: not n.is_connectable)
def test_a_network_that_cannot_be_connected_says_so_and_asks_nothing(network: Network) -> None:
    module = inspect.getmodule(network.to_payload)
    assert module is not None
    assert "accounts cannot be connected yet" in " ".join((module.__doc__ or "").split())
    assert any("connect an account" in words for words in network.facts.cannot)
    assert network.facts.connecting.questions == ()


@every()
def test_a_network_that_fetches_can_read_what_it_fetched(network: Network) -> None:
    assert (network.fetch is None) == (network.to_message is None)


@every()
def test_a_network_that_can_be_connected_can_be_posted_to(network: Network) -> None:
    assert (network.connect is None) == (network.publish is None)


@every()
def test_who_is_sent_to_a_page_of_the_network_can_come_back(network: Network) -> None:
    assert (network.begin is None) == (network.finish is None)


@every()
def test_what_can_be_pressed_has_names(network: Network) -> None:
    assert (network.react is None) == (not network.facts.reactions)
    assert set(network.facts.passes_on) <= set(network.facts.reactions)


@every()
def test_audiences_have_names_of_their_own(network: Network) -> None:
    names = [audience.name for audience in network.facts.audiences]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+", name) for name in names)


@among(lambda n: n.is_connectable)
def test_a_network_that_takes_our_key_makes_it_before_sending(network: Network) -> None:
    if network.facts.idempotency in (Idempotency.CLIENT_ID, Idempotency.KEY_WITH_WINDOW):
        assert network.new_key is not None


# -- facts ---------------------------------------------------------------------------------------------------------


@every()
def test_names_can_be_shown_and_typed(network: Network) -> None:
    facts = network.facts
    assert re.fullmatch(r"[a-z][a-z0-9-]*", facts.slug)
    assert facts.name.strip() == facts.name != ""
    assert 1 <= len(facts.glyph) <= 2
    assert all(re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", colour) for colour in facts.colours)


@every()
def test_the_glyph_can_be_read_by_day_and_by_night(network: Network) -> None:
    light, dark = network.facts.colours
    assert contrast(light, "#fff") >= 4.5
    assert contrast(dark, "#10161a") >= 4.5


@every()
def test_addresses_are_addresses(network: Network) -> None:
    for address in (network.facts.home, network.facts.default_address):
        parts = urlsplit(address)
        assert parts.hostname, address
        # What speaks by mail has servers of its own, and no address of the web.
        assert parts.scheme == "https" or network.facts.is_practice or parts.scheme == "mail", address
        assert not address.endswith("/") or address == network.facts.home


@every()
def test_every_limit_is_positive_and_has_a_source_and_a_day(network: Network) -> None:
    for limit in limits(network.facts):
        assert limit.value > 0
        # A practice network is made up, and so are its limits.
        assert limit.source.startswith("https://") or (network.facts.is_practice and limit.source), limit.source
        assert date(2020, 1, 1) <= limit.checked_on <= datetime.now(UTC).date() + timedelta(days=1)


@every()
def test_every_rate_has_a_number_a_window_a_source_and_a_day(network: Network) -> None:
    for rate in network.facts.rates:
        assert rate.posts > 0
        assert rate.seconds > 0
        assert urlsplit(rate.source).scheme == "https" or rate.source.endswith(".md")
        assert rate.checked_on >= date(2026, 1, 1)


@every()
def test_every_source_is_an_address_with_a_day(network: Network) -> None:
    facts = network.facts
    assert facts.sources or facts.is_practice
    for address, checked_on in facts.sources:
        assert address.startswith("https://") or facts.is_practice, address
        assert checked_on <= datetime.now(UTC).date() + timedelta(days=1)
    for source in (facts.hashtags.source, facts.links.source, facts.media.source):
        assert source == "" or source.startswith("https://") or facts.is_practice, source


@every()
def test_the_pattern_of_handles_matches_its_example_and_no_sentence(network: Network) -> None:
    mentions = network.facts.mentions
    assert mentions.example, "an example shows people how a handle looks"
    assert re.fullmatch(mentions.handle, mentions.example)
    assert not mentions.example.startswith("@")
    assert not re.fullmatch(mentions.handle, "two words")
    if mentions.telling is not None:
        assert not re.fullmatch(mentions.telling, "alderandrye"), "a bare name gives no network away"


@every()
def test_hashtags_that_do_nothing_are_not_usual(network: Network) -> None:
    hashtags = network.facts.hashtags
    assert 0 <= hashtags.usual <= (hashtags.most if hashtags.most is not None else hashtags.usual)
    if hashtags.use is HashtagUse.NOTHING:
        assert hashtags.usual == 0


@every()
def test_pictures_have_kinds_and_a_size(network: Network) -> None:
    media = network.facts.media
    assert 0 <= media.least <= media.most
    if media.most:
        assert media.bytes_limit > 0
        assert all(kind.startswith(("image/", "video/")) for kind in media.types)
        assert media.types


@every()
def test_the_connect_form_can_be_filled_in(network: Network) -> None:
    connecting = network.facts.connecting
    names = [question.name for question in connecting.questions]
    assert len(names) == len(set(names))
    assert all(
        name.isidentifier() and question.label for name, question in zip(names, connecting.questions, strict=True)
    )
    assert not any(question.secret and question.initial for question in connecting.questions)
    assert connecting.needs
    assert connecting.minutes >= 0


@every()
def test_a_key_with_a_window_says_how_long_it_holds(network: Network) -> None:
    with_window = network.facts.idempotency is Idempotency.KEY_WITH_WINDOW
    assert with_window == (network.facts.key_window_seconds is not None)


# -- payload -------------------------------------------------------------------------------------------------------


@every()
@given(text=texts)
def test_the_payload_holds_the_words_as_they_are(network: Network, text: str) -> None:
    payload = network.to_payload(Version(text=text), key_for(network))
    assert text in words_of(payload)


@every()
@given(text=texts)
def test_the_payload_is_pure_and_can_be_written_as_json(network: Network, text: str) -> None:
    version, key = Version(text=text), key_for(network)
    first, second = network.to_payload(version, key), network.to_payload(version, key)
    assert json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)


@among(lambda n: n.facts.links.own_field)
def test_a_link_of_its_own_goes_into_its_field_and_goes_before_one_in_the_words(network: Network) -> None:
    version = Version(text="See https://town.example/a", link="https://alderrye.example/rye?utm_source=post")
    payload = network.to_payload(version, key_for(network))
    assert "https://alderrye.example/rye?utm_source=post" in words_of(payload)


@among(lambda n: n.facts.media.most > 0)
def test_the_payload_takes_pictures_with_and_without_an_upload(network: Network) -> None:
    key = key_for(network)
    without = json.dumps(network.to_payload(Version(text="Fresh rye"), key))
    waiting = Version(text="Fresh rye", pictures=(PICTURE,))
    uploaded = Version(text="Fresh rye", pictures=(replace(PICTURE, remote={"id": "m-1"}),))
    assert json.dumps(network.to_payload(waiting, key))
    assert json.dumps(network.to_payload(uploaded, key)) != without


REPLY = ReplyTo(
    remote_id="r-1", root_id="r-0", refs={"uri": "r-1", "cid": "c-1", "root": {"uri": "r-0", "cid": "c-0"}}
)


@among(lambda n: not n.facts.answers)
def test_an_answer_never_becomes_a_post_where_nothing_can_be_answered(network: Network) -> None:
    with pytest.raises(BadInput, match="answer"):
        network.to_payload(Version(text="Thank you", reply_to=REPLY), key_for(network))


@among(lambda n: n.facts.answers)
def test_a_reply_differs_from_a_post(network: Network) -> None:
    post, answer = Version(text="Thank you"), Version(text="Thank you", reply_to=REPLY)
    key = key_for(network)
    assert json.dumps(network.to_payload(post, key)) != json.dumps(network.to_payload(answer, key))


@every()
def test_the_payload_takes_people_known_and_unknown(network: Network) -> None:
    handle = network.facts.mentions.example
    for remote_id in (None, "id-1"):
        version = Version(text=f"Thank you @{handle}", mentions=(Mention(handle=handle, remote_id=remote_id),))
        # By the handle, or by what the network itself calls somebody whom it knows.
        named = (f"@{handle}", remote_id or f"@{handle}")
        assert any(name in text for text in strings(network.to_payload(version, key_for(network))) for name in named)


# -- keys ----------------------------------------------------------------------------------------------------------


@every(having="new_key")
@given(entropy=st.integers(0, 2**64 - 1))
def test_a_key_made_again_from_the_same_is_the_same(network: Network, entropy: int) -> None:
    assert network.new_key is not None
    assert network.new_key(NOON, entropy) == network.new_key(NOON, entropy) != ""


@every(having="new_key")
def test_a_thousand_keys_are_a_thousand_keys(network: Network) -> None:
    assert network.new_key is not None
    # Bits as random as a real worker's, yet the same in every run; a millisecond between one delivery and the next.
    bits = [(n * 0x9E37_79B9_7F4A_7C15) % 2**64 for n in range(1, 1001)]
    keys = {network.new_key(NOON + timedelta(milliseconds=n), b) for n, b in enumerate(bits)}
    assert len(keys) == 1000


@every(having="new_key")
def test_the_keys_of_a_thread_are_made_from_its_first_and_all_differ(network: Network) -> None:
    thread = Version(text="one", more=tuple(f"part {n}" for n in range(30)), first_comment="and a word")
    keys = keys_of(thread, key_for(network), network.part_key)
    assert keys[0] == key_for(network)
    assert len(set(keys)) == 32
    assert all(len(key) <= 140 for key in keys)
    assert keys == keys_of(thread, key_for(network), network.part_key)


@every("new_key")
def test_two_workers_in_the_same_moment_make_different_keys(network: Network) -> None:
    assert network.new_key is not None
    assert network.new_key(NOON, 0x1234_5678_9ABC_DEF0) != network.new_key(NOON, 0xFEDC_BA98_7654_3210)


# -- messages ------------------------------------------------------------------------------------------------------


@every(having="to_message")
@pytest.mark.parametrize(
    "junk",
    [
        {},  # nothing
        {"id": None},  # a field without a value
        {"type": 7, "text": ["a", "list"]},  # fields of other kinds
        {"error": "internal", "status": 500},  # an error page
        {"id": "1", "text": "hello"},  # a message without an author
    ],
)
def test_an_unknown_shape_is_a_value_error(network: Network, junk: Mapping[str, object]) -> None:
    assert network.to_message is not None
    with pytest.raises(ValueError, match=r"."):
        network.to_message(junk, "me")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
likely = st.sampled_from(
    [
        "id",
        "uri",
        "cid",
        "type",
        "text",
        "content",
        "author",
        "account",
        "status",
        "record",
        "reason",
        "created_at",
        "at",
    ]
)


@every(having="to_message")
@given(raw=st.dictionaries(likely, json_values, max_size=8))
def test_garbage_is_a_value_error_or_no_message_and_nothing_else(network: Network, raw: dict[str, object]) -> None:
    assert network.to_message is not None
    try:
        message = network.to_message(raw, "me")
    except ValueError:
        return
    assert message is None or isinstance(message, Inbound)
