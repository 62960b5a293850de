"""Every link inside the book leads somewhere: to a page that is there, and to a place on that page."""

from __future__ import annotations

import posixpath
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browsing import EDITIONS, names
from lxml import html


def dead_links(folder: Path, pages: list[str]) -> list[str]:
    """Links of pages below ``folder`` to pages or anchors that are not there."""

    @cache
    def read(page: str) -> tuple[set[str], list[str]] | None:
        path = folder / page
        if not path.is_file():
            return None
        tree = html.fromstring(path.read_bytes())
        return set(tree.xpath("//@id")) | set(tree.xpath("//a/@name")), tree.xpath("//a/@href")

    found = []
    for page in pages:
        for link in read(page)[1]:
            address = urlsplit(link)
            target = posixpath.normpath(
                posixpath.join(posixpath.dirname(page), unquote(address.path))
                if address.path
                else page
            )
            if address.scheme or address.netloc or not target.endswith(".html"):
                continue  # files are looked at where they are offered
            there = read(target)
            anchor = unquote(address.fragment)
            if there is None or (anchor and anchor not in there[0]):
                found.append(f"{page}: {link}")
    return found


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_link_inside_the_book_leads_to_a_place(site_folder, edition):
    pages = [f"{edition}/{name}" for name in names(site_folder, edition)]
    assert len(pages) > 20
    assert dead_links(site_folder, pages) == []


def test_a_planted_dead_link_is_found(tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "one.html").write_text(
        '<p id="here"><a href="#here">a</a> <a href="two.html#there">b</a>'
        ' <a href="https://example.org/x.html#y">c</a>'
        ' <a href="two.html#nowhere">d</a> <a href="../three.html">e</a> <a href="#gone">f</a></p>'
    )
    (tmp_path / "en" / "two.html").write_text('<p id="there">b</p>')
    assert dead_links(tmp_path, ["en/one.html", "en/two.html"]) == [
        "en/one.html: two.html#nowhere",
        "en/one.html: ../three.html",
        "en/one.html: #gone",
    ]
