"""Serve the built site on this machine, with the 404 page of the book."""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Server(ThreadingHTTPServer):
    """A server that is silent about browsers which hang up in the middle of an answer."""

    request_queue_size = 128  # a full queue costs a browser on a busy machine a second

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(SimpleHTTPRequestHandler):
    """Files of one folder; what is not found gets the book's 404 page."""

    protocol_version = "HTTP/1.1"  # connections are kept: every answer has a length
    disable_nagle_algorithm = True  # head and body are sent apart

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":  # a body would be taken for the next answer
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows the address, not every request."""


def server(folder: Path, port: int = 0) -> Server:
    """A server on loopback; port 0 takes a free one. Raises OSError where the site is missing."""
    if not (folder / "index.html").exists():
        raise OSError(f"{folder} holds no site: run `make book` first")
    return Server(("127.0.0.1", port), partial(Handler, directory=str(folder)))


def serve(folder: Path, port: int) -> None:
    """Serve until interrupted."""
    with server(folder, port) as running:
        print(f"http://127.0.0.1:{running.server_address[1]}/  (Ctrl+C ends it)", flush=True)
        running.serve_forever()
