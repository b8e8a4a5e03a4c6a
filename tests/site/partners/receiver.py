"""A receiver of webhooks: a real server on this machine that speaks TLS, and misbehaves when told to."""

import ssl
import time
from http.server import BaseHTTPRequestHandler

import pytest
import trustme

from openings.partners import guard
from tests.servers import PATIENCE, Gateway

NAME = "hooks.valley211.example"
RAW = {
    "drop": b"",
    "half": b"HTTP/1.1 200 OK\r\nContent-",
    "flood": b"HTTP/1.1 200 OK\r\n" + b"X: yyyyyyyyyyyy\r\n" * 10_000,
    "garbage": b"Hello there\r\n\r\n",
    "hints": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    "hints-only": b"HTTP/1.1 103 Early Hints\r\n\r\n",
    "hints-flood": b"HTTP/1.1 103 Early Hints\r\n\r\n" * 10_000,
}
ADDRESS = f"https://{NAME}/respite"


class Receiver(BaseHTTPRequestHandler):
    """Takes what is posted, or does what the plan says: a status with headers, hang, drip, drop, flood, garbage."""

    timeout = PATIENCE

    def log_message(self, *words):
        """Say nothing."""

    def setup(self):
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self):
        super().finish()
        self.request.close()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((self.path, dict(self.headers), body))
        self.close_connection = True
        way = "hang" if self.path == self.server.slow else self.server.next_way()
        way, _, more = way.partition(" ")
        if way in RAW:
            self.wfile.write(RAW[way])
        elif way:
            getattr(self, f"do_{way}", self.do_answer)(way, more)
        else:
            self.do_answer("204", "")

    def do_answer(self, way, more):
        self.send_response(int(way))
        for header in filter(None, more.split(";")):
            self.send_header(*header.split("=", 1))
        self.end_headers()

    def do_hang(self, *_more):
        self.server.hang()

    def do_drip(self, *_more):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _n in range(100):
            self.wfile.write(b"X: y\r\n")
            time.sleep(0.05)


@pytest.fixture
def receiver(settings, monkeypatch, tmp_path):
    """Valley 211's system: `got` is what it took, `then` what it will do; its name leads to this machine.

    Only because a test says so (WEBHOOK_LOOPBACK_PORT) may anything be sent here.
    """
    authority = trustme.CA()
    server = Gateway(Receiver)
    server.got, server.slow = [], ""
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(NAME, "other.example").configure_cert(server.context)
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.setattr(guard, "_look_up", lambda host: ["127.0.0.1"])
    settings.WEBHOOK_LOOPBACK_PORT = server.port
    settings.WEBHOOK_TIMEOUTS = (1, 2)
    with server.running():
        yield server
