"""How staff sign in: nobody signs up, and TOTP secrets are sealed."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from respite import vault

PLACE = "mfa_authenticator|secret"


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up: people are invited (SE-15)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Seals what allauth would keep in plain text (SE-13, F7)."""

    def encrypt(self, text: str) -> str:
        """Seal a TOTP secret or a recovery seed."""
        return vault.seal(vault.purpose_key("second factor"), text, PLACE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        return vault.unseal(vault.purpose_key("second factor"), bytes.fromhex(encrypted_text), PLACE)
