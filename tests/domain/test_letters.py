"""Letters read and written, whatever mail programs make of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain import letters
from twoway.domain.errors import BadInput
from twoway.domain.letters import File, answer_subject, is_address, read, write

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def raw(body: str = "Is there rye today?", **headers: str) -> bytes:
    told = {
        "From": "Tom Hallam <Tom@Hallam.example>",
        "Subject": "Rye",
        "Message-ID": "<m1@hallam.example>",
        "Date": "Sat, 21 Nov 2026 09:00:00 +0100",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"{name}: {value}" for name, value in told.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode("utf-8", "surrogatepass")


def test_a_plain_letter_is_read() -> None:
    found = read(raw(), arrived=NOON)

    assert (found.sender, found.name, found.subject) == ("tom@hallam.example", "Tom Hallam", "Rye")
    assert (found.message_id, found.text) == ("<m1@hallam.example>", "Is there rye today?")
    assert found.at == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert not found.is_machine


def test_headers_in_any_encoding_become_words() -> None:
    found = read(
        raw(From="=?iso-8859-1?q?J=F6rg_K=E4se?= <j@x.example>", Subject="=?utf-8?b?QnLDtnRjaGVuPw==?="), arrived=NOON
    )

    assert (found.name, found.subject) == ("Jörg Käse", "Brötchen?")


@pytest.mark.parametrize(
    "date",
    [
        "",
        "garbage",
        "Sat, 99 Foo 2026 99:99:99",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Mon, 23 Nov 2099 09:00:00 +0000",
    ],
)
def test_a_date_that_cannot_be_right_is_that_of_its_arrival(date: str) -> None:
    assert read(raw(Date=date), arrived=NOON).at == NOON


def test_html_alone_is_read_as_text() -> None:
    found = read(raw("<p>Hi <b>Sarah</b></p><script>x()</script><p>Rye?</p>", Content_Type="text/html"), arrived=NOON)

    assert found.text == "Hi Sarah\n\nRye?"


def test_of_two_forms_the_plain_one_is_taken() -> None:
    body = "--b\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b--\r\n"

    assert read(raw(body, Content_Type='multipart/alternative; boundary="b"'), arrived=NOON).text == "plain"


@pytest.mark.parametrize("charset", ["klingon", "utf-8", ""])
def test_a_charset_that_nobody_knows_loses_no_letter(charset: str) -> None:
    source = raw("", Content_Type=f"text/plain; charset={charset}" if charset else "") + "Grüße".encode("latin-1")

    assert "Gr" in read(source, arrived=NOON).text


@pytest.mark.parametrize(
    "quoted",
    [
        "\n\nOn Fri, 20 Nov 2026 at 10:00, Sarah <s@x.example> wrote:\n> Hello\n> Tom",
        "\n\nAm Freitag, 20. November 2026 schrieb Sarah:\n> Hallo",
        "\n\n> Hello\n> Tom\n",
        "\n\n-----Original Message-----\nFrom: Sarah",
    ],
)
def test_what_is_quoted_is_cut_off_and_said(quoted: str) -> None:
    found = read(raw("Yes, two please." + quoted), arrived=NOON)

    assert (found.text, found.is_quoting) == ("Yes, two please.", True)


def test_an_answer_between_quoted_lines_is_kept_whole() -> None:
    words = "> Rye?\nYes.\n> Buns?\nNo."

    assert read(raw(words), arrived=NOON).text == words


def test_a_letter_that_is_only_quoted_is_kept() -> None:
    assert read(raw("> Hello"), arrived=NOON).text == "> Hello"


def test_what_stands_below_quotes_is_kept_however_many_there_are() -> None:
    """Looked at line by line, each with all that follow it, this one took minutes: a timed-out test is a slow one."""
    words = "Hello." + "\n>" * 49_000 + "\nYours, Tom"

    assert read(raw(words), arrived=NOON).text == words


@pytest.mark.parametrize(
    ("name", "value"),
    [("Content_Type", "text/plain; " + "a;" * 900_000), ("Subject", "a " * 900_000), ("To", "a;" * 900_000)],
)
def test_a_head_as_long_as_a_letter_may_be_is_cut(name: str, value: str) -> None:
    found = read(raw(**{name: value}), arrived=NOON)

    assert (found.sender, found.text) == ("tom@hallam.example", "Is there rye today?")
    assert len(found.subject) <= 300


def test_a_hundred_attachments_are_counted_and_the_first_named() -> None:
    parts = "".join(
        f"--b\r\nContent-Disposition: attachment; filename=f{n}.pdf\r\nContent-Type: application/pdf\r\n\r\nx\r\n"
        for n in range(100)
    )
    source = raw(f"--b\r\n\r\nSee these.\r\n{parts}--b--\r\n", Content_Type='multipart/mixed; boundary="b"')

    found = read(source, arrived=NOON)

    assert found.text == "See these."
    assert (len(found.files), found.files[0], found.files_left_out) == (20, "f0.pdf", 80)


def test_a_letter_in_a_letter_in_a_letter_ends_somewhere() -> None:
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(60))

    assert read(raw(f"{deep}\r\nhere", Content_Type='multipart/mixed; boundary="top"'), arrived=NOON).sender


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; type=x"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<news.x.example>"},
        {"List_Unsubscribe": "<https://x.example>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_machine_sent_is_told_apart(headers: dict[str, str]) -> None:
    assert read(raw(**headers), arrived=NOON).is_machine


def test_a_person_who_says_so_is_no_machine() -> None:
    assert not read(raw(Auto_Submitted="no"), arrived=NOON).is_machine


def test_a_note_that_a_letter_could_not_be_delivered_names_it() -> None:
    body = (
        "--b\r\n\r\nNobody here is called that.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\n"
        "Message-ID: <ours@alderrye.example>\r\nSubject: Re: Rye\r\n\r\nYes.\r\n--b--\r\n"
    )
    kind = 'multipart/report; report-type=delivery-status; boundary="b"'

    found = read(raw(body, Content_Type=kind, Auto_Submitted="auto-replied"), arrived=NOON)

    assert found.failed == ("<ours@alderrye.example>",)
    assert found.text == "Nobody here is called that."


@pytest.mark.parametrize("subject", ["Rye", "Re: Rye", "RE: AW: Re[2]: Rye", "  Fwd: Rye "])
def test_an_answer_has_one_re(subject: str) -> None:
    assert answer_subject(subject) == "Re: Rye"


def test_an_answer_to_no_subject_has_one() -> None:
    assert answer_subject(" Re: ") == "Re: your letter"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "tom",
        "tom@",
        "@x.example",
        "tom@x",
        "to m@x.example",
        "tom@x.example\nBcc: a@b.c",
        "a@-x.example",
        "<t@x.example>",
    ],
)
def test_what_is_no_address_is_told(words: str) -> None:
    assert not is_address(words)


def written(**more: object) -> bytes:
    told: dict[str, object] = {
        "text": "Yes: at eight.",
        "sender": "sarah@alderrye.example",
        "sender_name": "Alder & Rye",
        "to": "tom@hallam.example",
        "to_name": "Tom Hallam",
        "subject": "Re: Rye",
        "message_id": "<k1@alderrye.example>",
        "references": ("<m0@hallam.example>", "<m1@hallam.example>"),
        "at": NOON,
        **more,
    }
    return write(**told)  # type: ignore[arg-type]  # what a test leaves out is filled in


def test_what_is_written_is_read_again() -> None:
    found = read(written(text="Grüße 🥖\n\nund mehr"), arrived=NOON + timedelta(hours=1))

    assert (found.text, found.name, found.at) == ("Grüße 🥖\n\nund mehr", "Alder & Rye", NOON)
    assert found.references == ("<m0@hallam.example>", "<m1@hallam.example>")
    assert found.in_reply_to == "<m1@hallam.example>"


def test_what_goes_over_the_wire_is_seven_bits_and_no_line_is_too_long() -> None:
    source = written(text="🥖" * 2000 + "x" * 3000)

    assert source.isascii()
    assert max(map(len, source.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("field", ["subject", "to_name", "sender_name"])
def test_nothing_that_people_wrote_becomes_a_header(field: str) -> None:
    source = written(**{field: "Tom\r\nBcc: everybody@x.example\r\n\r\nHi"})

    assert b"\r\nBcc:" not in source
    assert read(source, arrived=NOON).text == "Yes: at eight."


def test_an_address_that_is_none_is_not_written_to() -> None:
    with pytest.raises(BadInput, match="no address"):
        written(to="tom@hallam.example>, <all@x.example")


def test_pictures_are_attached_under_their_names() -> None:
    source = written(files=(File(name="Rye loaf.jpeg", mime="image/jpeg", data=b"\xff\xd8x"),))

    assert read(source, arrived=NOON).files == ("Rye loaf.jpeg",)


@given(
    st.binary(max_size=600),
    st.sampled_from([b"", raw()[:200], b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"]),
)
def test_whatever_lies_in_the_mailbox_is_read(rest: bytes, begin: bytes) -> None:
    found = read(begin + rest, arrived=NOON)

    assert len(found.text) <= letters.MOST_WORDS
    found.text.encode("utf-8")
    found.subject.encode("utf-8")


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


@given(texts, texts, texts)
def test_whatever_is_said_can_be_written_and_says_the_same(text: str, name: str, subject: str) -> None:
    source = written(text=text, to_name=name, subject=subject)

    assert source.isascii()
    assert read(source, arrived=NOON).message_id == "<k1@alderrye.example>"


def nested(levels: int) -> bytes:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))
    return (
        b"Message-ID: <deep@x.example>\nFrom: Tom <tom@hallam.example>\n" + parts + b"Content-Type: text/plain\n\nhi"
    )


@pytest.mark.parametrize(
    "source",
    [
        nested(2000),
        raw(Content_Type="text/plain; charset=undefined", Content_Transfer_Encoding="8bit"),
        raw(Content_Type="text/plain; charset=zlib\x00punycode"),
        raw(
            Content_Type="text/plain; name=a",
            Content_Disposition="attachment; filename*0=a; filename*x=b; filename*2=c",
        ),
        raw(To="(" * 20_000),
        raw(References="<a@b> " * 50_000),
    ],
)
def test_a_letter_made_to_make_us_stumble_does_not(source: bytes) -> None:
    """One that nobody could read would keep away every letter behind it, for ever."""
    found = read(source, arrived=NOON)
    assert found.sender == "tom@hallam.example"
    assert found.message_id in ("<m1@hallam.example>", "<deep@x.example>")
    assert found.text or found.files


def test_what_cannot_be_read_is_told_as_such() -> None:
    found = read(nested(2000), arrived=NOON)
    assert "in your mail program" in found.text
    assert found.at == NOON


PIECES = st.sampled_from(
    [
        "From:",
        " To:",
        "Subject:",
        "Date:",
        "Message-ID:",
        "References:",
        "Content-Type:",
        "multipart/mixed",
        "multipart/report",
        "; boundary=x",
        "--x",
        "--x--",
        "text/plain",
        "text/html",
        "; charset=",
        "undefined",
        "zlib",
        "punycode",
        "message/rfc822",
        "Content-Transfer-Encoding:",
        "base64",
        "uuencode",
        "=?utf-8?b?",
        "?=",
        "<",
        ">",
        "@",
        "a@b.example",
        "(",
        ")",
        ";",
        ",",
        "filename*=utf-8''%ff",
        "filename*0=a; filename*2=b",
        "Content-Disposition:",
        "attachment",
        "=",
        "[",
        "]",
        "\x00",
    ]
) | st.sampled_from(["\n", "\r\n", "\n\n", " ", "\\", '"', "ÿ"])


@given(st.lists(PIECES, max_size=40))
def test_any_pieces_of_letters_can_be_read(pieces: list[str]) -> None:
    assert read("".join(pieces).encode(), arrived=NOON).at <= NOON
