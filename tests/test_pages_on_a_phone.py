"""What a reader meets on a phone, in the middle of a page, at a great zoom and in the search."""

from __future__ import annotations

import pytest
from browsing import DESKTOP, EDITIONS, PHONE, contents, kinds, names, opened, soup

pytestmark = pytest.mark.browser

CHAPTER = next(name for name in contents() if not name.startswith("chapters/data/"))


def tap(page, selector: str) -> None:
    """As a finger does: Playwright's own tap may scroll the page first."""
    place = page.locator(selector).bounding_box()
    page.touchscreen.tap(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)


# ---------------------------------------------------------------- drawers


@pytest.mark.parametrize(("edition", "other"), [("en", "zh-Hans"), ("de", "en"), ("zh", "de")])
def test_the_language_can_be_changed_in_the_middle_of_a_page(browser, site, edition, other):
    with opened(browser, f"{site}/{edition}/{CHAPTER}.html", **PHONE) as page:
        wanted = page.locator("article h2").nth(2).evaluate("each => each.parentElement.id")
        page.evaluate("id => document.getElementById(id).scrollIntoView()", wanted)
        page.wait_for_selector(f"#page-contents a.current[href='#{wanted}']", state="attached")
        assert page.locator(".book-tools").bounding_box()["y"] < 0  # scrolled away
        tap(page, ".for-contents")
        page.locator(".drawer-head").wait_for()
        tap(page, f".drawer-head a[hreflang={other}]")
        page.wait_for_url(f"**/{other[:2]}/**")
        assert page.url == f"{site}/{other[:2]}/{CHAPTER}.html#{wanted}"


def test_the_head_of_the_drawer_stays_and_leads_to_the_search(browser, site):
    with opened(browser, f"{site}/en/{contents()[-1]}.html", **PHONE) as page:
        tap(page, ".for-contents")
        assert page.locator("#book-contents a.current").is_visible()
        head = page.locator(".drawer-head").bounding_box()
        current = page.locator("#book-contents a.current").bounding_box()
        assert head["y"] == 0 and current["y"] >= head["height"]
        tap(page, ".drawer-head a[aria-label=Search]")
        page.wait_for_url("**/search.html")


@pytest.mark.parametrize("keys", ["Tab", "Shift+Tab"])
def test_the_focus_that_leaves_a_drawer_shuts_it(browser, site, keys):
    """Else it would go on below the drawer, where it is not seen."""
    with opened(browser, f"{site}/en/{CHAPTER}.html", **PHONE) as page:
        page.focus(".for-page")
        page.keyboard.press("Enter")
        page.locator("#page-contents").wait_for()
        inside = "document.querySelector('#page-contents').contains(document.activeElement)"
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
        for _ in range(40):
            page.keyboard.press(keys)
            if not page.evaluate(inside):
                break
        assert not page.evaluate(inside)
        assert not page.locator("#page-contents").is_visible()


# ---------------------------------------------------------------- narrow pages, marked places


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_page_scrolls_sideways_at_twice_the_size(browser, site, edition):
    """195 px is a phone of 390 px at 200 %."""
    wide = []
    with opened(browser, f"{site}/{edition}/", viewport={"width": 195, "height": 422}) as page:
        for name in kinds():
            page.goto(f"{site}/{edition}/{name}")
            if page.evaluate("document.documentElement.scrollWidth") > 195:
                wide.append(page.url)
    assert wide == []


def test_a_section_jumped_to_is_not_marked_but_a_source_is(browser, site):
    ground = "selector => getComputedStyle(document.querySelector(selector)).backgroundColor"
    with opened(browser, f"{site}/en/{CHAPTER}.html", **DESKTOP) as page:
        chart = page.locator("figure.chart").first.get_attribute("id")
        section = page.locator("article section section").first.get_attribute("id")
        for place in (chart, section):
            page.goto(f"{site}/en/{CHAPTER}.html#{place}")
            assert page.evaluate(ground, ":target") == "rgba(0, 0, 0, 0)", place
        source = page.locator("a[href*='bibliography.html#']").first.get_attribute("href")
        page.goto(f"{site}/en/chapters/appendices/bibliography.html#{source.partition('#')[2]}")
        assert page.evaluate(ground, ":target") != "rgba(0, 0, 0, 0)"


def test_every_page_has_one_viewport_and_begins_with_words(site_folder):
    for edition in EDITIONS:
        for name in names(site_folder, edition):
            page = soup(site_folder, edition, name)
            assert len(page.select("meta[name=viewport]")) == 1, f"{edition}/{name}"
            title = page.select_one("article h1")
            after = title and title.find_next_sibling()
            assert not (after and after.select_one(":scope > details.code")), f"{edition}/{name}"


# ---------------------------------------------------------------- search


def excerpts(page, address: str) -> list[str]:
    """The excerpts of all results, when all are there."""
    page.goto(address)
    page.wait_for_function(
        "(() => { const results = document.querySelectorAll('#search-results li').length;"
        " return /[0-9]/.test(document.querySelector('#search-results > p')?.textContent) && results"
        " && results === document.querySelectorAll('#search-results .context').length })()"
    )
    return page.locator("#search-results .context").all_text_contents()


@pytest.mark.parametrize(
    ("edition", "query"), [("en", "dismissals"), ("de", "Kündigung"), ("zh", "劳动关系")]
)
def test_excerpts_hold_the_word_that_was_searched(browser, site, site_folder, edition, query):
    """On every page whose prose holds it; others are found by its stem or its parts."""
    with opened(browser, f"{site}/{edition}/search.html", **DESKTOP) as page:
        shown = excerpts(page, f"{site}/{edition}/search.html?q={query}")
        links = page.locator("#search-results li > a")
        found = [link.partition("?")[0].partition("#")[0]
                 for link in links.evaluate_all("all => all.map(each => each.getAttribute('href'))")]  # fmt: skip
    held = 0
    for name, excerpt in zip(found, shown, strict=True):
        article = soup(site_folder, edition, name).select_one("article")
        for part in article.select("h1, figure, .cell, script"):
            part.decompose()
        if query.lower() in article.get_text().lower():
            held += 1
            assert query.lower() in excerpt.lower(), name
    assert held


@pytest.mark.parametrize(
    ("edition", "told"), [("en", "Nothing found"), ("de", "Nichts gefunden"), ("zh", "没有找到")]
)
def test_a_search_without_a_hit_says_so_in_the_words_of_the_book(browser, site, edition, told):
    with opened(browser, f"{site}/{edition}/search.html?q=xyzzy", **DESKTOP) as page:
        page.wait_for_function(
            "told => document.querySelector('#search-results > p')?.textContent.startsWith(told)",
            arg=told,
        )
