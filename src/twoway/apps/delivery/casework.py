"""The case that the guard is given: everything that a rule may know about words that are to go out from an account.

Rules take facts and never ask. So whatever they may want is read here, once for a whole look, however many accounts it is
about: the number of queries is the same for one account and for five, for ten posts and for ten thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache

from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of, limits_of, network_of
from twoway.apps.delivery import said
from twoway.apps.links.queries import known_links
from twoway.apps.people.models import Workspace
from twoway.apps.people.queries import brand_of, directory, speaking_to
from twoway.domain import brand, guard
from twoway.domain.asides import SetAside, sorted_out
from twoway.domain.choices import NOTHING, Choices, Layer, of_table
from twoway.domain.choices import Known as KnownWords
from twoway.domain.findings import COMMENT, Case, Finding, Scope
from twoway.domain.history import Alike, Said, leads_to
from twoway.domain.linked import Linked
from twoway.domain.readers import meant_for
from twoway.domain.reading import handles, pages_named
from twoway.domain.tailor import Known
from twoway.domain.text.count import beside_warning
from twoway.domain.versions import Version
from twoway.plug import finder

# -- what the workspace chose ------------------------------------------------------------------------------------------


@cache
def known_words() -> KnownWords:
    """What choices may name."""
    rules = {code: rule.facts.name for code, rule in finder.rules().items()}
    return KnownWords(rules=rules, networks=tuple(finder.networks()))


def choices_of(workspace: Workspace) -> Choices:
    """The workspace's own choice of rules, under the keys of a file of choices; what cannot be read chooses nothing."""
    return of_table(workspace.rules, known_words())[0] if workspace.rules else NOTHING


def layer_of(account: Account, choices: Choices) -> Layer:
    """What is chosen for an account: for everything, for its persona, for its network."""
    return choices.for_account(account.network, account.persona.name, account.persona.kind)


def guard_settings(account: Account, choices: Choices | None = None) -> guard.Settings:
    """Which rules look at what this account says, and how much each weighs."""
    return layer_of(account, choices or choices_of(account.workspace)).settings


def _words_of(account: Account, layer: Layer) -> dict[str, tuple[str, ...]]:
    """The workspace's lists, beside them those of the layer, and those of the persona's brand."""
    workspace = account.workspace
    lists = {key: tuple(words) for key, words in (workspace.words or {}).items()}
    lists.setdefault("topics", tuple(workspace.topics or ()))
    lists.setdefault("never_mix", tuple(workspace.never_mix or ()))
    for more in (layer.words, brand.words(brand_of(account.persona))):
        lists |= {key: (*lists.get(key, ()), *words) for key, words in more.items()}
    return lists


