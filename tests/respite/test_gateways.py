import json
import logging
import os
import socket
import subprocess
import sys
import time
import traceback
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from django.core.checks.registry import registry
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from respite import gateways
from respite.gateways import Handed, Never, NotNow, Unsure, Why, console
from respite.gateways.checks import check_ways_out
from tests.respite.test_secrets import GOOD
from tests.servers import ACCOUNT

NUMBER = "+17155550142"
ADDRESS = "luz@mail.example"
SUBJECT = "A note for you"
WORDS = "Please ring the house when it suits you, Luz."
PRIVATE = [NUMBER, NUMBER[1:], ADDRESS, "luz", SUBJECT, "ring the house", "a-token-that-nobody-may-read"]
NEITHER = "none"


@pytest.fixture(autouse=True)
def nothing_leaks(caplog):
    """Whatever happens in these tests, no log line holds a personal word or a secret."""
    caplog.set_level(logging.DEBUG)
    yield
    said = "".join(f"{one.getMessage()} {one.args} {one.exc_text}\n" for one in caplog.get_records("call"))
    assert [word for word in PRIVATE if word.lower() in said.lower()] == []


def refused(kind, send, *facts):
    """Return the error of a sending, having looked for personal words in it and in everything it drags along."""
    with pytest.raises(kind) as caught:
        send(*facts)
    error, said = caught.value, ""
    for one in (error, error.__cause__, error.__context__):
        said += f"{one!s} {one!r} {getattr(one, 'args', '')}"
    said += "".join(traceback.format_exception(error))
    lines = "\n".join(line for line in said.splitlines() if "tests/" not in line)
    assert [word for word in PRIVATE if word.lower() in lines.lower()] == []
    return error


def text():
    return gateways.text(NUMBER, WORDS)


def mail():
    return gateways.mail(ADDRESS, SUBJECT, WORDS)


def seconds(kind, send):
    began = time.monotonic()
    refused(kind, send)
    return time.monotonic() - began


def unused_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


# Text messages


def test_text_is_handed_over(text_gateway):
    handed = gateways.text(NUMBER, "¿Puede llamarnos? 🌿")

    assert handed == Handed(reference=f"SM{1:032x}", delivered=None)
    assert text_gateway.texts == [{"To": NUMBER, "From": "+17155550100", "Body": "¿Puede llamarnos? 🌿"}]
    assert text_gateway.paths == [f"POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json"]
    assert set(text_gateway.headers[0]) == {
        "Accept", "Accept-Encoding", "Authorization", "Connection", "Content-Length", "Content-Type", "Host"
    }  # fmt: skip


def test_handed_is_frozen():
    with pytest.raises(FrozenInstanceError):
        Handed("SM1", None).delivered = True


def test_text_goes_by_a_messaging_service(text_gateway, settings):
    settings.TEXT_FROM = "MG" + "a" * 32

    text()

    assert text_gateway.texts == [{"To": NUMBER, "MessagingServiceSid": settings.TEXT_FROM, "Body": WORDS}]


def test_text_goes_to_a_gateway_in_a_folder(text_gateway, settings):
    settings.TEXT_URL += "/laml/"

    reference = text().reference

    assert text_gateway.paths == [f"POST /laml/2010-04-01/Accounts/{ACCOUNT}/Messages.json"]
    assert gateways.outcome(reference) == "waiting"


@pytest.mark.parametrize(("status", "delivered"), [("delivered", True), ("failed", False), ("accepted", None)])
def test_text_says_at_once_what_is_known(text_gateway, status, delivered):
    text_gateway.statuses[f"SM{1:032x}"] = status

    assert text().delivered is delivered


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("400 21211", Why.NUMBER),
        ("400 21614", Why.NUMBER),
        ("400 21610", Why.STOPPED),
        ("400 21617", Why.UNFIT),
        ("400 21606", Why.TEXT_SETUP),
        ("400 99999", Why.TEXT_REFUSED),
        ("400", Why.TEXT_REFUSED),
        ("garbage 400", Why.TEXT_REFUSED),
        ("flood 400", Why.TEXT_REFUSED),
        ("401 20003", Why.TEXT_SETUP),
        ("403", Why.TEXT_SETUP),
        ("404 20404", Why.TEXT_SETUP),
        ("redirect", Why.TEXT_SETUP),
    ],
)
def test_text_is_refused_for_good(text_gateway, way, why):
    text_gateway.then(way)

    error = refused(Never, text)

    assert (error.why, error.words, text_gateway.texts) == (why, str(why.label), [])


