"""Conversations with people, and the raw answers they were made from."""

from __future__ import annotations

from typing import Any

from django.db import models

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.models import Person, User, Workspace
from twoway.domain.states import CONVERSATION_MOVES, ConversationState


class Raw(models.Model):
    """One item as the network gave it, kept once. `trouble` says why it could not be read, when it could not."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="raws")
    remote_id = models.CharField(max_length=600)
    item = models.JSONField()
    trouble = models.TextField(blank=True, default="")
    fetched_at = models.DateTimeField()

    class Meta:
        """Once for each account."""

        constraints = (models.UniqueConstraint(fields=("account", "remote_id"), name="kept_raw_once"),)

    def __str__(self) -> str:
        """Its remote id."""
        return self.remote_id


class Conversation(models.Model):
    """What goes back and forth with one person under one root on one account. Only `become` writes the state.

    `with_id` is the person's id on the network: two people who answer one post are two conversations.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="conversations")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="conversations")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="conversations")
    root_id = models.CharField(max_length=600)
    with_id = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=20, default=ConversationState.OURS.value)
    about = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL, related_name="+")
    is_private = models.BooleanField(default=False)
    draft = models.TextField(blank=True, default="")
    first_words = models.CharField(max_length=300, blank=True, default="")
    waiting_since = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    class Meta:
        """One with each person under each root; the list asks by workspace, state and time."""

        constraints = (
            models.UniqueConstraint(fields=("account", "root_id", "with_id"), name="one_with_each_under_a_root"),
        )
        indexes = (models.Index(fields=("workspace", "state", "-last_at")),)

    def __str__(self) -> str:
        """With whom."""
        return f"{self.person or 'Somebody'}: {self.first_words[:40]}"

    def become(self, new: ConversationState, **fields: Any) -> bool:
        """Move to `new` if the row still is where it was read; staying is a move too. False: somebody was first."""
        old = ConversationState(self.state)
        if new is not old and new not in CONVERSATION_MOVES[old]:
            return False
        if Conversation.objects.filter(pk=self.pk, state=old).update(state=new, **fields) != 1:
            return False
        self.state = new
        for name, value in fields.items():
            setattr(self, name, value)
        return True


class Message(models.Model):
    """One message in a conversation, theirs or ours. Ours hang on the delivery that carries them."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="messages")
    raw = models.ForeignKey(Raw, null=True, on_delete=models.SET_NULL, related_name="+")
    remote_id = models.CharField(max_length=600, blank=True, default="")
    is_ours = models.BooleanField(default=False)
    kind = models.CharField(max_length=40, default="reply")
    text = models.TextField()
    address = models.CharField(max_length=1000, blank=True, default="")
    reply_to = models.JSONField(default=dict)
    delivery = models.OneToOneField(Delivery, null=True, on_delete=models.SET_NULL, related_name="inbox_message")
    is_settled = models.BooleanField(default=True)
    writer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    #: When its network was last asked for it, and since when it is known to be there no more.
    looked_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        """As they were said; a remote id once for each account."""

        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "remote_id"), name="heard_once", condition=~models.Q(remote_id="")
            ),
        )
        indexes = (models.Index(fields=("is_settled",), name="unsettled", condition=models.Q(is_settled=False)),)

    def __str__(self) -> str:
        """The first words."""
        return self.text[:60]


class TeamNote(models.Model):
    """What the team says among itself about a conversation; nobody else sees it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    writer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    writer_name = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """As they were written."""

        ordering = ("at", "id")

    def __str__(self) -> str:
        """The first words."""
        return self.text[:60]


class Reaction(models.Model):
    """One press under what somebody wrote: what a person wants there, and what the network has as far as we know.

    `is_pending`: the network is still to be asked. Until `busy_until` a worker has it in hand.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    word = models.CharField(max_length=40)
    wanted = models.BooleanField(default=True)
    is_on = models.BooleanField(default=False)
    is_pending = models.BooleanField(default=False)
    next_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    busy_until = models.DateTimeField(null=True)
    why = models.TextField(blank=True, default="")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200, blank=True, default="")
    pressed_at = models.DateTimeField()

    class Meta:
        """One of each word under a message; the worker asks for what is pending."""

        constraints = (models.UniqueConstraint(fields=("message", "word"), name="one_press_of_each"),)
        indexes = (models.Index(fields=("next_at",), name="presses_to_do", condition=models.Q(is_pending=True)),)

    def __str__(self) -> str:
        """Which word, and whether it is wanted."""
        return f"{self.word} ({'on' if self.wanted else 'off'})"