# -- what is known beside the words ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is known beside the words of a look, for each of its accounts. `at` is when it is to go, where that was said.

    `readers` are those whom the post is meant for, where somebody chose; only then is it read to whom each persona `speaks_to`.
    """

    choices: Choices = NOTHING
    today: date | None = None
    at: datetime | None = None
    people: tuple[Known, ...] = ()
    pages: Mapping[str, Linked] = field(default_factory=dict)
    posts: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)
    found: Mapping[str, tuple[said.Found, ...]] = field(default_factory=dict)
    readers: tuple[str, ...] = ()
    speaks_to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def alike(self, account: Account, text: str) -> tuple[Alike, ...]:
        """What reads the same as a text. Of a tailored one, what reads the same as the first text of the look, its master:
        what tailoring changes is masked in any case."""
        found = self.found[text] if text in self.found else next(iter(self.found.values()), ())
        return tuple(one.seen_from(account) for one in found)

    def without_plans(self) -> Background:
        """The same without what still waits to go."""
        posts = {key: tuple(one for one in told if not one.is_coming) for key, told in self.posts.items()}
        found = {
            text: tuple(one for one in like if not one.alike.said.is_coming) for text, like in self.found.items()
        }
        return replace(self, posts=posts, found=found)

    def meant_for(self, account: Account, own: Sequence[str]) -> dict[str, str]:
        """The readers to whom only other personas speak; `own` are those of this account."""
        if not self.readers:
            return {}
        others = {name: groups for name, groups in self.speaks_to.items() if name != account.persona.name}
        return meant_for(self.readers, own, others)

    def elsewhere(self, account: Account) -> dict[str, str]:
        """Handles of people who are known on other networks, and that nobody known has here: {handle: network name}."""
        slug, names = account.network, {n.facts.slug: n.facts.name for n in finder.networks().values()}
        here = {account.handle, *(p.handles[slug].handle for p in self.people if slug in p.handles)}
        return {
            handle.handle: names[other]
            for person in self.people
            if slug not in person.handles
            for other, handle in person.handles.items()
            if other in names and handle.handle not in here
        }


def background(
    accounts: Sequence[Account],
    texts: Sequence[str],
    *,
    at: datetime | None = None,
    people: Iterable[Known] | None = None,
    but: Iterable[int] = (),
    workspace_ids: Iterable[int] = (),
    readers: Sequence[str] = (),
) -> Background:
    """Everything there is to know about these words on these accounts of one workspace, the master text first.

    `people` are those whom the words name, where they are known already. `but` are deliveries of the very post. In
    `workspace_ids`, those whose past may be compared with these words: all that the person who writes works in. `readers` are
    those whom the post is meant for.
    """
    if not accounts:
        return Background()
    workspace = accounts[0].workspace
    now = timezone.now()
    but = tuple(but)
    return Background(
        choices=choices_of(workspace),
        today=now.astimezone(workspace.tz).date(),
        at=at.astimezone(workspace.tz) if at else None,
        people=_people(workspace.pk, texts) if people is None else tuple(people),
        pages={leads_to(page.address): page for page in known_links(workspace.pk, pages_named(texts)).values()},
        posts=said.posts_of(accounts, at or now, but),
        found=said.found_again(texts, {workspace.pk, *workspace_ids}, workspace.tz, but),
        readers=tuple(readers),
        speaks_to=speaking_to(workspace.pk) if readers else {},
    )


def _people(workspace_id: int, texts: Iterable[str]) -> tuple[Known, ...]:
    named = {span.text[1:] for text in texts for span in handles(text)}
    return directory(workspace_id, tuple(named)) if named else ()


# -- the case ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Whom an answer is for: their name and words, whether only they will read it, whether nothing was said to them before.

    `is_addressed`: they named or quoted us, or wrote under our own words; None where that is not known.
    """

    person: str = ""
    about: str = ""
    is_private: bool = False
    is_first: bool = False
    is_addressed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the guard says of a version: what it found, and what somebody set aside with a reason."""

    findings: tuple[Finding, ...]
    aside: tuple[SetAside, ...] = ()

    @property
    def all(self) -> tuple[Finding, ...]:
        """Everything that was found, whether set aside or not."""
        return (*self.findings, *(one.finding for one in self.aside))


def judge(
    account: Account,
    version: Version,
    scope: Scope,
    siblings: Mapping[str, str] | None = None,
    *,
    behind: Background | None = None,
    siblings_at: Mapping[str, datetime] | None = None,
    answering: Answering | None = None,
) -> Judged:
    """What the guard says of a version for an account. Web, CLI, scheduler and worker all ask here and nowhere else.

    `behind` is what is known beside the words, loaded once for a whole look; without it, it is loaded for this account
    alone. Rules about time stay silent where nobody said when it goes.
    """
    behind = behind or background((account,), (version.text,))
    cases = cases_of(
        account, version, scope, siblings, behind=behind, siblings_at=siblings_at, answering=answering or Answering()
    )
    found = guard.look_through(cases, finder.rules().values(), guard_settings(account, behind.choices))
    left, aside = sorted_out(found, version.set_aside)
    return Judged(findings=left, aside=aside)


def findings_of(
    account: Account,
    version: Version,
    scope: Scope,
    siblings: Mapping[str, str] | None = None,
    *,
    behind: Background | None = None,
    person: str = "",
    is_private: bool = False,
    at: datetime | None = None,
    siblings_at: Mapping[str, datetime] | None = None,
    but: Iterable[int] = (),
) -> tuple[Finding, ...]:
    """What `judge` finds, without what was set aside. `but` are deliveries of the very post, which is no repetition of itself.

    For an answer, `person` is the name of who gets it, and `is_private` says that nobody else will read it.
    `at` is when it is to go, `siblings_at` when the other versions go; rules about time stay silent without them.
    """
    answering = Answering(person=person, is_private=is_private)
    behind = behind or background((account,), (version.text,), at=at, but=but)
    if at is not None:
        behind = replace(behind, at=at.astimezone(account.workspace.tz))
    return judge(
        account, version, scope, siblings, behind=behind, siblings_at=siblings_at, answering=answering
    ).findings


def last_look(account: Account, version: Version, scope: Scope, but: Iterable[int]) -> tuple[Finding, ...]:
    """What the guard says right before a version is sent.

    The past is read only where it can hold something back; what still waits to go counts for whoever goes after it.
    """
    but, texts = tuple(but), (version.text,)
    if scope is Scope.REPLY or facts_of(account).refuses_repeats:
        behind = background((account,), texts, but=but).without_plans()
    else:
        workspace = account.workspace
        today = timezone.now().astimezone(workspace.tz).date()
        behind = Background(choices=choices_of(workspace), today=today, people=_people(workspace.pk, texts))
    return judge(account, version, scope, behind=behind).findings


def cases_of(
    account: Account,
    version: Version,
    scope: Scope,
    siblings: Mapping[str, str] | None,
    *,
    behind: Background,
    siblings_at: Mapping[str, datetime] | None = None,
    answering: Answering,
) -> dict[int, Case]:
    """A case for each text of a version, by the part that it is about: 0 is the text that comes first."""
    first = _first_case(account, version, scope, siblings, behind)
    zone = account.workspace.tz
    told = replace(
        first,
        persona=account.persona.kind,
        person=answering.person,
        about=answering.about,
        is_private=answering.is_private,
        is_first=answering.is_first,
        is_addressed=answering.is_addressed,
        today=behind.today,
        at=behind.at,
        siblings_at={name: when.astimezone(zone) for name, when in (siblings_at or {}).items()},
        elsewhere=behind.elsewhere(account),
        past=behind.posts.get(account.pk, ()),
        alike=behind.alike(account, version.text),
        parts=version.parts,
        title=version.title,
        first_comment=version.first_comment,
        link=version.link,
        warning=version.warning,
        audience=version.audience,
        meant_for=behind.meant_for(account, first.words.get("speaks_to", ())),
        pages=behind.pages,
        asks_server=network_of(account).instance is not None,
        own_limits=limits_of(account),
    )
    others = {part: _other_case(account, text, version, told, behind, part) for part, text in _others(version)}
    return {0: told, **others}


def _others(version: Version) -> list[tuple[int, str]]:
    comment = [(COMMENT, version.first_comment)] if version.first_comment else []
    return [*enumerate(version.more, start=1), *comment]


def _limits(account: Account, layer: Layer) -> dict[str, int]:
    """The account's own limits. A team may ask for fewer hashtags, but what the counter shows is what the network takes."""
    chosen = {"hashtags": layer.limits["hashtags"]} if "hashtags" in layer.limits else {}
    return {**limits_of(account), **chosen}


