"""The form every form of ours grows from: kind errors, nothing lost, sent once."""

import hashlib
import hmac
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from respite import vault
from respite.locks import again
from respite.models import Sending


class Form(forms.Form):
    """Validates on the server only, keeps what was typed, and carries the key that makes a double sending harmless."""

    required_css_class = "required"
    use_required_attribute = False
    sending = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["sending"].initial = uuid.uuid4
        for field in self.fields.values():
            _say_numbers_kindly(field)
            _say_kindly(field)

    def full_clean(self) -> None:
        """Look at all that was sent; a field that a form added of its own speaks kindly too."""
        for field in self.fields.values():
            _say_kindly(field)
        super().full_clean()

    def refuse(self, refusal: ValidationError) -> None:
        """Put the sentence of a refused verb on the form."""
        known = refusal if not hasattr(refusal, "error_dict") else None
        if known is not None:
            self.add_error(None, known)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


# What Django says of an answer where a field has no sentence of its own, and what we say instead.
KINDLY = (
    (forms.Field, "required", _("Please answer this, or go back.")),
    (forms.DateField, "invalid", _("Write a day, like 5 December 2026.")),
    (forms.ChoiceField, "invalid_choice", _("Choose one of these.")),
    (forms.MultipleChoiceField, "invalid_choice", _("Choose one of these.")),
    (forms.ModelChoiceField, "invalid_choice", _("Choose one of these.")),
)


def _say_kindly(field: forms.Field) -> None:
    """Put our sentence where Django's would stand."""
    for kind, code, sentence in KINDLY:
        if isinstance(field, kind) and field.error_messages.get(code) == kind.default_error_messages[code]:
            field.error_messages[code] = str(sentence)


def _say_numbers_kindly(field: forms.Field) -> None:
    """Say both ends of a number's range in our own words, whichever end was passed."""
    if not isinstance(field, forms.IntegerField):
        return
    low, high = field.min_value, field.max_value
    sentence = str(_("Write a whole number."))
    if low is not None and high is not None:
        sentence = str(_("Write a whole number from %(low)s to %(high)s.") % {"low": low, "high": high})
    for limit in field.validators:
        if isinstance(limit, BaseValidator):
            limit.message = sentence
    field.error_messages["invalid"] = sentence


class Conflict(ValidationError):
    """The same form was sent before with other words in it."""


@again
def once(request: HttpRequest, form: Form, effect: Callable[[], str]) -> str:
    """Carry out `effect` the first time this rendered form is sent and return where to go next.

    Sent again unchanged (a double tap, Back and send, a retry), nothing happens and the same place is returned.
    Raises Conflict when the form comes again with other content (RE-05). `effect` returns the address to go to; it
    runs in the same transaction as the record of the sending.
    """
    key = form.cleaned_data.get("sending") or uuid.uuid4()
    # Keyed, because what was sent could be guessed from a plain digest long after it was erased.
    digest = hmac.digest(vault.purpose_key("sending"), _canonical(request), hashlib.sha256)
    with transaction.atomic():
        sending, first = Sending.objects.select_for_update().get_or_create(
            key=key, defaults={"digest": digest, "answer": ""}
        )
        if not first:
            if bytes(sending.digest) != digest:
                raise Conflict(_("This page was already sent with other words. Please open it again."))
            return sending.answer
        sending.answer = effect()
        sending.save(update_fields=["answer"])
    return sending.answer


def _canonical(request: HttpRequest) -> bytes:
    """Return what was sent, without the parts that differ between two sendings of the same page."""
    sent = sorted((name, tuple(request.POST.getlist(name))) for name in request.POST)
    return repr([request.path, [pair for pair in sent if pair[0] not in {"csrfmiddlewaretoken"}]]).encode()
