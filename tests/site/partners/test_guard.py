"""Where webhooks may never go (SE-57), whatever is written and whatever a name leads to."""

import socket
import threading
import time

import pytest
from django.core.exceptions import ValidationError

from openings.partners import guard, posting
from openings.partners.guard import Refused
from tests.site.partners.receiver import ADDRESS

# Written like this it is refused before anybody is asked where it leads.
BAD_WRITING = [
    "", " ", "hooks.example.org", "//hooks.example.org/", "http://hooks.example.org/", "ftp://hooks.example.org/",
    "file:///etc/passwd", "javascript:alert(1)", "https:/hooks.example.org/", "https:hooks.example.org",
    "https://", "https:///path", "https://hooks.example.org:80/", "https://hooks.example.org:8443/",
    "https://hooks.example.org:0443/", "https://hooks.example.org:/", "https://user@hooks.example.org/",
    "https://user:pass@hooks.example.org/", "https://hooks.example.org@127.0.0.1/", "https://127.0.0.1#@hooks.example.org/",
    "https://hooks.example.org\\@127.0.0.1/", "https://hooks.example.org\\.127.0.0.1/", "https://hooks.example.org/#part",
    " https://hooks.example.org/", "https://hooks.example.org/ ", "https://hooks.example.org/\r\nHost: inside",
    "https://hooks.example\n.org/", "https://hooks.\texample.org/", "https://hooks.example.org/\x00",
    "https://localhost/", "https://localhost./", "https://hooks.localhost/", "https://printer.local/",
    "https://db.internal/", "https://metadata.google.internal/computeMetadata/v1/", "https://server/", "https://a.lan/",
    "https://1.0.0.127.in-addr.arpa/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
    "https://0x7f.0.0.1/", "https://0177.0.0.1/", "https://017700000001/", "https://127.0.0.1.:443/", "https://0/",
    "https://169.254.169.254/latest/meta-data/", "https://10.0.0.1/", "https://93.184.216.34/", "https://[::1]/",
    "https://[::ffff:127.0.0.1]/", "https://[fe80::1%25eth0]/", "https://[64:ff9b::7f00:1]/", "https://１２７.0.0.1/",
    "https://hooks。example.org/", "https://ⓗooks.example.org/", "https://hooks.example.org。/", "https://höoks.example/",
    "https://hooks..example.org/", "https://.example.org/", "https://-hooks.example.org/", "https://hooks_.example.org/",
    "https://hooks.example.org./", "https://hooks.example.org%2f@inside/", "https://hooks.example.org/é",
    "https://hooks.example.org/<script>", "https://hooks.example.org/?a=b c", "https://" + "a" * 64 + ".example/",
    "https://hooks.example.org/" + "a" * 500, "https://" + "a.b" * 90 + ".example/",
]  # fmt: skip
# A good name that leads here is refused all the same.
BAD_PLACES = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254",
    "192.168.0.1", "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "100.127.255.255",
    "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
    "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::127.0.0.1",
    "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1",
    "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "2606:4700::1111%1", "nonsense", "",
]  # fmt: skip
GOOD_PLACES = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"]


def test_tables_are_long_enough_SE_57():
    assert len(set(BAD_WRITING)) + len(set(BAD_PLACES)) >= 100


@pytest.mark.parametrize("address", BAD_WRITING)
def test_address_that_is_written_badly_is_refused_without_a_look_up_SE_57(address, monkeypatch):
    monkeypatch.setattr(guard, "_look_up", None)

    with pytest.raises(ValidationError) as refusal:
        guard.check(address)

    assert [error.code for error in refusal.value.error_list] == ["address"]


@pytest.mark.parametrize(
    ("address", "host", "path"),
    [
        ("https://hooks.example.org", "hooks.example.org", "/"),
        ("https://Hooks.Example.ORG:443/In?Key=A%20b", "hooks.example.org", "/In?Key=A%20b"),
        ("HTTPS://xn--hks-sna.example/a/b;c=1", "xn--hks-sna.example", "/a/b;c=1"),
        ("https://a1.b2.example?Q=1", "a1.b2.example", "/?Q=1"),
    ],
)
def test_good_address_is_read_in_its_parts(address, host, path):
    assert guard.parse(address) == guard.Target(host, path)


