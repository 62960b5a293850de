"""The site over HTTP/1.1 on loopback as a plain host would send it: gzip -9, nothing kept.

Each variant has a folder of its own at the root (``/ours/en/…``) and falls back on the site's
files; an address outside them shows the site itself.
"""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from strukturwandel.bench.baselines import Variant

COMPRESSED = ("text/", "application/javascript", "application/json", "application/xml", "image/svg")


@contextmanager
def serving(site: Path, variants: Sequence[Variant] = ()) -> Iterator[str]:
    """Serve until the block ends; yields the address without a slash at its end."""
    handler = type("SiteHandler", (Handler,), {
        "site": site.resolve(), "variants": {variant.name: variant for variant in variants},
    })  # fmt: skip
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


class Handler(BaseHTTPRequestHandler):
    """Files of the site, and the variants' files in their place."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16  # headers and body leave together
    site: Path
    variants: dict[str, Variant]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        first, _, rest = path.partition("/")
        variant = self.variants.get(first)
        inner = rest if variant else path
        body = variant.files.get(inner) if variant else None
        if body is None:
            place = (self.site / inner).resolve()
            if not place.is_relative_to(self.site) or not place.is_file():
                return self._send(404, b"not found", "text/plain", 0)
            body = _read(place)
        kind = mimetypes.guess_type(inner)[0] or "application/octet-stream"
        return self._send(200, body, kind, variant.keep if variant else 0)

    def _send(self, status: int, body: bytes, kind: str, keep: int) -> None:
        packed = kind.startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", "")
        if packed:
            body = _packed(body)
        self.send_response(status)
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        self.send_header("Content-Type", kind + charset)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", f"max-age={keep}" if keep else "no-store")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the bench tells what was requested."""


@cache
def _read(place: Path) -> bytes:
    return place.read_bytes()


@cache
def _packed(body: bytes) -> bytes:
    """Compressed once, so that no visit waits for it."""
    return gzip.compress(body, 9)
