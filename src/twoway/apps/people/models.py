"""Workspaces, the people who work in them, their personas, and the people they talk with."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models

from twoway.domain.permission import Role
from twoway.domain.persona import PersonaKind


class UserManager(BaseUserManager["User"]):
    """Makes users who sign in with their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        """A user with a hashed password."""
        user = self.model(email=self.normalize_email(email), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **more: Any) -> User:
        """A user with every right; nothing in the product needs one."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **more)


class User(AbstractUser):
    """Somebody who signs in. `name` is how team mates see them."""

    username = None  # type: ignore[assignment]  # people sign in with their e-mail address
    first_name = None  # type: ignore[assignment]  # one name is enough, and not everybody has two
    last_name = None  # type: ignore[assignment]  # as above
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # our manager in place of Django's

    def __str__(self) -> str:
        """The name, or the address where there is none."""
        return self.name or self.email

    def get_full_name(self) -> str:
        """The one name."""
        return str(self)

    def get_short_name(self) -> str:
        """The one name."""
        return str(self)


class Workspace(models.Model):
    """One business: everything else belongs to exactly one of them.

    `words` are lists that rules read. What it wants of a week and its hours are None until somebody says them.
    """

    name = models.CharField(max_length=120)
    town = models.CharField(max_length=120, blank=True, default="")
    topics = models.JSONField(default=list, blank=True)
    never_mix = models.JSONField(default=list, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    rules = models.JSONField(default=dict, blank=True)
    words = models.JSONField(default=dict, blank=True)
    aim_posts = models.PositiveSmallIntegerField(null=True)
    aim_replies = models.PositiveSmallIntegerField(null=True)
    speaks_from = models.TimeField(null=True)
    speaks_until = models.TimeField(null=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """The business's name."""
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        """The zone its hours are meant in."""
        return ZoneInfo(self.zone)


class Membership(models.Model):
    """Somebody's place in a workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, default=Role.OWNER.value)

    class Meta:
        """One place each."""

        constraints = (models.UniqueConstraint(fields=("workspace", "user"), name="one_place_each"),)

    def __str__(self) -> str:
        """Who, as what, where."""
        return f"{self.user}, {self.role} of {self.workspace}"


class Invitation(models.Model):
    """A link that lets one person in. `mark` is the hash of its secret part; the secret itself is shown once and not kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20)
    mark = models.CharField(max_length=64, unique=True)
    note = models.CharField(max_length=200, blank=True, default="")
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """The newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Who it is for, as what."""
        return f"{self.note or 'somebody'}, {self.role} of {self.workspace}"


class Persona(models.Model):
    """A hat: the business, the private person, or both at once. Every account wears one.

    `brand` is its brand template as data; `domain.brand` reads it.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="personas")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, default=PersonaKind.WORK.value)
    about = models.TextField(blank=True, default="")
    brand = models.JSONField(default=dict, blank=True)

    class Meta:
        """Work first, then in the order they were made."""

        ordering = ("-kind", "id")
        constraints = (models.UniqueConstraint(fields=("workspace", "name"), name="one_persona_of_a_name"),)

    def __str__(self) -> str:
        """The persona's name."""
        return self.name

    @property
    def is_personal(self) -> bool:
        """Whether it is the private hat."""
        return self.kind == PersonaKind.PERSONAL


class Person(models.Model):
    """Somebody the workspace talks with, whatever network they are met on."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=200)
    met = models.TextField(blank=True, default="")
    about = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """The person's name."""
        return self.name

    @property
    def initials(self) -> str:
        """At most two letters for the avatar."""
        words = [word for word in self.name.replace("@", " ").replace(".", " ").split() if word[0].isalnum()]
        return "".join(word[0] for word in words[:2]).upper() or "?"


class Handle(models.Model):
    """How a person is called on one network. `remote_id` is what the network itself goes by."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="handles")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="handles")
    network = models.CharField(max_length=40)
    remote_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=300)
    address = models.URLField(max_length=600, blank=True, default="")

    class Meta:
        """A network's id names one person in a workspace."""

        constraints = (
            models.UniqueConstraint(fields=("workspace", "network", "remote_id"), name="one_person_of_an_id"),
        )
        indexes = (models.Index(fields=("workspace", "network", "handle")),)

    def __str__(self) -> str:
        """The handle with its sign."""
        return f"@{self.handle}"