@pytest.mark.parametrize("way", ["429 20429", "429", "408", "500", "500 20500", "503", "flood 503", "400 21611"])
def test_text_is_refused_for_now(text_gateway, way):
    text_gateway.then(way)

    refused(NotNow, text)

    assert text().reference == f"SM{1:032x}"


@pytest.mark.parametrize("way", ["hang", "drop", "break", "flood", "garbage", "502", "504"])
def test_text_that_may_be_on_its_way_is_unsure(text_gateway, way):
    text_gateway.then(way)

    refused(Unsure, text)

    assert text_gateway.asked == 1


def test_text_follows_no_redirect(text_gateway):
    text_gateway.then("redirect")

    refused(Never, text)

    assert [path for path in text_gateway.paths if "elsewhere" in path] == []


def test_text_waits_while_nobody_answers_the_door(text_gateway, settings):
    settings.TEXT_URL = f"http://127.0.0.1:{unused_port()}"

    refused(NotNow, text)


def test_text_does_not_wait_for_ever_to_connect(text_gateway, settings):
    settings.GATEWAY_TIMEOUTS = (0.2, 0.2)
    with socket.socket() as full:  # takes one caller and lets the others wait
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        settings.TEXT_URL = f"https://127.0.0.1:{full.getsockname()[1]}"  # and says nothing to him either

        refused(NotNow, text)


def test_text_goes_over_tls(text_gateway, settings, certificate):
    text_gateway.certificate = certificate
    settings.TEXT_URL = f"https://127.0.0.1:{text_gateway.port}"

    text()

    assert len(text_gateway.texts) == 1


def test_text_is_not_shown_to_a_server_that_cannot_prove_its_name(text_gateway, settings, certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    text_gateway.certificate = certificate
    settings.TEXT_URL = f"https://127.0.0.1:{text_gateway.port}"

    refused(NotNow, text)

    assert text_gateway.paths == []


@pytest.mark.parametrize(
    "url", ["http://texts.example", "ftp://127.0.0.1", "https://", "https://texts.example:door", "https://[", ""]
)
def test_text_never_leaves_unencrypted(text_gateway, settings, url):
    settings.TEXT_URL = url

    assert refused(Never, text).why == Why.TEXT_SETUP
    assert [one.id for one in check_ways_out()] == ["respite.E001"]


@pytest.mark.parametrize("number", ["", "7155550142", "+0155550142", "+1715555014a", "+17155550142\r\nX: y", "+1" * 20])
def test_text_to_what_is_no_number_never_leaves(text_gateway, number):
    assert (refused(Never, gateways.text, number, WORDS).why, text_gateway.paths) == (Why.NUMBER, [])


@pytest.mark.parametrize("words", ["", " \n", "x" * 1601, "a\0b", "half \ud83c a letter"])
def test_text_that_no_gateway_takes_never_leaves(text_gateway, words):
    assert (refused(Never, gateways.text, NUMBER, words).why, text_gateway.paths) == (Why.UNFIT, [])


def test_nobody_waits_for_ever_for_an_answer(text_gateway, mail_server):
    text_gateway.then("hang")
    mail_server.then("rcpt hang")

    assert seconds(Unsure, text) < 1
    assert seconds(NotNow, mail) < 1


# What became of a text


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("accepted", "waiting"),
        ("queued", "waiting"),
        ("sending", "waiting"),
        ("sent", "waiting"),
        ("a-word-of-tomorrow", "waiting"),
        ("delivered", "delivered"),
        ("read", "delivered"),
        ("undelivered", "failed"),
        ("failed", "failed"),
        ("canceled", "failed"),
    ],
)
def test_outcome_of_a_text(text_gateway, status, outcome):
    reference = text().reference
    text_gateway.statuses[reference] = status

    assert gateways.outcome(reference) == outcome
    assert text_gateway.paths[1:] == [f"GET /2010-04-01/Accounts/{ACCOUNT}/Messages/{reference}.json"]


@pytest.mark.parametrize("way", ["hang", "drop", "break", "flood 200", "garbage 200", "429", "500", "502", "504"])
def test_outcome_can_be_asked_again(text_gateway, way):
    reference = text().reference
    text_gateway.then(way)

    refused(NotNow, gateways.outcome, reference)

    assert gateways.outcome(reference) == "waiting"


