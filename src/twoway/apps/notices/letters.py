"""Letters with a link for a new password, to people who cannot sign in any more.

Whoever asks is told the same for every address, and in the same time: what is known of it is looked at later, by the worker.
The link is only ever in the letter: it is made when that goes out, works once, and for as long as PASSWORD_RESET_TIMEOUT says.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.http import int_to_base36
from django_tasks import task

from twoway.apps.notices.actions import raise_notice, settle_notice
from twoway.apps.notices.models import PasswordLetter
from twoway.apps.people.models import User
from twoway.apps.people.queries import is_visitor, workspaces_of
from twoway.domain.errors import BadInput, NetworkAnswer, Refused
from twoway.domain.notices import try_again_at
from twoway.work import mail, statements, wake_ups

#: Longer than a mail server may take.
LEASE = timedelta(minutes=3)
#: Nobody waits longer for it.
GIVE_UP = timedelta(hours=1)

SUBJECT = "A new password for your desk"
WORDS = """\
Somebody asked for a new password for {email} on the desk at {desk}

If it was you, choose one here. The link works once, for {hours}:

{link}

If it was not you, do nothing. Your password stays as it is, and nobody but you has this link.
"""


def ask_for_password(email: str) -> None:
    """Let a link for a new password go to an address, if somebody signs in with it. Asks no permission and tells nothing.

    Somebody who waits for a letter already gets one, not two.
    """
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    now = timezone.now()
    if user is None:
        # What is unknown must not be answered sooner; the worker takes it away.
        PasswordLetter.objects.create(user=None, asked_at=now, next_at=now)
        return
    PasswordLetter.objects.update_or_create(user=user, defaults={"asked_at": now, "next_at": now, "tries": 0})


def send_to(email: str) -> User:
    """The same at once, for whoever runs commands on the server itself; BadInput for somebody who gets none.

    A network answer is raised when it does not go out.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise BadInput(f"Nobody signs in as {email.strip()}. Look how the address is written.", field="email")
    if not _gets_one(user):
        raise BadInput(
            f"{user} has no desk of their own here, or is switched off, so they get no letter.", field="email"
        )
    mail.send(_letter(user, f"password-{user.pk}-{timezone.now():%Y%m%d%H%M%S}"))
    return user


@task()
def send_letter(letter_id: int) -> bool:
    """Send one. Harmless when called twice, late or for nothing."""
    return advance(letter_id)


def wake_due_letters() -> int:
    """Wake what is to go out; as many as the queue has room for."""
    # Asked every other second, and mostly there is none.
    if not statements.ask("SELECT 1 FROM notices_passwordletter WHERE next_at <= %s LIMIT 1", (timezone.now(),)):
        return 0
    due = list(PasswordLetter.objects.filter(next_at__lte=timezone.now()).values_list("pk", flat=True)[:50])
    now_due = due[: wake_ups.room()] if due else []
    for letter_id in now_due:
        send_letter.enqueue(letter_id)
    return len(now_due)


def drain() -> int:
    """Send in this very process what is due; for tests. Gives how many went."""
    due = PasswordLetter.objects.filter(next_at__lte=timezone.now()).values_list("pk", flat=True)
    return sum(advance(letter_id) for letter_id in list(due))


def advance(letter_id: int) -> bool:
    """Claim one letter, send it, and forget it; what does not go out is tried again for a while, and people are told."""
    now = timezone.now()
    mine = PasswordLetter.objects.filter(pk=letter_id, next_at__lte=now)
    if not mine.update(next_at=now + LEASE):
        return False
    letter = PasswordLetter.objects.select_related("user").get(pk=letter_id)
    if letter.user is None or not _gets_one(letter.user) or letter.asked_at + GIVE_UP < now:
        letter.delete()
        return False
    try:
        mail.send(_letter(letter.user, f"password-{letter.pk}-{letter.asked_at:%Y%m%d%H%M%S}"))
    except NetworkAnswer as error:
        _did_not_go(letter, letter.user, error)
        return False
    letter.delete()
    for workspace in workspaces_of(letter.user):
        settle_notice(workspace.pk, _key(letter.user))
    return True


def _gets_one(user: User) -> bool:
    """Whether somebody signs in here with a password of theirs; those of the demo workspace have no mailbox."""
    return user.is_active and user.has_usable_password() and not is_visitor(user)


def _letter(user: User, mark: str) -> mail.Mail:
    desk = settings.TWOWAY_ADDRESS
    token = default_token_generator.make_token(user)
    hours = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) // timedelta(hours=1)
    words = WORDS.format(
        email=user.email,
        desk=desk,
        hours="an hour" if hours == 1 else f"{hours} hours",
        link=f"{desk}/account/password/reset/key/{int_to_base36(user.pk)}-{token}/",
    )
    return mail.Mail(to=user.email, subject=SUBJECT, words=words, mark=mark)


def _did_not_go(letter: PasswordLetter, user: User, error: NetworkAnswer) -> None:
    """Try again later, unless it never will; either way those who run the desk are told, since the person cannot be."""
    if isinstance(error, Refused):
        letter.delete()
    else:
        again = try_again_at(timezone.now(), letter.tries + 1)
        PasswordLetter.objects.filter(pk=letter.pk).update(tries=letter.tries + 1, next_at=again)
    for workspace in workspaces_of(user).filter(is_demo=False):
        raise_notice(
            workspace_id=workspace.pk,
            key=_key(user),
            words=f"{user} asked for a new password, and the letter did not go out. {error.for_people}",
            cure=f"Look at the mail settings, or set a password on the server: twoway password {user.email}",
            path="/notices/",
        )


def _key(user: User) -> str:
    return f"password-letter:{user.pk}"
