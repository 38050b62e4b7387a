"""Parameters behind links to one's own site, so that visits can be counted (UTM).

What stands in a link already stays: no parameter is doubled, the fragment stays last. Doing it twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote_plus

_PARTS = re.compile(r"(?P<front>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_NO_WORD = re.compile(r"[\W_]+")
#: What a network may take for the end of the sentence, not of the link.
_LOOSE_END = "-_.~"


def host_of(address: str) -> str:
    """The host of an address, without `www.` and without its port, in small letters."""
    rest = address.partition("://")[2] or address
    return re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")


def is_own(address: str, hosts: Sequence[str]) -> bool:
    """Whether an address is on one of the hosts (each a host or an address), or below it."""
    own = host_of(address)
    return any(own == host or own.endswith(f".{host}") for host in map(host_of, hosts) if host)


def template(written: str) -> dict[str, str]:
    """The parameters of a template as people write one: `utm_source={network}&utm_medium=social`."""
    pairs = (pair.partition("=") for pair in written.strip().lstrip("?&").split("&"))
    return {name.strip(): value.strip() for name, sign, value in pairs if sign and name.strip() and value.strip()}


def filled(parameters: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """The parameters with what `{network}`, `{persona}` and `{date}` stand for; those that nothing is known for go."""
    made: dict[str, str] = {}
    for name, value in parameters.items():
        asked = _PLACEHOLDER.findall(value)
        if all(_slug(words.get(one, "")) for one in asked):
            said = quote(_PLACEHOLDER.sub(lambda match: _slug(words.get(match[1], "")), value), safe="").rstrip(
                _LOOSE_END
            )
            made |= {quote(name, safe=""): said} if name and said else {}
    return made


def tracked(address: str, parameters: Mapping[str, str]) -> str:
    """An address with the parameters (as `filled` gives them) that it does not have yet."""
    match = _PARTS.fullmatch(address)
    if match is None:
        return address
    query = match["query"] or ""
    there = {unquote_plus(pair.partition("=")[0]).casefold() for pair in re.split(r"[?&;]", query)}
    missing = [f"{name}={value}" for name, value in parameters.items() if unquote_plus(name).casefold() not in there]
    if not missing:
        return address
    sign = "?" if not query else "" if query[-1] in "?&" else "&"
    return f"{match['front']}{query}{sign}{'&'.join(missing)}{match['fragment'] or ''}"


def _slug(words: str) -> str:
    """Words as they stand in an address: `Alder & Rye` is `alder-rye`."""
    return _NO_WORD.sub("-", words.casefold()).strip("-")