def _first_case(
    account: Account, version: Version, scope: Scope, siblings: Mapping[str, str] | None, behind: Background
) -> Case:
    facts, layer = facts_of(account), layer_of(account, behind.choices)
    limits = beside_warning(
        _limits(account, layer),
        facts,
        version.warning,
        is_reply=scope is Scope.REPLY,
        has_pictures=bool(version.pictures),
    )
    return guard.build_case(
        text=version.text,
        facts=facts,
        limits=limits,
        scope=scope,
        pictures=version.pictures,
        mentions=version.mentions,
        languages=version.languages,
        siblings=siblings or {},
        own_handle=account.handle,
        words=_words_of(account, layer),
        all_facts=[network.facts for network in finder.networks().values()],
    )


def _other_case(account: Account, text: str, version: Version, first: Case, behind: Background, part: int) -> Case:
    """A later text of the same version: what is known of the whole is known there too, but it is not a new post."""
    facts = facts_of(account)
    limits = _limits(account, layer_of(account, behind.choices))
    if part == COMMENT:
        limits.setdefault("text", facts.text.limit_for(is_reply=True).value)
    counted = guard.build_case(
        text=text,
        facts=facts,
        limits=beside_warning(limits, facts, version.warning),
        mentions=version.mentions,
        languages=version.languages,
        own_handle=account.handle,
        words=first.words,
        all_facts=[network.facts for network in finder.networks().values()],
    )
    return replace(
        counted,
        persona=first.persona,
        today=first.today,
        elsewhere=first.elsewhere,
        is_comment=part == COMMENT,
    )
