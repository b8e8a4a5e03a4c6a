"""What every answer carries: a strict policy, no caching, no referrer, no powers for the page (SE-20, SE-21, SE-27)."""

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse, JsonResponse
from django.test import Client, RequestFactory

from respite.middleware import quiet_headers
from tests.cast import signed_in
from tests.factories import PersonFactory

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
# Pages of each kind: public, guest, sign-in, error.
PAGES = [
    "/ask/juniper-house/", "/es/ask/juniper-house/", "/mine/", "/es/mine/", "/account/login/",
    "/account/password/reset/", "/no/such/page/", "/es/ask/juniper-house/no/such/page/", "/leave/",
]  # fmt: skip


@pytest.fixture(params=PAGES)
def answer(request, house):
    return Client().get(request.param)


def test_every_page_has_the_strict_policy_SE_20(answer):
    assert answer["Content-Security-Policy"] == STRICT


def test_every_page_stays_out_of_caches_SE_27_F1(answer):
    assert "no-store" in answer["Cache-Control"]


def test_every_page_says_little_and_may_little_SE_21(answer):
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    for power in ("camera", "microphone", "geolocation", "payment", "usb"):
        assert f"{power}=()" in answer["Permissions-Policy"]


def test_referrer_goes_to_nobody_else_SE_21(house):
    """A page with a form keeps its origin for us alone; whoever leaves takes nothing along."""
    assert {Client().get(page)["Referrer-Policy"] for page in PAGES if page != "/leave/"} == {"same-origin"}
    assert Client().get("/leave/")["Referrer-Policy"] == "no-referrer"


def test_office_has_the_strict_policy_too_SE_20(house, desk):
    answer = desk.get("/office/juniper-house/")

    assert answer.status_code == 200
    assert (answer["Content-Security-Policy"], answer["Cache-Control"]) == (STRICT, "no-store")


def test_only_the_cms_has_the_looser_policy_SE_20_F15(db):
    browser = signed_in(PersonFactory(is_superuser=True))

    answer = browser.get("/cms/")

    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "nonce" not in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/cmsx/", "/x/cms/", "/office/cms/"])
def test_looser_policy_is_not_given_to_lookalikes_SE_20(path):
    request = RequestFactory().get(path)

    answer = quiet_headers(lambda request: HttpResponse("words"))(request)

    assert not hasattr(answer, "_csp_config")


def test_what_a_view_says_about_caching_stands():
    def view(request):
        answer = HttpResponse("words")
        answer["Cache-Control"] = "max-age=60"
        return answer

    answer = quiet_headers(view)(RequestFactory().get("/"))
    data = quiet_headers(lambda request: JsonResponse({}))(RequestFactory().get("/"))

    assert answer["Cache-Control"] == "max-age=60"
    assert "Cache-Control" not in data


def test_refused_form_says_so_kindly_and_keeps_its_headers(house):
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post("/mine/", {"code": "B7KM words"})

    assert answer.status_code == 403
    assert answer["Content-Security-Policy"] == STRICT
    assert "no-store" in answer["Cache-Control"]
    assert b"denied" not in answer.content.lower()


def test_leave_ends_the_session_and_takes_its_traces_along_CS_02_CS_05(desk):
    key = desk.session.session_key

    answer = desk.get("/leave/")

    assert (answer.status_code, answer["Location"]) == (303, django_settings.LEAVE_URL)
    assert answer["Clear-Site-Data"] == '"cookies", "storage"'
    assert answer.cookies[django_settings.SESSION_COOKIE_NAME]["max-age"] == 0
    assert not type(desk.session)().exists(key)
    assert desk.get("/office/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "address", ["/office/juniper-house/nothing/", "/office/nowhere/", "/office/juniper-house/x/y/"]
)
def test_office_page_that_is_not_there_leads_staff_back_to_the_office(house, desk, client, address):
    staff, visitor = desk.get(address), client.get(address, follow=True)

    assert staff.status_code == 404
    assert '<a class="button" href="/office/">Back to the office</a>' in staff.content.decode()
    assert "Back to the office" not in visitor.content.decode()


def test_office_page_that_is_not_open_leads_staff_back_too(house, editor):
    answer = signed_in(editor).get("/office/juniper-house/board/")

    assert answer.status_code == 403
    assert 'href="/office/"' in answer.content.decode()


def test_public_page_that_is_not_there_leads_everybody_to_the_first_page(house, desk):
    assert "Back to the office" not in desk.get("/nothing/").content.decode()


@pytest.mark.parametrize("how", ["reads", "writes", "cookie", "neither"])
def test_answer_that_knows_somebody_is_never_for_every_cache_SE_53(how):
    def view(request):
        answer = HttpResponse("words", headers={"Cache-Control": "public, max-age=60"})
        if how == "reads":
            request.session.get("name")
        if how == "writes":
            request.session["name"] = "Rosa"
        if how == "cookie":
            answer.set_cookie("c", "1")
        return answer

    request = RequestFactory().get("/")
    request.session = SessionStore()

    answer = quiet_headers(view)(request)

    assert answer["Cache-Control"] == ("public, max-age=60" if how == "neither" else "no-store")
