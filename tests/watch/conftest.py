"""A real web server on the loopback address, with faults on demand."""

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Site:
    """What the server says: path → (status, headers, body); `asked` lists the requests it got."""

    def __init__(self):
        self.pages = {}
        self.asked = []
        self.sent = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def paths(self):
        return [path for path, _ in self.asked]

    def feed(self, *items):
        """An RSS feed of (title, path, summary)."""
        rows = "".join(
            f"<item><title>{title}</title><link>{self.address}{path}</link>"
            f"<pubDate>Tue, 19 Mar 2024 18:00:00 +0530</pubDate><description>{summary}</description></item>"
            for title, path, summary in items
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{rows}</channel></rss>'.encode()

    def put(self, path, body, status=200, **headers):
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def _handler(self):
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append((self.path, dict(self.headers)))
                status, headers, body = site.pages.get(self.path, (404, {}, b"nothing here"))
                if headers.get("ETag", "") == self.headers.get("If-None-Match", "none"):
                    status, body = 304, b""
                if headers.get("Content-Encoding") == "gzip":
                    body = gzip.compress(body)
                self.send_response(status)
                for name, value in headers.items():
                    if name != "X-Slow":
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self._write(body, float(headers.get("X-Slow", 0)))

            def _write(self, body, pause):
                try:
                    for place in range(0, len(body), 100) if pause else [0]:
                        self.wfile.write(body[place : place + 100] if pause else body)
                        site.sent += 100
                        time.sleep(pause)
                except OSError:
                    pass  # the reader has gone

            def log_message(self, *args):
                pass

        return Handler


def page(text):
    return f"<html><body><article><h1>News</h1><p>{text}</p></article></body></html>".encode()


@pytest.fixture
def a_page():
    return page


@pytest.fixture
def site():
    made = Site()
    yield made
    made.close()
