"""Where texts to be checked come from: words, standard input, files and folders of Markdown; and the choices beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from twoway.domain.choices import NOTHING, Choices, Known, parse
from twoway.domain.errors import BadInput
from twoway.domain.text.clean import MOST_CHARACTERS, check_text
from twoway.domain.written import ABOUT_NOTES
from twoway.doors.cli.reading import read_text
from twoway.doors.cli.showing import printable
from twoway.plug import finder

MARKDOWN = (".md", ".markdown")
_LOOKS_LIKE_A_FILE = re.compile(r"\S+\.(?:md|markdown|txt)", re.IGNORECASE)
_MOST_BYTES = 4 * MOST_CHARACTERS + 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text as it was given; `path` where it stands in a file, `has_mark` where that begins with a byte order mark."""

    content: str
    path: Path | None = None
    has_mark: bool = False

    @property
    def name(self) -> str:
        """The file as it was named, or nothing."""
        return shown(self.path) if self.path else ""

    def as_bytes(self, content: str) -> bytes:
        """Other words as they stand in this file."""
        return (b"\xef\xbb\xbf" if self.has_mark else b"") + content.encode("utf-8")


def shown(path: Path) -> str:
    """A file's name in signs that can be printed; names on disk need not be text."""
    return printable(str(path).encode("utf-8", "replace").decode("utf-8"))


def given(texts: tuple[str, ...], file: str | None) -> tuple[Source | Path, ...]:
    """What was named: one text, or files and folders, whose files are not read yet."""
    if file is not None and file != "-" and not texts:
        return tuple(_below(Path(file)))
    if len(texts) < 2 and not (texts and _is_there(texts[0])):
        _refuse_a_file_that_is_gone(texts)
        return (Source(content=read_text(texts[0] if texts else None, file)),)
    if file is not None:
        raise BadInput("Give the text either on the command line or with --file, not both.", field="text")
    for name in texts:
        if not _is_there(name):
            raise BadInput(f"There is no file “{name}”. Put a text of several words in quotes.", field="text")
    return tuple(dict.fromkeys(path for name in texts for path in _below(Path(name))))


def _refuse_a_file_that_is_gone(texts: Iterable[str]) -> None:
    for name in texts:
        if _LOOKS_LIKE_A_FILE.fullmatch(name):
            raise BadInput(f"There is no file “{name}”.", field="text")


def _is_there(name: str) -> bool:
    try:
        return name != "-" and len(name) < 1000 and "\n" not in name and Path(name).exists()
    except (OSError, ValueError):
        return False


def _below(path: Path) -> Iterator[Path]:
    """The file itself, or the Markdown files of a folder in order; what is hidden stays hidden."""
    if not path.is_dir():
        yield path
        return
    found = []
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(folder, name) for name in files if name.lower().endswith(MARKDOWN) and name[0] != "."]
    if not found:
        raise BadInput(f"There is no Markdown file (.md) in {shown(path)}.", field="text")
    yield from sorted(found)


def opened(path: Path) -> Source:
    """A file as it stands, line ends and all; BadInput when it is no text."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(_MOST_BYTES)
    except OSError as error:
        raise BadInput(f"{shown(path)} cannot be read: {error.strerror}.", field="file") from error
    if len(raw) == _MOST_BYTES:
        raise BadInput(
            f"{shown(path)} is longer than {MOST_CHARACTERS:,} characters. Keep the part you want to post."
        )
    mark = raw.startswith(b"\xef\xbb\xbf")
    try:
        content = raw[3 if mark else 0 :].decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start + (4 if mark else 1)
        raise BadInput(f"{shown(path)} is not text (UTF-8): byte {place} cannot be read.", field="text") from None
    try:
        return Source(content=check_text(content), path=path, has_mark=mark)
    except BadInput as error:
        raise BadInput(f"{shown(path)}: {error.for_people}", field="text") from error


# -- choices -----------------------------------------------------------------------------------------------------------


@cache
def known() -> Known:
    """What may be named in choices: rules, what is said about notes, networks."""
    rules = {code: rule.facts.name for code, rule in finder.rules().items()}
    final = frozenset(code for code, rule in finder.rules().items() if rule.facts.is_final)
    return Known(rules={**rules, **ABOUT_NOTES}, networks=tuple(finder.networks()), final=final)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The choices that hold in a folder, and the folder that they stand in."""

    choices: Choices = NOTHING
    folder: Path | None = None

    def leaves_out(self, path: Path) -> bool:
        """Whether a file fits one of the patterns to exclude: by its name, or by its way from the folder of the choices."""
        if not self.folder or not self.choices.exclude:
            return False
        way = Path(os.path.relpath(path.resolve(), self.folder)).as_posix()
        return any(fnmatch(way, one) or fnmatch(path.name, one) for one in self.choices.exclude)


class Finder:
    """Finds the choices beside or above a file; each file of choices is read once."""

    def __init__(self, config: str | None, *, is_bare: bool = False) -> None:
        self._found: dict[Path, Beside] = {}
        self._all = Beside() if is_bare else self._named(Path(config)) if config else None

    def beside(self, path: Path | None) -> Beside:
        """The nearest choices of a file; of a text without a file, those of the folder that one is in."""
        if self._all:
            return self._all
        return self._of(path.resolve().parent if path else Path.cwd())

    def _of(self, folder: Path) -> Beside:
        if folder not in self._found:
            above = folder.parent
            self._found[folder] = _in(folder) or (self._of(above) if above != folder else Beside())
        return self._found[folder]

    def _named(self, path: Path) -> Beside:
        choices = _parsed(path)
        if choices is None:
            raise BadInput(f"There is no table [tool.twoway] in {shown(path)}.", field="config")
        return Beside(choices=choices, folder=path.resolve().parent)


def _in(folder: Path) -> Beside | None:
    for name in ("twoway.toml", "pyproject.toml"):
        path = folder / name
        if path.is_file() and (choices := _parsed(path)):
            return Beside(choices=choices, folder=folder)
    return None


def _parsed(path: Path) -> Choices | None:
    is_projects = path.name == "pyproject.toml"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{shown(path)} cannot be read: {error.strerror}.", field="config") from error
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{shown(path)} is not text (UTF-8): byte {error.start + 1} cannot be read.", field="config"
        ) from None
    return parse(text, known(), name=_short(path), inside=("tool", "twoway") if is_projects else ())


def _short(path: Path) -> str:
    """A file as one would name it from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
