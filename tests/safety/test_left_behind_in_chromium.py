"""Asking, sending and the own page in a real browser, on the real server: what stays behind (CS-10, CS-14, CS-15)."""

import os
import re
import socket
import subprocess
import time
from contextlib import contextmanager
from urllib.parse import unquote_plus, urlsplit

import pytest
from django.conf import settings
from django.db import connection

from respite import postgres, serving
from tests.chromium import PHONE
from tests.safety.chromium import ask_until
from tests.safety.walking import CANARY, MAIL

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20  # seconds
STORES = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).map((one) => one.name), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length, cookies: document.cookie,
})"""


def database():
    """Return the address of the test database."""
    name = connection.settings_dict["NAME"]
    given = os.environ.get("DATABASE_URL")
    return urlsplit(given)._replace(path=f"/{name}").geturl() if given else postgres.url(name)


@contextmanager
def server(log):
    """Serve the test database with the server we ship, as talkative as it can be; yield its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    told = {"DATABASE_URL": database(), "DJANGO_SETTINGS_MODULE": "tests.settings", "RESPITE_LOG_LEVEL": "DEBUG"}
    *command, application = serving.web_server(port, workers=1)
    talking = ["--access-log", "--log-level", "debug"]
    with log.open("wb") as out:
        process = subprocess.Popen([*command, *talking, application], env=os.environ | told, stdout=out, stderr=out)
        try:
            until = time.monotonic() + PATIENCE
            while serving.port_is_free(port):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


class Watch:
    """Everything that went over the wire."""

    def __init__(self, page):
        self.requests, self.answers = [], []
        page.on("request", self.sent)
        page.on("response", self.came)

    def sent(self, request):
        self.requests.append(request)

    def came(self, answer):
        self.answers.append(answer)

    @property
    def hosts(self):
        return {urlsplit(request.url).netloc for request in self.requests if not request.url.startswith("data:")}

    @property
    def lines(self):
        """Return every address, every place somebody is led to, and every word about where they came from."""
        led = [answer.headers.get("location", "") for answer in self.answers]
        before = [request.headers.get("referer", "") for request in self.requests]
        return [request.url for request in self.requests] + led + before


def ask_to_the_end(page, word):
    """Ask and send, open the own page and look at what is there; return the code."""
    ask_until(page, "check", word)
    page.locator("main").get_by_role("button", name="Send").click()
    page.wait_for_url("**/sent/")
    code = " ".join(page.locator(".codecard li").all_inner_texts())
    page.goto("/mine/")
    page.locator("[name=code]").fill("ZZZZ " + word)  # first a wrong one: it is shown again, and counted
    page.locator("main form button").click()
    page.locator("[name=code]").fill(code)
    page.locator("main form button").click()
    page.wait_for_url("**/mine/request/")
    assert word in page.inner_text("main")
    return code


def test_asking_leaves_nothing_in_the_browser_the_logs_or_with_others_CS_10_CS_14_CS_15(house, chromium, tmp_path):
    log = tmp_path / "server.log"
    with server(log) as site, chromium.new_context(viewport=PHONE, base_url=site) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        watch = Watch(page)

        code = ask_to_the_end(page, CANARY)

        stores = page.evaluate(STORES)
        cookies = {cookie["name"]: cookie for cookie in context.cookies()}

    assert stores == {"local": 0, "session": 0, "databases": [], "caches": [], "workers": 0, "cookies": ""}
    assert set(cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    assert {cookie["expires"] for cookie in cookies.values()} == {-1}, "they go with the browser"
    assert watch.hosts == {urlsplit(site).netloc}
    locator, *words = code.split()
    said = unquote_plus("\n".join([log.read_text(), *watch.lines]))
    assert '"POST /mine/ HTTP/1.1" 303' in said, "the log does tell who was where"
    assert [secret for secret in (CANARY, MAIL, locator) if secret in said] == []
    assert not re.search(r"\W+".join(words[:2]), said)
