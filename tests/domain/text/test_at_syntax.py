import pytest

from twoway.domain.text.at_syntax import is_datetime, is_did, is_handle, is_identifier


@pytest.mark.parametrize("text", ["kemi.test", "A.b-c.COM", "xn--ls8h.test", "9.a1", f"{'a' * 63}.test"])
def test_handles(text: str) -> None:
    assert is_handle(text)
    assert is_identifier(text)


@pytest.mark.parametrize(
    "text",
    [
        "kemi",
        "kemi.",
        ".kemi.test",
        "-a.test",
        "a-.test",
        "a_b.test",
        "a.1a",
        "a.test\n",
        "a" * 64 + ".test",
        "@a.test",
        "",
    ],
)
def test_no_handles(text: str) -> None:
    assert not is_handle(text)


@pytest.mark.parametrize("text", ["did:plc:abc123", "did:web:a%3A1", "did:m:a:b.-_c"])
def test_identifiers(text: str) -> None:
    assert is_did(text)
    assert is_identifier(text)


@pytest.mark.parametrize(
    "text", ["did:plc:", "did:PLC:a", "did:plc:a:", "did:plc:a%", "did:p1c:a", "did:a", "did:plc:" + "a" * 2048]
)
def test_no_identifiers(text: str) -> None:
    assert not is_did(text)
    assert not is_identifier(text)


@pytest.mark.parametrize(
    "text",
    [
        "1985-04-12T23:20:50Z",
        "1985-04-12T23:20:50.123456789Z",
        "1985-04-12T23:20:50.1+01:30",
        "0000-01-01T00:00:00Z",
        "1985-02-31T00:00:00Z",
    ],
)
def test_times(text: str) -> None:
    assert is_datetime(text)


@pytest.mark.parametrize(
    "text",
    [
        "1985-04-12",
        "1985-04-12T23:20Z",
        "1985-04-12t23:20:50Z",
        "1985-04-12 23:20:50Z",
        "1985-04-12T23:20:50",
        "1985-04-12T23:20:50.Z",
        "1985-04-12T23:20:50-00:00",
        "1985-04-12T23:20:50+24:00",
        "1985-00-12T23:20:50Z",
        "1985-04-32T23:20:50Z",
        "1985-04-12T23:20:60Z",
        "0000-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-00:01",
        "1985-04-00T23:20:50Z",
        "+001985-04-12T23:20:50Z",
        "1985-04-12T23:20:50Z\n",
        "1985-04-12T23:20:50." + "1" * 60 + "Z",
    ],
)
def test_no_times(text: str) -> None:
    assert not is_datetime(text)
