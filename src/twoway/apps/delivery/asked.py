"""What apps that this one does not know want to be asked before words go out, and told when they are moved."""

from __future__ import annotations

from collections.abc import Callable

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.domain.permission import Actor

#: Answers why a delivery may not go, in a sentence for people; "" when it may.
Question = Callable[[Delivery], str]

#: Hears that somebody gave a delivery another time, in the same transaction.
Listener = Callable[[Actor, Delivery], None]

_questions: list[Question] = []
_listeners: list[Listener] = []


def ask_first(question: Question) -> None:
    """Ask this before each sending. Said once, when the product starts."""
    if question not in _questions:
        _questions.append(question)


#: Answers whether somebody may change what is out on an account without asking anybody else.
Permission = Callable[[Actor, Account], bool]

_permissions: list[Permission] = []


def ask_before_changes(permission: Permission) -> None:
    """Ask this before somebody changes what is out. Said once, when the product starts."""
    if permission not in _permissions:
        _permissions.append(permission)


def may_change_alone(actor: Actor, account: Account) -> bool:
    """Whether nobody else has to say yes to a change of what is out."""
    return all(permission(actor, account) for permission in _permissions)


def against(delivery: Delivery) -> str:
    """The first thing that is against sending this now; "" when nothing is."""
    return next((words for question in _questions if (words := question(delivery))), "")


def hear_of_moves(listener: Listener) -> None:
    """Tell this of each move. Said once, when the product starts."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_moved(actor: Actor, delivery: Delivery) -> None:
    """Let everybody know who wants to."""
    for listener in _listeners:
        listener(actor, delivery)
