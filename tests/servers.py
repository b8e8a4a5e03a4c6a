"""Gateways to test against: they speak the real protocols on this machine, and misbehave when told to.

def test_it(text_gateway):
    text_gateway.then("429", "hang")  # the next two requests; the third is answered well again
    ...
    assert text_gateway.texts == [{"To": ..., "From": ..., "Body": ...}]

def test_that(mail_server):
    mail_server.then("rcpt 550", "words drop")
    ...
    assert [letter["To"] for letter in mail_server.letters] == [...]
"""

import datetime
import ipaddress
import json
import re
import ssl
import sys
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import parse_qsl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ACCOUNT = "AC" + "0" * 32
PATIENCE = 5  # seconds for a client that neither speaks nor goes
BROKEN = (BrokenPipeError, ConnectionResetError, ssl.SSLError)  # the client was quicker to go: that is what we test


class Gateway(ThreadingTCPServer):
    """A server on a free port of this machine, with a plan of how to behave."""

    allow_reuse_address = True
    daemon_threads = False  # closing waits for every conversation

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.port = self.server_address[1]
        self.certificate = None  # (file with certificate and key) makes it speak TLS
        self.over = threading.Event()
        self.plan = []
        self.faults = []
        self.asked = 0

    def then(self, *ways):
        """Behave in these ways, one for each coming request or mail, and well again afterwards."""
        self.plan = list(ways)

    def next_way(self):
        self.asked += 1
        return self.plan.pop(0) if self.plan else ""

    def hang(self):
        self.over.wait(20)

    def tls(self, connection):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context.wrap_socket(connection, server_side=True)

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), BROKEN):
            self.faults.append(sys.exception())

    @contextmanager
    def running(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield self
        finally:
            self.over.set()
            self.shutdown()
            self.server_close()
        assert self.faults == []


class TextRequest(BaseHTTPRequestHandler):
    """Twilio's Messages API, as far as we use it."""

    timeout = PATIENCE

    def setup(self):
        if self.server.certificate:
            self.request = self.server.tls(self.request)
        super().setup()

    def finish(self):
        super().finish()
        if self.server.certificate:
            self.request.close()

    def log_message(self, *words):
        """Say nothing."""

    def do_POST(self):
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True))
        if self.misbehave():
            return
        self.server.texts.append(form)
        self.server.headers.append(dict(self.headers))
        sid = f"SM{len(self.server.texts):032x}"
        self.server.statuses.setdefault(sid, "queued")
        self.reply(201, {"sid": sid, "status": self.server.statuses[sid], "to": form["To"], "body": form["Body"]})

    def do_GET(self):
        found = re.fullmatch(rf"(?:/\w+)?/2010-04-01/Accounts/{ACCOUNT}/Messages/(\w+)\.json", self.path)
        if self.misbehave():
            return
        if not found or found[1] not in self.server.statuses:
            self.reply(404, {"code": 20404, "message": "not found"})
            return
        self.reply(200, {"sid": found[1], "status": self.server.statuses[found[1]]})

    def misbehave(self):
        """Behave as planned; tell whether that was badly."""
        self.server.paths.append(f"{self.command} {self.path}")
        way, _, code = self.server.next_way().partition(" ")
        match way:
            case "hang":
                self.server.hang()
            case "drop":
                pass
            case "break":  # a good status, and half an answer
                self.send_response(201)
                self.send_header("Content-Length", "900")
                self.end_headers()
                self.wfile.write(b'{"sid": "SM1"')
            case "flood":
                self.reply(int(code or 201), {"sid": "SM1", "status": "queued", "more": "x" * 1_000_000})
            case "garbage":
                self.reply(int(code or 201), "<p>Hello</p>")
            case "redirect":
                self.send_response(307)
                self.send_header("Location", f"http://127.0.0.1:{self.server.port}/elsewhere")
                self.end_headers()
            case "":
                return False
            case status:  # what such a gateway really does: quote the number
                words = {"code": int(code), "message": "The 'To' number +17155550142 will not do."} if code else {}
                self.reply(int(status), words)
        self.close_connection = True
        return True

    def reply(self, status, fields):
        raw = (fields if isinstance(fields, str) else json.dumps(fields)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


class Hangup(Exception):
    """The server puts the phone down."""


class MailConversation(StreamRequestHandler):
    """SMTP, one mail a conversation.

    A way to behave is a moment and an answer: "rcpt 550", "words 451", "words drop", "greeting hang". The moments are
    greeting, ehlo, auth, mail, rcpt, data, words (when all of them have come) and quit.
    """

    timeout = PATIENCE

    def handle(self):
        self.moment, _, self.answer = self.server.next_way().partition(" ")
        try:
            self.talk()
        except Hangup:
            return
        finally:
            self.connection.close()

    def talk(self):
        if self.server.certificate and not self.server.starttls:
            self.encrypt()
        self.say("greeting", "220 ready")
        word = ""
        while word != "quit" and (line := self.rfile.readline().decode().strip()):
            self.server.lines.append(line)
            word = line.split(" ")[0].lower()
            offers = ["SIZE 1000000", *self.server.offers, *(["STARTTLS"] if self.server.starttls else [])]
            usual = {
                "ehlo": "\r\n".join(f"250-{offer}" for offer in offers) + "\r\n250 HELP",
                "starttls": "220 go ahead",
                "auth": "235 welcome",
                "data": "354 go ahead",
                "quit": "221 bye",
            }
            then = {"starttls": self.encrypt, "data": self.take}
            if self.say(word, usual.get(word, "250 ok")) and word in then:
                then[word]()

    def encrypt(self):
        self.connection = self.server.tls(self.request)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def take(self):
        raw = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            raw += line.removeprefix(b".") if line.startswith(b"..") else line
        if self.moment != "words":
            self.server.letters.append(message_from_bytes(raw, policy=policy.default))
        self.say("words", "250 taken")

    def say(self, moment, words):
        """Answer, and tell whether it was the usual answer."""
        usual = words
        if moment == self.moment:
            words = f"{self.answer} <luz@mail.example> will not do"
            if self.answer == "hang":
                self.server.hang()
            if self.answer in {"hang", "drop"}:
                raise Hangup
            if self.answer == "flood":
                words = "250 " + "x" * 100_000
        self.wfile.write(f"{words}\r\n".encode())
        return words == usual


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate for 127.0.0.1 that this test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    encoding = serialization.Encoding.PEM
    file.write_bytes(
        made.public_bytes(encoding)
        + key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


@pytest.fixture
def text_gateway(settings):
    """A text gateway that the product is set up to use.

    `texts` is what it took, `statuses` what it says became of each reference; `then` takes a status and a code
    ("400 21211", "429", "503") or hang, drop (close without an answer), break, flood, garbage, redirect.
    """
    server = Gateway(TextRequest)
    server.texts, server.headers, server.paths, server.statuses = [], [], [], {}
    settings.TEXT_BACKEND = "http"
    settings.TEXT_URL = f"http://127.0.0.1:{server.port}"
    settings.TEXT_ACCOUNT = settings.TEXT_USER = ACCOUNT
    settings.TEXT_TOKEN = "a-token-that-nobody-may-read"
    settings.TEXT_FROM = "+17155550100"
    settings.GATEWAY_TIMEOUTS = (2, 0.3)
    with server.running():
        yield server


@pytest.fixture
def mail_server(settings):
    """A mail server that the product is set up to use.

    `letters` is what it took, `lines` what it was told; `then` takes a moment and an answer, as MailConversation says.
    """
    server = Gateway(MailConversation)
    server.letters, server.lines, server.offers, server.starttls = [], [], ["AUTH PLAIN"], False
    settings.MAIL_BACKEND = "smtp"
    options = {"host": "127.0.0.1", "port": server.port, "timeout": 2}
    settings.MAILERS = {"default": {"BACKEND": "respite.gateways.mail.EmailBackend", "OPTIONS": options}}
    settings.MAIL_FROM = settings.DEFAULT_FROM_EMAIL = "hello@house.example"
    settings.GATEWAY_TIMEOUTS = (2, 0.3)
    with server.running():
        yield server
