"""One sending to a real receiver over TLS: what is signed, what is read of the answer, and how long we wait."""

import json
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from openings.partners import guard, posting
from tests.site.partners.receiver import ADDRESS, NAME

BODY = json.dumps({"type": "endpoint.test", "data": {"name": "Casa Júpiter"}}, ensure_ascii=False)
MOVED = ["302 Location=https://127.0.0.1/", *(f"{status} Location={ADDRESS}/b" for status in (301, 307, 308))]
SECRET, OLDER = b"s" * 32, b"o" * 32


def post(address=ADDRESS, secrets=(SECRET,), at=None):
    at = at or datetime.now(UTC)
    sent = posting.headers(BODY, message_id="msg_1", secrets=list(secrets), at=at)
    return posting.post(address, BODY.encode(), sent, at)


def test_delivery_is_verified_by_the_library_and_a_changed_body_is_refused_SE_56(receiver):
    said = post()

    (path, headers, body) = receiver.got[0]
    assert (said.taken, said.status, path, body) == (True, 204, "/respite", BODY)
    assert Webhook(SECRET).verify(body, headers) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace("Casa", "Casas"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLDER).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body, headers | {"webhook-id": "msg_2"})


def test_old_delivery_is_refused_by_the_library_SE_56(receiver):
    post(at=datetime.now(UTC) - timedelta(minutes=6))

    _path, headers, body = receiver.got[0]
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(SECRET).verify(body, headers)


def test_two_signatures_while_a_secret_is_replaced_SE_56(receiver):
    post(secrets=[SECRET, OLDER])

    _path, headers, body = receiver.got[0]
    assert headers["webhook-signature"].count("v1,") == 2
    assert Webhook(SECRET).verify(body, headers) == Webhook(OLDER).verify(body, headers)


def test_headers_are_the_few_there_have_to_be(receiver):
    post()

    headers = receiver.got[0][1]
    assert headers.pop("webhook-signature").startswith("v1,")
    assert headers.pop("webhook-timestamp").isdecimal()
    assert headers == {
        "Host": NAME,
        "Accept-Encoding": "identity",
        "Content-Length": str(len(BODY.encode())),
        "Content-Type": "application/json",
        "User-Agent": "respite-webhooks/1",
        "webhook-id": "msg_1",
        "Connection": "close",
    }


def test_certificate_of_another_name_is_refused_SE_57(receiver):
    assert post("https://hooks.elsewhere.example/").trouble == "tls"
    assert receiver.got == []


def test_certificate_nobody_knows_is_refused_SE_57(receiver, monkeypatch, tmp_path):
    import trustme

    file = tmp_path / "stranger.pem"
    trustme.CA().cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))

    assert post().trouble == "tls"
    assert receiver.got == []


@pytest.mark.parametrize("way", [*MOVED, "200", "202", "299", "400", "500"])
def test_only_2xx_is_a_yes_and_no_redirect_is_followed_SE_57(receiver, way):
    receiver.then(way)

    said = post()

    assert (said.status, said.taken) == (int(way[:3]), way.startswith("2"))
    assert len(receiver.got) == 1


def test_answer_counts_and_not_what_comes_before_it(receiver):
    receiver.then("hints")

    assert post().status == 204


@pytest.mark.parametrize(
    ("way", "trouble"),
    [("hang", "silent"), ("drip", "silent"), ("drop", "closed"), ("half", "closed"), ("flood", "broken"),
     ("garbage", "broken"), ("hints-only", "closed"), ("hints-flood", "broken")],
)  # fmt: skip
def test_bad_receiver_costs_little_time_and_is_no_yes_SE_57(receiver, settings, way, trouble):
    settings.WEBHOOK_TIMEOUTS = (0.5, 0.8)
    receiver.then(way)
    began = time.monotonic()

    said = post()

    assert (said.status, said.trouble, said.taken) == (None, trouble, False)
    assert time.monotonic() - began < 1.5


def test_receiver_that_is_not_there_is_no_yes(receiver, settings):
    settings.WEBHOOK_LOOPBACK_PORT = 1

    assert post().trouble == "closed"


def test_second_address_is_tried_where_the_first_leads_nowhere(receiver, monkeypatch):
    monkeypatch.setattr(guard, "addresses", lambda host: ["127.0.0.9", "127.0.0.1"])

    assert post().taken


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("120", 120), ("0", 0), ("Tue, 24 Nov 2026 15:20:00 GMT", 180), ("Tue, 24 Nov 2026 15:00:00 GMT", 0),
     ("99999999", 86400), ("soon", 0), ("-5", 0), ("", 0), ("٣", 0), ("Tue, 24 Nov 2026 15:20:00", 0)],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_as_a_date(told, seconds):
    assert posting._wait(told, datetime(2026, 11, 24, 15, 17, tzinfo=UTC)) == seconds


def test_retry_after_of_an_answer_is_kept(receiver):
    receiver.then("429 Retry-After=120")

    assert post().wait == 120


def test_handshake_that_drips_is_cut_off_at_the_end_of_our_patience_SE_57(settings, monkeypatch):
    """Each byte comes in time, and all of them never do."""
    settings.WEBHOOK_TIMEOUTS = (0.5, 0.8)
    monkeypatch.setattr(guard, "_look_up", lambda host: ["127.0.0.1"])
    over = threading.Event()

    def drip(line):
        line.sendall(b"\x16\x03\x03\x40\x00")  # the head of a record, long enough for a minute
        with line, suppress(OSError):
            while not over.wait(0.05):
                line.sendall(b"\x00")

    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.WEBHOOK_LOOPBACK_PORT = server.getsockname()[1]
        dripping = threading.Thread(target=lambda: drip(server.accept()[0]))
        dripping.start()
        began = time.monotonic()
        said = post()
        over.set()
        dripping.join()

    assert said.trouble == "silent"
    assert time.monotonic() - began < 1.5
