"""The server of `make serve` and of the browser tests: the book's 404 page, kept connections, silence."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from strukturwandel import serve


@pytest.fixture
def running(tmp_path: Path) -> Iterator[serve.Server]:
    """A server of a site of two pages."""
    (tmp_path / "index.html").write_text("home")
    (tmp_path / "404.html").write_text("not in this book")
    with serve.server(tmp_path) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.mark.parametrize(("method", "body"), [("GET", b"not in this book"), ("HEAD", b"")])
def test_a_connection_is_kept_and_each_answer_ends_where_it_says(running, method: str, body: bytes):
    asked = f"{method} /none HTTP/1.1\r\n\r\nGET /index.html HTTP/1.1\r\nConnection: close\r\n\r\n"
    with socket.create_connection(running.server_address, timeout=30) as connection:
        connection.sendall(asked.encode())
        answers = connection.makefile("rb").read()
    missing, home = answers.split(b"HTTP/1.1 ")[1:]
    assert missing.startswith(b"404 ") and missing.endswith(b"\r\n\r\n" + body)
    assert home.startswith(b"200 ") and home.endswith(b"\r\n\r\nhome")


@pytest.mark.parametrize(
    ("error", "told"), [(BrokenPipeError, ""), (ConnectionResetError, ""), (OSError, "OSError")]
)
def test_a_browser_that_hangs_up_is_no_error(running: serve.Server, capsys, error, told: str):
    try:
        raise error
    except OSError:
        running.handle_error(None, ("127.0.0.1", 1))
    said = capsys.readouterr().err
    assert told in said and bool(told) == bool(said)


def test_a_folder_without_a_site_is_refused(tmp_path: Path):
    with pytest.raises(OSError, match="holds no site: run `make book` first"):
        serve.server(tmp_path)