def test_outcome_waits_while_nobody_answers_the_door(text_gateway, settings):
    settings.TEXT_URL = f"http://127.0.0.1:{unused_port()}"

    refused(NotNow, gateways.outcome, "SM1")


@pytest.mark.parametrize("reference", ["SM1", "", "../../Calls", "<a@b.example>", "x" * 65])
def test_outcome_of_an_unknown_text_is_not_to_be_had(text_gateway, reference):
    assert refused(Never, gateways.outcome, reference).why == Why.UNKNOWN
    assert len(text_gateway.paths) == (reference == "SM1")  # the others are not even asked for


def test_outcome_says_that_the_account_is_closed(text_gateway):
    text_gateway.then("401 20003")

    assert refused(Never, gateways.outcome, "SM1").why == Why.TEXT_SETUP


# Mail


def test_mail_is_handed_over(mail_server):
    handed = gateways.mail(ADDRESS, "Una\u00a0nota: ¿cuándo?", "Llámenos.\n.\n..\nGracias 🌿")

    letter = mail_server.letters[0]
    assert handed == Handed(reference=letter["Message-ID"], delivered=None)
    assert letter.get_content().splitlines() == ["Llámenos.", ".", "..", "Gracias 🌿"]
    assert (letter["To"], letter["From"], letter["Subject"]) == (
        ADDRESS,
        "hello@house.example",
        "Una\u00a0nota: ¿cuándo?",
    )
    assert (letter.get_content_type(), letter["Auto-Submitted"]) == ("text/plain", "auto-generated")


def test_mail_says_nothing_that_it_need_not_say(mail_server):
    mail()

    letter = mail_server.letters[0]
    assert set(letter.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding",
    }  # fmt: skip
    assert letter["Message-ID"].endswith("@house.example>")
    assert letter["Date"].endswith("+0000")
    assert mail_server.lines[0] == "ehlo house.example"
    assert [line for line in mail_server.lines if socket.gethostname() in line] == []


def test_two_mails_are_told_apart(mail_server):
    assert mail().reference != mail().reference


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("greeting 554", Why.MAIL_SETUP),
        ("mail 550", Why.MAIL_SETUP),
        ("rcpt 550", Why.ADDRESS),
        ("data 554", Why.MAIL_REFUSED),
        ("words 554", Why.MAIL_REFUSED),
    ],
)
def test_mail_is_refused_for_good(mail_server, way, why):
    mail_server.then(way)

    error = refused(Never, mail)

    assert (error.why, error.words, mail_server.letters) == (why, str(why.label), [])


@pytest.mark.parametrize(
    "way",
    [
        "greeting 421", "mail 451", "rcpt 451", "rcpt 421", "data 451", "words 451", "words 421",
        "greeting drop", "ehlo drop", "mail drop", "rcpt drop", "data drop",
        "greeting hang", "mail hang", "rcpt hang", "data hang", "rcpt flood", "rcpt huh",
    ],
)  # fmt: skip
def test_mail_is_refused_for_now(mail_server, way):
    mail_server.then(way)

    refused(NotNow, mail)

    mail()
    assert len(mail_server.letters) == 1


@pytest.mark.parametrize("way", ["words drop", "words hang", "words flood", "words huh", "words 354"])
def test_mail_that_may_be_on_its_way_is_unsure(mail_server, way):
    mail_server.then(way)

    refused(Unsure, mail)

    assert mail_server.asked == 1


@pytest.mark.parametrize("way", ["quit drop", "quit hang", "quit flood", "quit 500"])
def test_mail_that_was_taken_stays_taken_whatever_the_goodbye(mail_server, way):
    mail_server.then(way)

    assert mail().reference == mail_server.letters[0]["Message-ID"]


def test_mail_waits_while_nobody_answers_the_door(mail_server, settings):
    settings.MAILERS["default"]["OPTIONS"]["port"] = unused_port()

    refused(NotNow, mail)


@pytest.mark.parametrize(("way", "kind"), [("auth 535", Never), ("auth 454", NotNow)])
def test_mail_server_does_not_know_us(mail_server, settings, way, kind):
    settings.MAILERS["default"]["OPTIONS"] |= {"username": "house", "password": "a-token-that-nobody-may-read"}
    mail_server.then(way)

    refused(kind, mail)

    assert mail_server.letters == []


@pytest.mark.parametrize("offers", [[], ["AUTH XOAUTH2"]])
def test_mail_server_offers_no_way_to_sign_in(mail_server, settings, offers):
    settings.MAILERS["default"]["OPTIONS"] |= {"username": "house", "password": "a-token-that-nobody-may-read"}
    mail_server.offers = offers

    assert refused(Never, mail).why == Why.MAIL_SETUP


