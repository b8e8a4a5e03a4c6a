"""People who sign in: staff, editors, report readers. Guests have no account."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PersonManager(BaseUserManager["Person"]):
    """Makes people; nobody signs up by themselves."""

    def create_user(self, email: str, name: str, password: str | None = None, **more: Any) -> "Person":
        """Make a person who can sign in; without a password they have to be invited."""
        person = self.model(email=self.normalize_email(email).lower(), name=name, **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, name: str, password: str | None = None, **more: Any) -> "Person":
        """Make somebody who may do everything in the CMS; what houses hold still needs a role there."""
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **more)


class Person(AbstractBaseUser, PermissionsMixin):
    """A human who signs in. What they may do in a house is told by their memberships."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=60, help_text=_("The name guests and colleagues know you by."))
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name; Wagtail asks for it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name."""
        return self.name
