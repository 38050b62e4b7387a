"""Who may sign up: nobody from outside. The owner lets people in. And a new password for whoever forgot theirs."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from twoway.apps.notices import letters
from twoway.work.mail import SETTINGS, can_mail


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by address and password; accounts are made at first run and by the owner."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a desk is not open to the street."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether somebody may be sent on to this address; one that cannot be read is none."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing: that one is signed in is plain to see."""


class AskForPassword(forms.Form):
    """Asks for a letter. It never says whether anybody signs in with the address."""

    email = forms.EmailField(label="The address you sign in with", max_length=254)
    email.widget.attrs |= {"autocomplete": "username", "autofocus": True}

    def save(self, request: HttpRequest, **more: object) -> str:
        """Have the letter written, where mail goes out at all."""
        email = str(self.cleaned_data["email"])
        if can_mail():
            letters.ask_for_password(email)
        return email


class _Ask(views.PasswordResetView):  # type: ignore[misc]  # allauth has no types
    """The page that asks for a letter, or says what to do where no mail goes out."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With whether this server sends mail."""
        return {**super().get_context_data(**more), "can_mail": can_mail(), "mail_settings": SETTINGS}

    def form_valid(self, form: AskForPassword) -> HttpResponse:
        """As always; where no mail goes out, nobody is told that a letter is on its way."""
        show = super().form_valid if can_mail() else self.form_invalid
        answer: HttpResponse = show(form)
        return answer


ask_for_password = never_cache(_Ask.as_view())


@never_cache
def choose_password(request: HttpRequest, uidb36: str, key: str) -> HttpResponse:
    """The page behind the link. Its address holds the secret, so nothing that it leads to hears where one came from."""
    answer: HttpResponse = views.password_reset_from_key(request, uidb36=uidb36, key=key)
    if key != views.PasswordResetFromKeyView.reset_url_key:
        # The form itself has an address without the secret, and needs the referrer to be safe against forgery.
        answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
