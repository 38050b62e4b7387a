"""What else has to be asked before words go out, by apps that this one does not know: whether they have the yes they need."""

from __future__ import annotations

from collections.abc import Callable

from twoway.apps.delivery.models import Delivery

#: Answers why a delivery may not go, in a sentence for people; "" when it may.
Question = Callable[[Delivery], str]

_questions: list[Question] = []


def ask_first(question: Question) -> None:
    """Ask this before each sending. Said once, when the product starts."""
    if question not in _questions:
        _questions.append(question)


def against(delivery: Delivery) -> str:
    """The first thing that is against sending this now; "" when nothing is."""
    return next((words for question in _questions if (words := question(delivery))), "")
