"""Serve the built site on this machine, with the 404 page of the book."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(SimpleHTTPRequestHandler):
    """Files of one folder; what is not found gets the book's 404 page."""

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
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows the address, not every request."""


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server on loopback; port 0 takes a free one. Raises OSError where the site is missing."""
    if not (folder / "index.html").exists():
        raise OSError(f"{folder} holds no site: run `make book` first")
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(folder)))


def serve(folder: Path, port: int) -> None:
    """Serve until interrupted."""
    with server(folder, port) as running:
        print(f"http://127.0.0.1:{running.server_address[1]}/  (Ctrl+C ends it)", flush=True)
        running.serve_forever()