@pytest.mark.parametrize("first_byte", [False, True])
def test_mail_goes_over_tls(mail_server, settings, certificate, first_byte):
    mail_server.certificate, mail_server.starttls = certificate, not first_byte
    settings.MAILERS["default"]["OPTIONS"] |= {"use_ssl": True} if first_byte else {"use_tls": True}

    mail()

    assert len(mail_server.letters) == 1
    mail_server.then("words drop")
    refused(Unsure, mail)


def test_mail_is_not_shown_to_a_server_that_cannot_prove_its_name(mail_server, settings, certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    mail_server.certificate, mail_server.starttls = certificate, True
    settings.MAILERS["default"]["OPTIONS"]["use_tls"] = True

    refused(NotNow, mail)

    assert mail_server.letters == []


def test_mail_is_not_shown_to_a_server_that_cannot_encrypt(mail_server, settings):
    settings.MAILERS["default"]["OPTIONS"]["use_tls"] = True

    assert refused(Never, mail).why == Why.MAIL_SETUP
    assert mail_server.letters == []


@pytest.mark.parametrize(
    "address",
    ["", "luz", "luz@", "luz@mail.example\nBcc: kai@mail.example", "luz@mail.example, kai@mail.example",
     "Luz <luz@mail.example>", "josé@mail.example", "luz@mail.example\r\n"],
)  # fmt: skip
def test_mail_to_what_is_no_address_never_leaves(mail_server, address):
    assert (refused(Never, gateways.mail, address, SUBJECT, WORDS).why, mail_server.asked) == (Why.ADDRESS, 0)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("A note\nBcc: kai@mail.example", WORDS),
        ("A note\r\n\r\nMore", WORDS),
        ("A note\u2028more", WORDS),
        (" ", WORDS),
        (SUBJECT, " "),
        (SUBJECT, "a\0b"),
        (SUBJECT, "half \ud83c a letter"),
    ],
)
def test_mail_that_forges_headers_or_says_nothing_never_leaves(mail_server, subject, words):
    assert (refused(Never, gateways.mail, ADDRESS, subject, words).why, mail_server.asked) == (Why.UNFIT, 0)


@pytest.mark.parametrize("sender", ["nobody at home", "hello@house.example\nBcc: kai@mail.example"])
def test_mail_from_a_sender_that_is_no_address_never_leaves(mail_server, settings, sender):
    settings.DEFAULT_FROM_EMAIL = sender

    assert refused(Never, mail).why == Why.MAIL_SETUP
    assert mail_server.letters == []


# Nothing set up, and the demo


def test_nothing_is_sent_without_a_gateway(settings, capsys, mailoutbox):
    settings.LOCAL, settings.TEXT_BACKEND, settings.MAIL_BACKEND = False, NEITHER, NEITHER

    assert refused(Never, text).words == "No text service is set up. Please phone instead."
    assert refused(Never, mail).words == "No mail service is set up. Please phone instead."
    assert refused(Never, gateways.outcome, "SM1").why == Why.NO_TEXT
    assert (gateways.ready("text"), gateways.ready("email")) == (False, False)
    assert (capsys.readouterr().out, mailoutbox) == ("", [])


def test_ways_out_are_ready_once_set_up(text_gateway, mail_server, settings):
    settings.LOCAL = False

    assert (gateways.ready("text"), gateways.ready("email")) == (True, True)


def test_demo_shows_a_text_in_a_frame(capsys):
    handed = gateways.text(NUMBER, "Hello.\n\n\x1b[2JHow are you?")

    assert capsys.readouterr().out == (
        "+---- text message, shown here and sent to nobody ----\n"
        "| to: +17155550142\n|\n| Hello.\n|\n| ?[2JHow are you?\n+----\n"
    )
    assert (handed.delivered, gateways.outcome(handed.reference)) == (None, "delivered")
    assert (gateways.ready("text"), gateways.ready("email")) == (True, True)


@override_settings(MAILERS={"default": {"BACKEND": "respite.gateways.console.EmailBackend"}})
def test_demo_shows_a_mail_in_a_frame(capsys):
    mail()

    assert capsys.readouterr().out == (
        f"+---- mail, shown here and sent to nobody ----\n| to: {ADDRESS}\n|\n| {SUBJECT}\n|\n| {WORDS}\n+----\n"
    )


