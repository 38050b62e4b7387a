"""Links as the weighted counter's network finds them: with or without a scheme, in any script, glued or not.

Followed: twitter/twitter-text 3.1.0 (conformance 30e2430), checked 2026-11-22. The rules in words:

- a link follows the start of the text or a sign that is no Latin letter, no digit and none of @ # $;
- it may begin with `http://` or `https://`; then comes a domain in any script whose last label is on the list of top-level
  domains (or punycode), and which no Latin letter, digit, @, + or - follows; the longest such domain counts;
- then perhaps a port, a path (brackets in it must close, two deep; it ends before closing punctuation) and a query;
- without a scheme nothing may stand right before it that could belong to a domain, and only its Latin part is a link;
- a `t.co` address ends with its slug.

Everything runs over a word at a time, from left to right, and what was once looked at as a link is not looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from twoway.domain.text.tlds import LISTED
from twoway.domain.text.units import utf16_length

LONGEST = 4096
_LONGEST_LABEL = 63
_LONGEST_SLUG = 40
_LONGEST_TLD = max(map(len, LISTED))
_OTHER_FIRST = frozenset(name[0] for name in LISTED if not name.isascii())

SPACES = "\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_INVALID = "\ufffe\ufeff\uffff"
_DIRECTION = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_NO_DOMAIN = rf"!'#%&()*+,\\/:;<=>?@\[\]\^{{|}}~${SPACES}{_INVALID}{_DIRECTION}"
LATIN = (
    "\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb"
    "\u0300-\u036f\u1e00-\u1eff"
)
# Capitals and small letters of the ranges above that lie outside of them.
_LATIN_TWINS = (
    "\u0260\u0269\u0275\u0280\u0283\u0288\u028a\u028c\u0292\u0399\u03b9\u1fbe\u2c65\u2c66\u2c7e\u2c7f\u1c80-\u1c87"
    "\ua7dc"
)
_CYRILLIC = "\u0400-\u04ff"

_SIGN = rf"[^.\-_{_NO_DOMAIN}]"
_LABELS = re.compile(rf"(?:{_SIGN}(?:[^.{_NO_DOMAIN}]*{_SIGN})?\.)+")
_RUN = re.compile(f"[^{_NO_DOMAIN}]+")
_STRETCH = re.compile(rf"{_SIGN}+")
_NOT_BEFORE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@＠$#＃" + _INVALID)
_NOT_BEFORE_BARE = frozenset("-_./")
_PROTOCOL = re.compile(r"(?i:https?)://\Z", re.ASCII)

_LATIN_WORD = re.compile("[A-Za-z]+")
_PUNYCODE = re.compile("xn--[-0-9a-z]+", re.IGNORECASE | re.ASCII)
_GOES_ON = re.compile(r"[0-9a-zA-Z@+-]")

_PATH_SIGN = rf"[a-z{_CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{LATIN}{_LATIN_TWINS}]"
_SHORTENED = re.compile(
    r"https?://t\.co/([a-z0-9]+)(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?", re.IGNORECASE | re.ASCII
)
_LATIN_LABELS = re.compile(rf"(?:[-a-z0-9{LATIN}{_LATIN_TWINS}]+\.)+", re.IGNORECASE | re.ASCII)

_PLAIN_NAME = re.compile("[-.0-9A-Za-z]+")

#: No top-level domain begins with a digit or with a sign of its own.
_DOT = re.compile("\\.[A-Za-z\x80-\U0010ffff]")
#: What nearly every link looks like; where it ends has the same rules as everywhere, and anything odd is left to them.
_COMMON = re.compile(
    r"(?P<link>(?:https?://)?(?P<domain>(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+(?P<tld>[A-Za-z]{2,}))"
    r"(?:/(?:[A-Za-z0-9=_/.-]*[A-Za-z0-9=_/-])?(?:\?[A-Za-z0-9=_&.-]*[A-Za-z0-9=_&-])?)?)[.,;:!?]*(?=[ \n]|\Z)"
)
#: An e-mail address or the like is no link: nothing that follows an @ begins one, and without dots nothing before it is one.
_NAMED = re.compile(r"[A-Za-z0-9_@]*@[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)+[.,;:!?]*(?=[ \n]|\Z)")
_WORD_END = re.compile("[ \n]|\\Z")


class Rules(NamedTuple):
    """Where networks differ: which names end a domain, how long a link may be, and what may follow the domain.

    That is a port and a path, the signs with which no path ends, and a query.

    `brackets` None: a path may end with brackets wherever they stand; else with those that match at its last other sign.
    """

    port_and_path: re.Pattern[str]
    no_path_end: str
    query: re.Pattern[str]
    brackets: re.Pattern[str] | None = None
    names: frozenset[str] = LISTED
    longest: int = LONGEST


def rules(path_sign: str, no_path_end: str, query: str) -> Rules:
    """Rules by which a path is made of these signs and of brackets that close, two deep."""
    path = rf"(?::[0-9]+)?(?P<path>/(?:{path_sign}++|{_brackets(path_sign)})*+)?"
    return Rules(_compiled(path), no_path_end, _compiled(query))


def _brackets(path_sign: str) -> str:
    return rf"\((?:{path_sign}+|{path_sign}*\({path_sign}+\){path_sign}*)\)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


_RULES = rules(
    _PATH_SIGN,
    "!*';:,.$%[]\u2013~@|&",
    r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]",
)._replace(brackets=_compiled(f"(?:{_brackets(_PATH_SIGN)})*"))


class Link(NamedTuple):
    """A link at [start, end). `url` is what it says: as written, but for text of another script inside a domain."""

    start: int
    end: int
    url: str


def find(text: str, by: Rules = _RULES) -> list[Link]:
    """Every link, from left to right."""
    found: list[Link] = []
    at = floor = 0
    while dot := _DOT.search(text, at):
        at = dot.end() - 1
        if not _tld_end(text, at, by.names):
            continue
        start = max(text.rfind(" ", floor, at), text.rfind("\n", floor, at), floor - 1) + 1
        common = _COMMON.match(text, start)
        if common and _is_plain(common, by.names):
            at = floor = common.end()
            found.append(Link(start, common.end("link"), common["link"]))
            continue
        named = _NAMED.match(text, start)
        if named:
            at = floor = named.end()
            continue
        end = _WORD_END.search(text, dot.end())
        at = floor = end.start() if end else len(text)
        found += _in_word(text, start, at, by)
    return found


def _is_plain(common: re.Match[str], names: frozenset[str]) -> bool:
    domain = common["domain"]
    if common["tld"].lower() not in names or len(domain) > _LONGEST_LABEL or len(common["link"]) > LONGEST // 2:
        return False
    return domain.lower() != "t.co"


def _in_word(text: str, start: int, end: int, by: Rules) -> Iterator[Link]:
    #: Before this place everything was looked at; the sign before a link must lie behind it.
    done = max(start - 1, 0)
    at = start
    while run := _RUN.search(text, at, end):
        at = run.end()
        if "." not in run[0]:
            continue
        begin, domain_end = _first_domain(text, run, done, by.names)
        if begin:
            path_end, has_path = _path(text, domain_end, by)
            query = by.query.match(text, path_end)
            done = at = query.end() if query else path_end
            yield from _valid(text, begin, domain_end, at, has_path=has_path, by=by)


def _first_domain(text: str, run: re.Match[str], done: int, names: frozenset[str]) -> tuple[_Beginning | None, int]:
    """The first beginning that has a domain, and where that ends. No sign is looked at over and over."""
    dead = tried = run.start()
    for begin in _beginnings(text, run.start(), run.end(), done):
        dot = text.find(".", begin.domain, run.end()) if begin.domain >= dead else -2
        if dot == -1:
            break
        if dot < 0 or text[dot - 1] in "_-":
            dead = max(dead, dot)
            continue
        at, is_inner = begin.domain, begin.domain < tried
        domain_end = _shorter(text, at, dot, names) if is_inner else _domain_end(text, at, names)
        if domain_end:
            return begin, domain_end
        labels = None if is_inner else _LABELS.match(text, at)
        tried = labels.end() if labels else tried
    return None, 0


def _shorter(text: str, start: int, dot: int, names: frozenset[str]) -> int:
    """The end of the domain whose first label is the last before its top-level domain.

    That is all that a later beginning can find where an earlier one found nothing: its first label may lack an underscore.
    """
    return 0 if "_" in text[start:dot] else _tld_end(text, dot + 1, names)


class _Beginning(NamedTuple):
    """Where a link and its domain may begin, and what stands before.

    The network looks at UTF-16 units: the first half of a pair may be what stands before, and the second half the beginning.
    """

    link: int
    domain: int
    before: str
    is_half: bool = False


def _beginnings(text: str, start: int, end: int, done: int) -> Iterator[_Beginning]:
    """Where in these domain signs a link may begin."""
    protocol = _PROTOCOL.search(text, max(start - 8, 0), start) if text.startswith("://", start - 3) else None
    if protocol and _may_begin(text, protocol.start(), done):
        yield _Beginning(protocol.start(), start, "")
    for stretch in _STRETCH.finditer(text, start, end):
        begin = _beginning(text, stretch.start(), stretch.end(), done)
        if begin:
            yield begin


def _beginning(text: str, start: int, end: int, done: int) -> _Beginning | None:
    """The first place in a stretch of signs where a domain may begin; any later one would find the same links."""
    if start == 0 and end > 1 and text[0] not in _NOT_BEFORE and not _is_pair(text[0]):
        start = 1
    for at in range(start, end):
        is_half = _is_pair(text[at]) and (at == 0 or not _may_begin(text, at, done))
        if is_half or _may_begin(text, at, done):
            return _Beginning(at, at, "" if is_half or at == 0 else text[at - 1], is_half)
    return None


def _is_pair(sign: str) -> bool:
    return sign > "\uffff"


def _may_begin(text: str, at: int, done: int) -> bool:
    return at == 0 or (at - 1 >= done and text[at - 1] not in _NOT_BEFORE)


def _domain_end(text: str, start: int, names: frozenset[str]) -> int:
    """The end of the longest domain that begins here, 0 if there is none."""
    labels = _LABELS.match(text, start)
    dot = labels.end() - 1 if labels else -1
    while dot > start:
        before = text.rfind(".", start, dot)
        # The label before the last one may hold no underscore.
        tld_end = _tld_end(text, dot + 1, names) if "_" not in text[max(before, start) : dot] else 0
        if tld_end:
            return tld_end
        dot = before
    return 0


def _tld_end(text: str, at: int, names: frozenset[str]) -> int:
    """The end of the top-level domain that stands here, 0 if none does."""
    word = _LATIN_WORD.match(text, at)
    end = word.end() if word else at
    if end < len(text) and text[end] > "\x7f" and (other := _other_tld_end(text, at)):
        return other
    if word and word[0].lower() in names and not _GOES_ON.match(text, end):
        return end
    punycode = _PUNYCODE.match(text, at)
    return punycode.end() if punycode else 0


def _other_tld_end(text: str, at: int) -> int:
    if text[at].lower() not in _OTHER_FIRST:
        return 0
    for length in range(min(_LONGEST_TLD, len(text) - at), 1, -1):
        if text[at : at + length].lower() in LISTED and not _GOES_ON.match(text, at + length):
            return at + length
    return 0


def _path(text: str, domain_end: int, by: Rules) -> tuple[int, bool]:
    """Where the port and the path end, and whether there is a path."""
    match = by.port_and_path.match(text, domain_end)
    path = match["path"] if match else None
    if match is None or path is None:
        return match.end() if match else domain_end, False
    return match.start("path") + _path_length(path, by), True


def _path_length(path: str, by: Rules) -> int:
    """How much of it is not closing punctuation."""
    if by.brackets is None or "(" not in path:
        return max(1, len(path.rstrip(by.no_path_end)))
    end = len(path)
    while end > 1 and (path[end - 1] == ")" or path[end - 1] in by.no_path_end):
        end = _opening(path, end) if path[end - 1] == ")" else end - 1
    # Brackets are taken along only where they touch what the path ends with.
    touching = by.brackets.match(path, end)
    return touching.end() if touching else end


def _opening(path: str, end: int) -> int:
    """Where the brackets open that close right before `end`."""
    depth = 0
    for at in range(end - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(path[at], 0)
        if depth == 0:
            return at
    return end - 1


def _valid(text: str, begin: _Beginning, domain_end: int, end: int, *, has_path: bool, by: Rules) -> Iterator[Link]:
    """The link or links in what looks like one."""
    start = begin.link
    name, url = text[begin.domain : domain_end], text[start:end]
    whole_name = _second_half(name[0]) + name[1:] if begin.is_half else name
    if not _is_possible(whole_name, url, begin.domain - start or len("https://"), by):
        return
    if begin.domain > start:
        yield from _with_protocol(start, url)
    elif begin.before not in _NOT_BEFORE_BARE:
        yield from _bare(start, name, url, has_path=has_path, names=by.names)


def _second_half(sign: str) -> str:
    return chr(0xDC00 + (ord(sign) & 0x3FF))


def _is_possible(name: str, url: str, protocol_length: int, by: Rules) -> bool:
    if name.startswith("xn--") and not _latin_domain(name, 0, by.names):
        return False
    if not all(_label_fits(label) for label in name.split(".")):
        return False
    return protocol_length + utf16_length(url) <= by.longest


def _label_fits(label: str) -> bool:
    """Whether a label is short enough once it is written in Latin letters."""
    if label.isascii():
        return 1 <= len(label) <= _LONGEST_LABEL
    if len(label) > _LONGEST_LABEL:
        return False
    parts = re.split("[\u3002\uff0e\uff61]", label)
    return sum(map(_ascii_length, parts)) + len(parts) - 1 <= _LONGEST_LABEL


def _ascii_length(part: str) -> int:
    return len(part) if part.isascii() else len("xn--") + len(part.encode("punycode"))


def _with_protocol(start: int, url: str) -> Iterator[Link]:
    shortened = _SHORTENED.match(url)
    if shortened and len(shortened[1]) > _LONGEST_SLUG:
        return
    url = shortened[0] if shortened else url
    yield Link(start, start + len(url), url)


def _bare(start: int, name: str, url: str, *, has_path: bool, names: frozenset[str]) -> Iterator[Link]:
    if _PLAIN_NAME.fullmatch(name):
        yield Link(start, start + len(url), url) if has_path else Link(start, start + len(name), name)
        return
    found = list(_latin_domains(start, name, names))
    if found and has_path:
        last = found[-1]
        found[-1] = Link(last.start, start + len(url), last.url + url[len(name) :])
    yield from found


def _latin_domains(start: int, name: str, names: frozenset[str]) -> Iterator[Link]:
    at = placed = 0
    while latin := _latin_domain(name, at, names):
        first, at = latin
        written = name[first:at]
        # Found again from where the one before ended, as the network does it.
        placed = name.find(written, placed) + len(written)
        yield Link(start + placed - len(written), start + placed, written)


def _latin_domain(name: str, at: int, names: frozenset[str]) -> tuple[int, int] | None:
    for labels in _LATIN_LABELS.finditer(name, at):
        dot = labels.end() - 1
        while dot >= labels.start():
            end = _tld_end(name, dot + 1, names)
            if end:
                return labels.start(), end
            dot = name.rfind(".", labels.start(), dot)
    return None
