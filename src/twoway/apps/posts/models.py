"""Posts, how they read on each account, and whose yes they need."""

from __future__ import annotations

from typing import Any

from django.db import models

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery, StoredPicture
from twoway.apps.people.models import Persona, User, Workspace
from twoway.domain.states import ApprovalState, DeliveryState, PostState, may_turn, post_state
from twoway.domain.versions import Picture


class Post(models.Model):
    """The whole: the master text and what belongs to it. `revision` grows with every save and tells two tabs apart.

    `first_comment` goes right below the post where a network lets us; `title` stands where posts have one, and
    `warning` before a text that is folded away. With `spread` the versions follow each other, minutes apart. `readers` are
    those whom it is meant for, in the author's words; [] for all to whom each persona speaks.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="posts")
    master = models.TextField(blank=True, default="")
    first_comment = models.TextField(blank=True, default="")
    title = models.TextField(blank=True, default="")
    warning = models.TextField(blank=True, default="")
    language = models.CharField(max_length=16, default="en")
    revision = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    planned_at = models.DateTimeField(null=True)
    spread = models.BooleanField(default=False)
    readers = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Newest first."""

        ordering = ("-changed_at", "-id")
        indexes = (models.Index(fields=("workspace", "-changed_at")),)

    def __str__(self) -> str:
        """The first words."""
        words = " ".join(self.master.split())
        if len(words) <= 72:
            return words or "An empty draft"
        return f"{words[:71].rsplit(' ', 1)[0].rstrip(' ,;:.')}…"

    @property
    def state(self) -> PostState:
        """What its deliveries add up to."""
        live = [v.delivery for v in self.versions.all() if v.delivery is not None]
        return post_state([DeliveryState(d.state) for d in live])


class PostPicture(models.Model):
    """A picture of a post with its description. The focus is the point that every cut keeps, from 0 to 1; None: the middle."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="pictures")
    stored = models.ForeignKey(StoredPicture, on_delete=models.PROTECT)
    alt = models.TextField(blank=True, default="")
    place = models.PositiveIntegerField(default=0)
    focus_x = models.FloatField(null=True)
    focus_y = models.FloatField(null=True)

    class Meta:
        """In the order they are shown."""

        ordering = ("place", "id")

    def __str__(self) -> str:
        """Its description."""
        return self.alt or str(self.stored)

    @property
    def focus(self) -> tuple[float, float] | None:
        """The point that every cut keeps; None for the middle."""
        return None if self.focus_x is None or self.focus_y is None else (self.focus_x, self.focus_y)

    @property
    def as_sent(self) -> Picture:
        """The picture as a version carries it."""
        return self.stored.with_alt(self.alt, self.focus)


class PostVersion(models.Model):
    """How a post reads on one account. `text` is the hand-written one and counts only while `is_edited`.

    `fit` is what was decided for a text that is too long there (`domain.policy.Fit`, "" for what the brand says);
    `set_aside` holds findings that somebody set aside for this version: {code: reason}. `planned_at` is a time of its own,
    None for the post's. `audience` is one of the network's (`Facts.audiences`), "" for what is usual there.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField(blank=True, default="")
    is_edited = models.BooleanField(default=False)
    edited_from = models.TextField(blank=True, default="")
    fit = models.CharField(max_length=20, blank=True, default="")
    set_aside = models.JSONField(default=dict, blank=True)
    planned_at = models.DateTimeField(null=True)
    audience = models.CharField(max_length=20, blank=True, default="")
    delivery = models.OneToOneField(
        Delivery, null=True, blank=True, on_delete=models.SET_NULL, related_name="post_version"
    )

    class Meta:
        """One version for each account."""

        ordering = ("account_id",)
        constraints = (models.UniqueConstraint(fields=("post", "account"), name="one_version_each"),)

    def __str__(self) -> str:
        """Which post, where."""
        return f"{self.post} on {self.account}"