@pytest.mark.parametrize("place", BAD_PLACES)
def test_name_that_leads_inside_is_refused_SE_57(place, monkeypatch):
    monkeypatch.setattr(guard, "_look_up", lambda host: ["8.8.8.8", place])

    with pytest.raises(ValidationError) as refusal:
        guard.check("https://hooks.example.org/")

    assert refusal.value.messages == ["We cannot send there. The name has to lead to the public internet."]


@pytest.mark.parametrize("place", GOOD_PLACES)
def test_public_places_are_let_through(place, monkeypatch):
    monkeypatch.setattr(guard, "_look_up", lambda host: [place])

    assert guard.addresses("hooks.example.org") == [place]


@pytest.mark.parametrize("trouble", [socket.gaierror(-2, "not known"), OSError("down"), UnicodeError("label")])
def test_look_up_that_fails_refuses_and_is_not_skipped_SE_57(trouble, monkeypatch):
    def fail(*args, **more):
        raise trouble

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    with pytest.raises(Refused, match="name"):
        guard.addresses("hooks.example.org")


def test_look_up_that_hangs_is_left_to_itself_SE_57(monkeypatch, settings):
    settings.WEBHOOK_TIMEOUTS = (0.2, 1)
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: [over.wait(5)][:0])
    began = time.monotonic()

    with pytest.raises(Refused, match="name"):
        guard.addresses("hooks.example.org")
    assert time.monotonic() - began < 1
    over.set()


def test_resolver_s_own_answer_is_read(monkeypatch):
    rows = [(socket.AF_INET6, 1, 6, "", ("fe80::1%2", 443, 0, 2)), (socket.AF_INET, 1, 6, "", ("8.8.8.8", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: rows)

    with pytest.raises(Refused, match="inside"):
        guard.addresses("hooks.example.org")


def test_loopback_is_let_through_only_by_the_setting_of_a_test_SE_57(settings):
    assert settings.WEBHOOK_LOOPBACK_PORT is None
    assert (guard.may_reach("127.0.0.1"), guard.port()) == (False, 443)

    settings.WEBHOOK_LOOPBACK_PORT = 8110

    assert [guard.may_reach(ip) for ip in ("127.0.0.1", "127.0.0.2", "::1", "10.0.0.1")] == [True, False, False, False]


def test_setting_of_a_test_is_never_read_from_the_environment():
    from pathlib import Path

    from django.conf import settings

    text = (Path(settings.ROOT) / "respite" / "settings.py").read_text()

    assert "WEBHOOK_LOOPBACK_PORT: int | None = None" in text
    assert text.count("WEBHOOK_LOOPBACK_PORT") == 1


# A resolver that changes its answer.


def test_name_that_leads_elsewhere_later_is_refused_when_something_is_sent_SE_57(receiver, monkeypatch):
    answers = iter([["8.8.8.8"], ["127.0.0.2"]])
    monkeypatch.setattr(guard, "_look_up", lambda host: next(answers))
    guard.check(ADDRESS)

    assert posting.post(ADDRESS, b"{}", {}, None).trouble == "inside"
    assert receiver.got == []


def test_name_is_looked_up_once_and_that_very_address_is_connected_to_SE_57(receiver, monkeypatch):
    """What changes its answer between the look and the connection is asked no second time."""
    asked, connected = [], []
    real = socket.create_connection

    def look_up(host):
        asked.append(host)
        return ["127.0.0.1"]

    def connect(place, **more):
        connected.append(place)
        return real(place, **more)

    monkeypatch.setattr(guard, "_look_up", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)

    assert posting.post(ADDRESS, b"{}", {}, None).taken
    assert asked == ["hooks.valley211.example"]
    assert connected == [("127.0.0.1", receiver.port)]
