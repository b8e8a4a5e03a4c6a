"""Staff sign in by one door only, with a password and a second factor (SE-10, SE-11, SE-13, F5 to F7)."""

import inspect
import re
import time
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as passkeys
from django.conf import settings as django_settings
from django.contrib import auth
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from tests.factories import PASSWORD, PersonFactory

STAFF = [
    "/office/",
    "/office/juniper-house/",
    "/office/harbor/",
    "/cms/",
    "/cms/pages/",
    "/cms/users/",
    "/cms/reports/",
]


@pytest.fixture(autouse=True)
def required(db, settings):
    """No page of staff without the second factor; no wrong tries of other tests; codes that do not run out."""
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture
def secret(peer):
    """The secret of Joy's authenticator app."""
    secret = generate_totp_secret()
    TOTP.activate(peer, secret)
    return secret


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_password(browser, person, password=PASSWORD, **more):
    return browser.post(reverse("account_login"), {"login": person.email, "password": password, **more})


def with_code(browser, code):
    return browser.post(reverse("mfa_authenticate"), {"code": code})


def signed_in_as(browser):
    return browser.session.get(auth.SESSION_KEY)


def pages(browser, addresses=STAFF):
    return {browser.get(address).status_code for address in addresses}


def test_password_alone_opens_nothing_for_somebody_with_a_second_factor_SE_10(peer, secret, client):
    answer = with_password(client, peer)

    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert signed_in_as(client) is None
    assert pages(client) <= {302, 303}


def test_password_and_code_open_the_office_SE_10(house, peer, secret, client):
    with_password(client, peer)

    answer = with_code(client, code_of(secret))

    assert answer["Location"] == reverse("office")
    assert signed_in_as(client) == str(peer.pk)
    assert client.get("/office/").status_code in {200, 303}
    assert client.get("/account/2fa/").status_code == 200


def test_password_and_code_open_the_cms_for_who_may_SE_10(client, db):
    person = PersonFactory(is_superuser=True)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    with_password(client, person)
    assert client.get("/cms/").status_code != 200

    with_code(client, code_of(secret))

    assert client.get("/cms/").status_code == 200


def test_wrong_code_opens_nothing_SE_10(peer, secret, client):
    with_password(client, peer)

    answer = with_code(client, format_hotp_value((int(code_of(secret)) + 1) % 10**6))

    assert answer.status_code == 200
    assert signed_in_as(client) is None
    assert pages(client) <= {302, 303}


def test_code_works_once_F7(peer, secret):
    code = code_of(secret)
    first, second = Client(), Client()
    for browser in (first, second):
        with_password(browser, peer)
        with_code(browser, code)

    assert signed_in_as(first) == str(peer.pk)
    assert signed_in_as(second) is None


def test_recovery_code_opens_the_office_once(house, peer, secret, client):
    code = RecoveryCodes.activate(peer).get_unused_codes()[0]
    with_password(client, peer)
    with_code(client, code)
    assert client.get("/office/").status_code in {200, 303}
    assert signed_in_as(client) == str(peer.pk)

    again = Client()
    with_password(again, peer)
    with_code(again, code)

    assert signed_in_as(again) is None


def test_person_without_a_second_factor_is_led_to_set_one_up_SE_10(house, peer, client):
    with_password(client, peer)

    for address in STAFF:
        assert client.get(address)["Location"] == reverse("mfa_activate_totp")
    assert signed_in_as(client) == str(peer.pk)