def test_production_prints_nothing(settings, capsys):
    settings.LOCAL = False

    with pytest.raises(ImproperlyConfigured):
        console.show("text message", NUMBER, WORDS)

    assert capsys.readouterr().out == ""


def test_reasons_are_short_sentences_for_staff():
    said = [str(why.label) for why in Why]

    assert len(set(said)) == len(said)
    assert [words for words in said if not words.endswith(".") or len(words) > 90] == []


# What is chosen by the environment

TEXTS = {"RESPITE_TEXT_ACCOUNT": ACCOUNT, "RESPITE_TEXT_TOKEN": "t", "RESPITE_TEXT_FROM": "+17155550100"}
MAILS = {"RESPITE_MAIL_HOST": "mail.example", "RESPITE_MAIL_FROM": "hello@house.example"}
CHOSEN = """
import json
from respite import settings as s
print(json.dumps([s.TEXT_BACKEND, s.MAIL_BACKEND, s.MAILERS["default"]]))
"""


def chosen(**environment):
    """Read the settings as a process of their own would; return both gateways and how mail is sent."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("RESPITE_", "DATABASE_"))}
    said = subprocess.run(
        [sys.executable, "-c", CHOSEN],
        cwd=Path(__file__).resolve().parents[2],
        env=plain | {"DATABASE_URL": "postgresql://nobody@nowhere.example/none"} | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    text, mail, mailer = json.loads(said)
    options = {
        name: value for name, value in mailer.get("OPTIONS", {}).items() if name in {"port", "use_ssl", "use_tls"}
    }
    return text, mail, mailer["BACKEND"], options


@pytest.mark.parametrize("mode", ["RESPITE_DEMO", "RESPITE_DEBUG"])
def test_demo_and_development_never_send(mode):
    assert chosen(**{mode: "1"}, **TEXTS, **MAILS) == (
        "console", "console", "respite.gateways.console.EmailBackend", {}
    )  # fmt: skip


@pytest.mark.parametrize("missing", [{*TEXTS, *MAILS}, {"RESPITE_TEXT_TOKEN", "RESPITE_MAIL_FROM"}])
def test_production_sends_nothing_half_set_up(missing):
    told = {name: value for name, value in (TEXTS | MAILS).items() if name not in missing}

    assert chosen(**GOOD, **told) == (NEITHER, NEITHER, "django.core.mail.backends.dummy.EmailBackend", {})


@pytest.mark.parametrize(
    ("told", "options"),
    [
        ({}, {"port": 587, "use_ssl": False, "use_tls": True}),
        ({"RESPITE_MAIL_PORT": "465"}, {"port": 465, "use_ssl": True, "use_tls": False}),
        ({"RESPITE_MAIL_PORT": "25"}, {"port": 25, "use_ssl": False, "use_tls": True}),
        ({"RESPITE_MAIL_HOST": "localhost"}, {"port": 587, "use_ssl": False, "use_tls": False}),
    ],
)
def test_production_sends_encrypted_mail(told, options):
    assert chosen(**GOOD, **TEXTS, **(MAILS | told)) == (
        "http", "smtp", "respite.gateways.mail.EmailBackend", options
    )  # fmt: skip


# What a deployment is told


def test_deployment_is_warned_of_missing_ways_out(settings):
    settings.TEXT_BACKEND = settings.MAIL_BACKEND = NEITHER
    settings.TEXT_ACCOUNT = "AC1"

    told = {one.id: one.msg for one in check_ways_out()}

    assert told == {
        "respite.W001": "Nothing can be sent by text, and staff are told to phone."
        " Not set: RESPITE_TEXT_TOKEN, RESPITE_TEXT_FROM.",
        "respite.W002": "Nothing can be sent by mail, and staff are told to phone."
        " Not set: RESPITE_MAIL_HOST, RESPITE_MAIL_FROM.",
    }


def test_deployment_is_warned_of_a_sender_that_tells_too_much_CS_13(text_gateway, mail_server, settings):
    assert check_ways_out() == []

    settings.MAIL_FROM, settings.TEXT_FROM = "hello@juniper-Respite.example", "CRISISHOUSE"

    assert [one.id for one in check_ways_out()] == ["respite.W003", "respite.W004"]


def test_deployment_check_is_for_deployments():
    assert check_ways_out in registry.get_checks(include_deployment_checks=True)
    assert check_ways_out not in registry.get_checks(include_deployment_checks=False)
