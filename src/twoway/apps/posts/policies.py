"""How an account wants its words tailored, and the version that its words become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.conf import settings

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of, limits_of
from twoway.apps.delivery.casework import layer_of
from twoway.apps.people.models import Workspace
from twoway.apps.people.queries import brand_of
from twoway.domain import brand
from twoway.domain.adapt import Made, Words, version_for
from twoway.domain.alt import fitted as fitted_alt
from twoway.domain.choices import Choices, Layer
from twoway.domain.policy import Fit, Policy, with_lists
from twoway.domain.reading import which_picture
from twoway.domain.tailor import Change, ChangeKind, Known
from twoway.domain.versions import Picture
from twoway.work.fitting import Frame, fit


def policy_of(
    account: Account, choices: Choices, *, day: date | None = None, language: str = "en", fit: str = ""
) -> Policy:
    """What the workspace chose for a network, over the persona's brand, over the workspace's own lists.

    `day` is when the post goes, `fit` what was decided for this post alone. Asks the database nothing that is not read with
    the account.
    """
    layer = layer_of(account, choices)
    below = choices.for_account("", account.persona.name, account.persona.kind).tailor
    above = choices.networks.get(account.network, Layer()).tailor
    chosen = brand.policy(
        brand.read({**below, **brand.stored(brand_of(account.persona)), **above}),
        persona=account.persona.name,
        date=day.isoformat() if day else "",
        language=language,
    )
    most = layer.limits.get("hashtags") if chosen.most_hashtags is None else chosen.most_hashtags
    made = with_lists(chosen, _lists(account.workspace, layer))
    return replace(made, most_hashtags=most, fit=Fit(fit) if fit in set(Fit) else chosen.fit)


def _lists(workspace: Workspace, layer: Layer) -> dict[str, tuple[str, ...]]:
    lists = {key: tuple(words) for key, words in (workspace.words or {}).items()}
    return {key: (*lists.get(key, ()), *layer.words.get(key, ())) for key in ("utm", "website", "swaps")}


def signed_by(accounts: Iterable[Account]) -> str:
    """The sign-offs of the accounts' personas, one a line: people may be named in them."""
    return "\n".join({account.persona_id: brand_of(account.persona).sign_off for account in accounts}.values())


def made_for(
    account: Account, words: Words, people: Sequence[Known], policy: Policy, pictures: tuple[Picture, ...]
) -> Made:
    """The version of some words for an account, with its pictures made to fit."""
    fitted, told = fitted_pictures(account, pictures)
    made = version_for(words, facts_of(account), limits_of(account), people, policy, pictures=fitted)
    return replace(made, changes=(*made.changes, *told))


def fitted_pictures(
    account: Account, pictures: tuple[Picture, ...]
) -> tuple[tuple[Picture, ...], tuple[Change, ...]]:
    """The pictures and their descriptions as the account's server takes them, and what was done to them."""
    if not pictures:
        return (), ()
    facts, limits = facts_of(account), limits_of(account)
    frame = Frame(
        bytes_limit=limits.get("picture_bytes", facts.media.bytes_limit),
        types=facts.media.types,
        ratios=facts.media.ratios,
        network=facts.name,
    )
    made = [fit(settings.TWOWAY_HOME, picture, frame) for picture in pictures]
    told = [Change(kind=ChangeKind.PICTURE, before="", after="", why=words) for _, words in made if words]
    described = [_described(picture, number, len(made), account) for number, (picture, _) in enumerate(made, start=1)]
    return tuple(picture for picture, _ in described), (*told, *(change for _, change in described if change))


def _described(picture: Picture, number: int, of: int, account: Account) -> tuple[Picture, Change | None]:
    """A picture with as much of its description as its network takes; the whole stays with the picture on our side."""
    facts = facts_of(account)
    most = limits_of(account).get("alt", facts.media.alt_limit.value if facts.media.alt_limit else None)
    alt = fitted_alt(picture.alt, most) if facts.media.takes_alt else picture.alt
    if alt == picture.alt or most is None:
        return picture, None
    why = f"{facts.name} takes {most:,} characters of the description of the {which_picture(number, of)}. We keep the whole."
    return replace(picture, alt=alt), Change(kind=ChangeKind.ALT, before=picture.alt, after=alt, why=why)