def test_person_who_set_one_up_signs_in_with_it_SE_10(house, peer, client):
    with_password(client, peer)
    ask_again = client.get(reverse("mfa_activate_totp"))["Location"]
    client.post(ask_again, {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    secret = client.session["mfa.totp.secret"]

    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert Authenticator.objects.filter(user=peer, type="totp").exists()
    assert pages(client) <= {302, 303}
    with_password(client, peer)
    with_code(client, code_of(secret))
    assert client.get("/office/").status_code in {200, 303}
    assert signed_in_as(client) == str(peer.pk)


def test_session_that_went_round_the_second_factor_ends_SE_10_F5(house, peer, secret, client):
    client.force_login(peer, backend=django_settings.AUTHENTICATION_BACKENDS[0])

    assert client.get("/office/juniper-house/")["Location"].startswith(reverse("account_login"))
    assert signed_in_as(client) is None


def test_second_factor_of_another_person_or_another_kind_does_not_count_SE_10_F6(house, peer, lead, secret):
    for whose, method in ((lead, "mfa"), (peer, "password")):
        browser = Client()
        browser.force_login(peer, backend=django_settings.AUTHENTICATION_BACKENDS[0])
        session = browser.session
        session["account_authentication_methods"] = [{"method": method, "at": 0, "type": "totp"}]
        session["account_authentication_methods_user"] = str(whose.pk)
        session.save()

        assert pages(browser) <= {302, 303}
        assert signed_in_as(browser) is None


def test_every_post_to_the_office_is_refused_without_it_too_SE_10(house, peer, secret, client):
    client.force_login(peer, backend=django_settings.AUTHENTICATION_BACKENDS[0])

    assert client.post("/office/juniper-house/", {"sent": "yes"}).status_code in {302, 303}


def test_htmx_gets_a_header_and_no_page_inside_a_part_AX_24(house, peer, client):
    with_password(client, peer)

    answer = client.get("/office/juniper-house/", headers={"HX-Request": "true", "HX-Target": "board"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, reverse("mfa_activate_totp"))


def test_in_the_demo_the_password_is_enough(house, peer, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    with_password(client, peer)

    assert client.get("/office/").status_code in {200, 303}
    assert client.get("/office/")["Location"] == reverse("office-today", args=["juniper-house"])


def test_secrets_of_the_second_factor_are_sealed_SE_13_F7(peer, secret):
    RecoveryCodes.activate(peer)
    seed = decrypt(Authenticator.objects.get(type="recovery_codes").data["seed"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        rows = cursor.fetchone()[0]

    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in rows
    assert seed not in rows
    assert secret.encode().hex() not in rows
    assert decrypt(stored) == secret


def test_secrets_of_the_second_factor_open_after_a_new_installation_key_SE_13(house, peer, secret, client, settings):
    settings.RESPITE_VAULT_KEYS = f"a-newer-installation-key-put-in-front {settings.RESPITE_VAULT_KEYS}"

    with_password(client, peer)
    with_code(client, code_of(secret))

    assert signed_in_as(client) == str(peer.pk)


def test_passkey_alone_needs_the_persons_own_presence_and_proof_SE_12(peer, rf):
    request = rf.get("/")
    request.session = Client().session
    with context.request_context(request):
        options = passkeys.begin_authentication()

    assert options["publicKey"]["userVerification"] == "required"


# no other way in


@pytest.mark.parametrize(
    "address", ["/account/signup/", "/account/2fa/webauthn/signup/", "/cms/password_reset/", "/admin/"]
)
def test_there_is_no_such_door_SE_11_SE_15(db, client, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "new@valley.example", "password1": PASSWORD}).status_code == 404


@pytest.mark.parametrize("address", ["/cms/login/", "/_util/login/", "/admin/login/"])
def test_right_password_at_another_door_opens_nothing_SE_11_F5(house, secret, client, address):
    person = PersonFactory(is_superuser=True, is_staff=True)
    sent = {"username": person.email, "login": person.email, "password": PASSWORD}

    answers = [client.get(address), client.post(address, sent), client.post(address + "?next=/cms/", sent)]

    assert {answer.status_code for answer in answers} <= {302, 303, 404}
    assert signed_in_as(client) is None
    assert pages(client) <= {302, 303}


def test_cms_leads_to_the_one_sign_in_page_and_back_SE_10(db, client):
    person = PersonFactory(is_superuser=True)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)

    last, _ = client.get("/cms/reports/locked/", follow=True).redirect_chain[-1]
    assert last.startswith(reverse("account_login"))
    client.post(last, {"login": person.email, "password": PASSWORD})
    answer = client.post(reverse("mfa_authenticate") + "?" + last.split("?")[1], {"code": code_of(secret)}, follow=True)

    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == "/cms/reports/locked/"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "nonsense", ""])
def test_sign_in_leads_nowhere_else_SE_26(db, client, back):
    person = PersonFactory(is_superuser=True)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    client.post(reverse("account_login") + f"?next={back}", {"login": person.email, "password": PASSWORD})
    answer = client.post(reverse("mfa_authenticate") + f"?next={back}", {"code": code_of(secret)})

    for address in (answer["Location"], client.get(f"/cms/login/?next={back}")["Location"]):
        assert urlsplit(address)[:2] == ("", "")


def every_view(patterns=None, prefix=""):
    """Yield (address pattern, view) of the whole site, in order; what an earlier pattern shadows comes later."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield address, pattern.callback
        else:
            yield from every_view(pattern.url_patterns, address)


def functions_of(view):
    """Yield every function that belongs to a view: itself, what it wraps, and the methods of its class."""
    while view is not None:
        if inspect.isfunction(view):
            yield view
        for kind in inspect.getmro(getattr(view, "view_class", object)):
            yield from filter(inspect.isfunction, map(inspect.unwrap, vars(kind).values()))
        view = getattr(view, "__wrapped__", None)


def signs_in(view):
    """Say whether some function of the view calls Django's login()."""
    return any(
        function.__globals__.get(name) is auth.login
        for function in functions_of(view)
        for name in function.__code__.co_names
    )


def concrete(address):
    """Return an address that matches a pattern, with dull values."""
    plain = re.sub(r"<(int:)?[^>]*>", lambda found: "1" if found[1] else "x", address)
    return "/" + re.sub(r"[\^$\\]|\(\?[^)]*\)|\.\*", "", plain)


def test_no_other_view_of_the_site_signs_anybody_in_SE_11():
    doors = {concrete(address) for address, view in every_view() if signs_in(view)}

    # The libraries still bring theirs; ours stand before them, so nobody reaches them.
    assert doors >= {"/cms/login/", "/_util/login/"}, "the walk finds what it looks for"
    reached = {door for door in doors if signs_in(get_resolver().resolve(door).func)}
    assert reached == set()


def test_answer_is_the_same_for_known_and_unknown_people_SE_17(peer):
    def page(address, sent):
        body = Client().post(address, sent).content.decode()
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
        return body.replace(sent.get("login") or sent.get("email"), "")

    for address, name in ((reverse("account_login"), "login"), (reverse("account_reset_password"), "email")):
        cache.clear()
        known, unknown = (
            page(address, {name: email, "password": "wrong-wrong-wrong"})
            for email in (peer.email, "nobody@valley.example")
        )
        assert known == unknown