class ApprovalRule(models.Model):
    """Nothing goes out without a yes: for a persona's accounts, or, without a persona, for the whole workspace.

    `named` are those who may say it; nobody stands for everybody whose role allows it.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="approval_rules")
    persona = models.OneToOneField(Persona, null=True, on_delete=models.CASCADE, related_name="approval_rule")
    named = models.ManyToManyField(User, related_name="+")

    class Meta:
        """One for the workspace, one for each persona."""

        constraints = (
            models.UniqueConstraint(
                fields=("workspace",), condition=models.Q(persona=None), name="one_rule_for_everything"
            ),
        )

    def __str__(self) -> str:
        """Where it holds."""
        return self.persona.name if self.persona is not None else "everything"


class Approval(models.Model):
    """The asking for a yes to a post: who asked whom, in which words, and where it stands. Only `become` writes the state.

    There is one for each post; `turn` counts how often it was asked. `goes`: with the yes it is scheduled for `at`, or, where
    that is None, sent at once. `asked_of` is who was asked by name; others who may say yes can do so in their place. `readers`
    are those whom the post was meant for then, as `Post.readers`.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="approvals")
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="approval")
    state = models.CharField(max_length=20, default=ApprovalState.ASKED.value)
    turn = models.PositiveIntegerField(default=1)
    goes = models.BooleanField(default=False)
    at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, default="")
    readers = models.JSONField(default=list, blank=True)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_by_name = models.CharField(max_length=200)
    asked_of = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_of_name = models.CharField(max_length=200, blank=True, default="")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_by_name = models.CharField(max_length=200, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    #: When its people were told that the time passed without an answer.
    told_late_at = models.DateTimeField(null=True)

    class Meta:
        """What has waited longest comes first."""

        ordering = ("asked_at", "id")
        indexes = (models.Index(fields=("workspace", "state", "asked_at"), name="approvals_asked"),)

    def __str__(self) -> str:
        """What it is about."""
        return str(self.post)

    @property
    def whom(self) -> str:
        """Who is waited for, or who answered, in words."""
        if self.state in (ApprovalState.ASKED, ApprovalState.WITHDRAWN):
            return self.asked_of_name or "somebody who may say it"
        return self.answered_by_name

    @property
    def told(self) -> str:
        """Where it stands, in a few words."""
        match ApprovalState(self.state):
            case ApprovalState.ASKED:
                return f"waits for {self.asked_of_name}’s yes" if self.asked_of_name else "waits for a yes"
            case ApprovalState.CHANGES:
                return f"{self.answered_by_name} asks for changes"
            case ApprovalState.NO:
                return f"{self.answered_by_name} said no"
            case ApprovalState.YES:
                return f"{self.answered_by_name} said yes"
            case ApprovalState.WITHDRAWN:
                return "withdrawn"

    def become(self, new: ApprovalState, **fields: Any) -> bool:
        """Move to `new` and write `fields` with it, if the row still is where it was read. False: somebody was first."""
        old = ApprovalState(self.state)
        if not may_turn(old, new):
            return False
        mine = Approval.objects.filter(pk=self.pk, state=old.value, turn=self.turn)
        if mine.update(state=new.value, **fields) != 1:
            return False
        self.state = new
        for name, value in fields.items():
            setattr(self, name, value)
        return True


class ApprovalText(models.Model):
    """One version as it was asked about: its mark and everything in it. `is_yes`: the yes is for these very words.

    `at` is the time that was asked about, None for any. `overcome` are findings that the yes overcomes: {code: reason}.
    """

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="texts")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)
    frozen = models.JSONField()
    whole = models.TextField(blank=True, default="")
    at = models.DateTimeField(null=True)
    is_yes = models.BooleanField(default=False)
    overcome = models.JSONField(default=dict, blank=True)

    class Meta:
        """One for each account."""

        ordering = ("account_id",)
        constraints = (models.UniqueConstraint(fields=("approval", "account"), name="one_text_each"),)

    def __str__(self) -> str:
        """Which version."""
        return f"{self.approval} on {self.account}"


class ApprovalDeed(models.Model):
    """What somebody did about an approval, with their words: asked, answered, changed, moved, withdrew."""

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="deeds")
    verb = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    words = models.TextField(blank=True, default="")
    turn = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        """As it happened."""

        ordering = ("at", "id")

    def __str__(self) -> str:
        """Who did what."""
        return f"{self.by_name} {self.verb}"


class ApprovalLook(models.Model):
    """What somebody saw of an approval when they looked last: the texts by account number."""

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    texts = models.JSONField(default=dict)
    turn = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        """One for each person."""

        constraints = (models.UniqueConstraint(fields=("approval", "user"), name="one_look_each"),)

    def __str__(self) -> str:
        """Who saw what."""
        return f"{self.user} saw {self.approval}"


class ApprovalComment(models.Model):
    """What somebody says about words of a version. `text` is the version as it read then; [start, end) are the words.

    An answer hangs under what it answers and has no words of its own to point at.
    """

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="comments")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    under = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(blank=True, default="")
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    words = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        """As they were said."""

        ordering = ("at", "id")

    def __str__(self) -> str:
        """The first words."""
        return self.words[:80]

    @property
    def quote(self) -> str:
        """The words that it is about, as they were."""
        return self.text[self.start : self.end]
