"""The shape of the tree: what lies where, and how large it may grow."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

from tests.shape.tree import ROOT, SRC, TESTS, files, having, name_of, parsed, sources, text_of
from twoway.plug.network import MAY, MUST

#: Every app has these, where it needs them, and nothing else ...
IN_EVERY_APP = {"__init__", "apps", "models", "actions", "queries", "jobs", "checks"}
#: ... but for these, each with its reason.
ALSO_THERE = {
    "accounts/signing_in": "going to a network's page and coming back is one story with rules of its own",
    "delivery/casework": "what rules may know is gathered from several apps, and every door and the worker ask for it",
    "delivery/said": "finding words again among a hundred thousand needs an index that outlives a question",
    "delivery/lane": "the way of one delivery through its lease is long enough for a page of its own",
    "delivery/leases": "who may speak in a lane, and until when nobody does, is asked by all that send",
    "delivery/sending": "one call with its intent and its outcome is the promise of the product, to be read in one go",
    "delivery/settling": "looking for what may be out has rules of its own",
    "delivery/doubts": "what an earlier try left in doubt is asked by what sends, what settles and what people decide",
    "delivery/parts": "a thread's saved progress is used by what sends, what settles and what people decide",
    "delivery/telling": "what people are told, and when it is settled, is derived from the rows apart from what is sent",
    "delivery/changing": "what a person may want of what is out is asked by pages and commands, apart from doing it",
    "delivery/mending": "changing what is out has a lane, an intent and an outcome of its own, to be read in one go",
    "posts/again": "writing anew what was out makes a draft of a delivery, and no draft has a delivery",
    "posts/consent": "whether a version has the yes it needs is asked by planning, the lane and pages, and knows no other way in",
    "posts/yeses": "what was asked about and what a yes was for is written by scheduling as well as by answering",
    "posts/approvals": "an asking with its versions, differences and comments is read in values, not in rows of models",
    "posts/approving": "asking and answering belong together, and set posts out by the same actions as everybody else",
    "posts/approval_rules": "where a yes is needed is a setting of its own, apart from asking for one",
    "posts/remarks": "what is said about words lives beside the answers, and by permissions of its own",
    "posts/telling": "what people are told about approvals, and when it is settled, belongs together",
    "delivery/asked": "what other apps want to be asked before a sending, or told of, is registered where delivery can reach it",
    "posts/naming": "asking networks for people is cached, counted and signed, apart from the directory",
    "inbox/reacting": "a press is a wish in a row that a worker carries out, with rules of its own",
    "inbox/searching": "what is found is not kept, so it has no table and lives by a mark",
    "insights/counting": "how often which posts are counted, and what is kept of it, belongs together",
    "posts/calendar": "what goes out when is read for several workspaces at once, in values and not in rows of models",
    "people/directory": "who is known is kept apart from who works here: another person, other permissions",
    "posts/looks": "how words read on each account is asked by every door and before each sending, apart from reading rows",
    "posts/planning": "moving, putting back and what is against a time belong together, apart from writing and sending",
    "posts/redrafting": "what is done to one version before it is saved is the same for pages and commands",
    "posts/policies": "how words are tailored is asked by looks and by catching up, and will be by whoever else makes versions",
    "inbox/listening": "streams that stay open for hours live by rules of their own, and only make a reading due",
    "notices/letters": "a letter to who cannot sign in tells nobody anything, and so shares no way out with notices",
    "feeds/hubs": "the handshake with a hub is a conversation of its own, apart from reading what is in a feed",
    "doctor/looks": "each thing that is looked at is a function of its own, apart from examining and keeping what was found",
    "accounts/names": "what an account is called changes on its network, and telling it has rules of its own",
    "accounts/vouching": "the keys of this installation are made and put by, apart from what accounts hold",
    "delivery/broken": "what becomes of a delivery at which something of ours broke is the same for all that send and settle",
    "delivery/lateness": "what is too late is found while lanes wait, so that no network's patience hides it",
    "inbox/again": "looking again at what people said asks networks by a rhythm of its own",
    "delivery/allowances": "what a network takes is counted for all workers, apart from what is sent",
}
#: Files that are printed by tools or are data in lines.
MAY_BE_LONG = (
    "requirements/",
    "package-lock.json",
    "tests/counterparts/bluesky/package-lock.json",
    "docs/reference/commands.md",
)

APPS = sorted(path for path in (SRC / "apps").iterdir() if path.is_dir() and (path / "__init__.py").exists())


def test_every_app_has_the_same_file_names() -> None:
    names = {f"{path.parent.name}/{path.stem}" for path in sources() if path.parent in APPS}
    assert {name for name in names if name.split("/")[1] not in IN_EVERY_APP} - set(ALSO_THERE) == set()


def test_no_reason_is_left_over_for_a_file_that_is_gone() -> None:
    assert [name for name in ALSO_THERE if not (SRC / "apps" / f"{name}.py").exists()] == []


def test_a_folder_says_in_one_sentence_what_it_holds_and_runs_nothing() -> None:
    wrong = []
    for path in [path for path in having(".py") if path.name == "__init__.py" and "migrations" not in path.parts]:
        body = parsed(path).body
        only_a_docstring = len(body) == 1 and ast.get_docstring(parsed(path)) is not None
        if is_a_network(path) and ast.get_docstring(parsed(path)) and only_hands_on(body[1:]):
            continue
        if not only_a_docstring and not (path.is_relative_to(TESTS) and not body):
            wrong.append(name_of(path))
    assert wrong == []


def is_a_network(path: Path) -> bool:
    """Whether this is the door of a network that is too large for one module."""
    return path.parent.parent == SRC / "networks" and path.name == "__init__.py"


def only_hands_on(body: Sequence[ast.stmt]) -> bool:
    """Whether there are imports and `__all__`, and nothing else."""
    *imports, last = body
    names = isinstance(last, ast.Assign) and ast.unparse(last.targets[0]) == "__all__"
    return names and all(isinstance(one, ast.ImportFrom) for one in imports)


def test_every_folder_of_code_is_a_package_that_says_so() -> None:
    folders = {path.parent for path in sources()}
    assert sorted(name_of(folder) for folder in folders if not (folder / "__init__.py").exists()) == []


def test_plug_in_folders_hold_modules_and_nothing_else() -> None:
    for folder, deepest in (("networks", 2), ("rules", 1), ("reports", 1)):
        inside = [path for path in files() if path.is_relative_to(SRC / folder)]
        deep = [path for path in inside if len(path.relative_to(SRC / folder).parts) > deepest]
        assert [name_of(path) for path in inside if path in deep or path.suffix != ".py"] == []


def test_a_network_that_is_a_folder_offers_what_networks_are_asked_and_nothing_else() -> None:
    doors = [path for path in sources() if is_a_network(path)]
    assert doors
    for path in doors:
        offered = ast.literal_eval(next(n.value for n in parsed(path).body if isinstance(n, ast.Assign)))
        assert set(offered) <= {"FACTS", *MUST, *MAY}, name_of(path)


def test_no_module_of_a_network_is_long() -> None:
    # What grows out of one module becomes a folder of several.
    long = [path for path in sources() if path.is_relative_to(SRC / "networks") and text_of(path).count("\n") > 500]
    assert [name_of(path) for path in long] == []


def test_no_file_is_a_thousand_lines_long() -> None:
    long = [
        name_of(path)
        for path in files()
        if not name_of(path).startswith(MAY_BE_LONG) and text_of(path).count("\n") >= 1000
    ]
    assert long == []


def test_every_module_says_what_is_found_in_it() -> None:
    silent = [
        name_of(path) for path in sources() if "migrations" not in path.parts and not ast.get_docstring(parsed(path))
    ]
    assert silent == []


# Pieces, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        re.escape(part) + rest
        for part, rest in [
            ("pypi", r"\.org"),
            ("python" + "hosted", r"\.org"),
            ("npm" + "js", r"\.(?:org|com)"),
            ("npm" + "mirror", r"\.com"),
            ("yarn" + "pkg", r"\.com"),
            ("deb.", r"debian\.org"),
            ("test.pypi", r"\.org"),
        ]
    )
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.~}/-])/(?:ro" + r"ot|ho" + r"me/\w+|Us" + r"ers/\w+|wo" + r"rk|op" + r"t/\w+|t" + r"mp)/\w"
)


def test_no_file_holds_the_address_of_a_package_registry() -> None:
    assert [name_of(path) for path in files() if REGISTRIES.search(text_of(path))] == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    found = [f"{name_of(path)}: {match[0]}" for path in files() for match in MACHINE_PATHS.finditer(text_of(path))]
    assert found == []


def test_lock_files_hold_names_versions_and_hashes_only() -> None:
    line = re.compile(r"[a-z0-9._-]+==[^\s;]+(?: ; [^\\]+)?(?: \\)?|    --hash=sha256:[0-9a-f]{64}(?: \\)?")
    for path in (ROOT / "requirements").glob("*.txt"):
        assert [text for text in text_of(path).splitlines() if text and not line.fullmatch(text)] == []


def test_every_exception_from_a_check_says_why_on_its_line() -> None:
    exception = re.compile(
        r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[^\]]*\])?|pragma:[^#]*)\s*(?P<reason>.*)"
    )
    silent = []
    for path in having(".py"):
        if path.name == "test_folders.py" or "migrations" in path.parts:
            continue
        for number, line in enumerate(text_of(path).splitlines(), 1):
            found = exception.search(line)
            if found and len(found["reason"].lstrip("# ")) < 4:
                silent.append(f"{name_of(path)}:{number}: {line.strip()}")
    assert silent == []
