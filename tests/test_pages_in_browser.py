"""The pages as readers meet them: on a desktop and a phone, by day and night, by keyboard, with and
without JavaScript, in three languages, and without a word to anybody else's machine."""

from __future__ import annotations

import re

import pytest
from browsing import (
    AXE,
    DESKTOP,
    EDITIONS,
    PHONE,
    Outsiders,
    contents,
    kinds,
    names,
    opened,
    soup,
)  # fmt: skip

pytestmark = pytest.mark.browser

CHAPTER = next(name for name in contents() if not name.startswith("chapters/data/"))
SIZES = {"desktop": DESKTOP, "phone": PHONE}
ROOT_PAGES = ["/index.html", "/404.html"]


# ---------------------------------------------------------------- accessibility


def violations(page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA: rule and place."""
    if not page.evaluate("typeof axe === 'object'"):
        page.add_script_tag(path=AXE)
    found = page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        ".then(result => result.violations.flatMap("
        "  rule => rule.nodes.map(node => rule.id + ': ' + node.target.join(' '))))"
    )
    return [f"{page.url}: {each}" for each in found]


# Colours and widths do not depend on the language, so one edition is seen in all four ways.
WAYS = [("en", size, theme) for size in SIZES for theme in ("light", "dark")]
WAYS += [
    (edition, *way) for edition in ("de", "zh") for way in (("desktop", "dark"), ("phone", "light"))
]


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "size", "theme"), WAYS)
def test_axe_finds_nothing_on_any_kind_of_page(browser, site, edition, size, theme):
    """Every kind of page, with its disclosures open, so that code and tables are seen too."""
    addresses = [f"/{edition}/{name}" for name in kinds()]
    if edition == "en":
        addresses += ROOT_PAGES
    found = []
    with opened(browser, **SIZES[size], color_scheme=theme) as page:
        for address in addresses:
            page.goto(site + address)
            page.evaluate(
                "document.querySelectorAll('details').forEach(each => { each.open = true })"
            )
            found += violations(page)
    assert found == []


def test_axe_finds_nothing_in_an_open_drawer(browser, site):
    with opened(browser, f"{site}/en/{CHAPTER}.html", **PHONE) as page:
        for button in (".for-contents", ".for-page"):
            page.click(button)
            assert violations(page) == []
            page.keyboard.press("Escape")


def test_axe_would_find_a_planted_violation(browser, site):
    with opened(browser, f"{site}/en/{CHAPTER}.html", **DESKTOP) as page:
        page.evaluate(
            "document.querySelector('article').insertAdjacentHTML('beforeend',"
            ' \'<p style="color:#aaa">faint</p><img src="/x.png"><button></button>\')'
        )
        found = " ".join(violations(page))
    assert all(rule in found for rule in ("color-contrast", "image-alt", "button-name"))


@pytest.mark.parametrize("width", [320, 390, 640, 1024])
def test_no_page_scrolls_sideways(browser, site, width):
    """640 is a desktop window at 200 %; 320 the narrowest that WCAG asks for."""
    wide = []
    with opened(browser, viewport={"width": width, "height": 800}) as page:
        for edition in EDITIONS:
            for name in kinds():
                page.goto(f"{site}/{edition}/{name}")
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wide.append(page.url)
    assert wide == []


def test_the_keyboard_reaches_the_header_and_shows_where_it_is(browser, site):
    with opened(browser, f"{site}/en/{CHAPTER}.html", **DESKTOP) as page:
        stops, marked = [], []
        for _ in range(9):
            page.keyboard.press("Tab")
            stops.append(page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
            ))  # fmt: skip
            marked.append(page.evaluate(
                "[document.activeElement, document.activeElement.closest('form')].some("
                "  each => each && getComputedStyle(each).outlineStyle !== 'none')"
            ))  # fmt: skip
    assert stops[0] == "Skip to the text"
    assert {"Search the book", "Deutsch", "简体中文", "Dark colours"} <= set(stops)
    assert all(marked), list(zip(stops, marked, strict=True))


def test_the_skip_link_leads_past_the_header(browser, site):
    with opened(browser, f"{site}/en/{CHAPTER}.html", **DESKTOP) as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main-content"


def test_drawers_open_and_shut_by_keyboard_and_give_the_focus_back(browser, site):
    with opened(browser, f"{site}/en/{CHAPTER}.html", **PHONE) as page:
        page.focus(".for-contents")
        page.keyboard.press("Enter")
        assert page.locator("#book-contents").is_visible()
        assert page.locator("#book-contents a.current").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#book-contents").is_visible()
        assert page.evaluate("document.activeElement.classList.contains('for-contents')")


# ---------------------------------------------------------------- other people's machines


@pytest.mark.slow
def test_no_page_asks_anything_of_another_machine(browser, site, site_folder):
    addresses = [
        f"/{edition}/{name}" for edition in EDITIONS for name in names(site_folder, edition)
    ]
    assert len(addresses) >= 3 * len(contents())
    with opened(browser, **DESKTOP) as page:
        outsiders = Outsiders(page.context)
        for address in [*addresses, *ROOT_PAGES]:
            page.goto(site + address)
            wake = page.locator(".chart-wake")
            if wake.count():  # the live chart, too, comes from here
                wake.first.evaluate("button => button.click()")
                page.wait_for_selector(".chart[data-state=live]")
    assert outsiders.asked == []


def test_a_planted_request_to_another_machine_is_counted(browser, site):
    with opened(browser, f"{site}/en/index.html") as page:
        outsiders = Outsiders(page.context)
        page.evaluate(
            "new Promise(done => { const image = new Image();"
            " image.onerror = image.onload = done; image.src = 'https://example.org/a.png' })"
        )
    assert outsiders.asked == ["https://example.org/a.png"]


def test_a_page_loads_little(browser, site):
    """One stylesheet, and two scripts that hold up nothing; the engine comes on demand."""
    asked: list[str] = []
    with opened(browser, **DESKTOP) as page:
        page.on("request", lambda asks: asked.append(asks.url.partition("?")[0].rpartition("/")[2]))
        page.goto(f"{site}/en/{CHAPTER}.html", wait_until="networkidle")
        blocking = page.evaluate(
            "[...document.scripts].filter(each => each.src && !each.defer).map(each => each.src)"
        )
    allowed = {
        CHAPTER.rpartition("/")[2] + ".html",
        "book.css",
        "page.js",
        "charts.js",
        "favicon.svg",
    }
    assert set(asked) <= allowed
    assert blocking == []


# ---------------------------------------------------------------- light and dark


def ground(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_button_turns_the_colours_and_the_next_page_remembers(browser, site):
    with opened(browser, f"{site}/en/{CHAPTER}.html", **DESKTOP, color_scheme="light") as page:
        light = ground(page)
        page.click(".theme-switch")
        dark = ground(page)
        assert light != dark
        assert page.get_attribute(".theme-switch", "aria-pressed") == "true"
        page.goto(f"{site}/de/index.html")
        assert ground(page) == dark
        page.click(".theme-switch")  # back to the system's choice, which is then followed again
        page.emulate_media(color_scheme="dark")
        assert ground(page) == dark


# ---------------------------------------------------------------- without JavaScript


@pytest.mark.parametrize("size", SIZES)
def test_without_javascript_pictures_tables_languages_and_colours_work(browser, site, size):
    options = {**SIZES[size], "java_script_enabled": False, "color_scheme": "dark"}
    with opened(browser, f"{site}/en/{CHAPTER}.html", **options) as page:
        chart = page.locator("figure.chart").first
        picture = chart.locator("svg.wide" if size == "desktop" else "svg.narrow")
        assert picture.is_visible() and picture.bounding_box()["height"] > 150
        assert not chart.locator(".chart-wake").is_visible()
        chart.locator(".chart-data > summary").click()
        assert chart.locator(".chart-table td").first.is_visible()
        assert ground(page) == "rgb(20, 24, 30)"
        assert not page.locator(".theme-switch").is_visible()
        if size == "phone":
            page.click(".for-contents")
            assert page.locator("#book-contents a.current").is_visible()
            page.keyboard.press("Escape")
        page.click(".languages a[hreflang=de]")
        assert page.url == f"{site}/de/{CHAPTER}.html"


# ---------------------------------------------------------------- three editions


def test_the_language_switcher_keeps_the_page(site_folder):
    for name in names(site_folder):
        page = soup(site_folder, "en", name)
        links = {link["hreflang"]: link["href"] for link in page.select(".languages a")}
        up = "../" * (name.count("/") + 1)
        assert links == {"de": f"{up}de/{name}", "zh-Hans": f"{up}zh/{name}"}, name
        for edition in EDITIONS:
            assert (site_folder / edition / name).exists(), f"{edition}/{name}"


def test_each_page_tells_its_language_and_its_sisters(site_folder):
    tags = dict(zip(EDITIONS, ("en", "de", "zh-Hans"), strict=True))
    for edition, tag in tags.items():
        page = soup(site_folder, edition, f"{CHAPTER}.html")
        assert page.html["lang"] == tag
        assert page.select_one("link[rel=canonical]")["href"].endswith(f"/{edition}/{CHAPTER}.html")
        sisters = {link["hreflang"]: link["href"] for link in page.select("link[hreflang]")}
        assert set(sisters) == {*tags.values(), "x-default"}


def test_section_and_chart_ids_are_the_same_in_every_edition(site_folder):
    """Not the numbered ids of citations, which stand where each language puts them."""
    for name in names(site_folder):
        ids = {}
        for edition in EDITIONS:
            targets = soup(site_folder, edition, name).select(
                "section[id], figure.chart[id], span[id], dt[id]"
            )
            ids[edition] = {each["id"] for each in targets if not re.match(r"id\d+$", each["id"])}
        assert ids["de"] == ids["en"] and ids["zh"] == ids["en"], name


def test_a_change_of_language_keeps_the_section(browser, site):
    with opened(browser, f"{site}/en/{CHAPTER}.html", **DESKTOP) as page:
        section = page.locator("article h2").nth(1)
        section.evaluate("heading => heading.scrollIntoView()")
        wanted = section.evaluate("heading => heading.parentElement.id")
        page.wait_for_selector(f"#page-contents a.current[href='#{wanted}']")
        # As a hand does: Playwright's click scrolls the page where a busy machine makes it try again.
        place = page.locator("header .languages a[hreflang=de]").bounding_box()
        page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        page.wait_for_url("**/de/**")
        assert page.url == f"{site}/de/{CHAPTER}.html#{wanted}"


# ---------------------------------------------------------------- search


def pages_with(site_folder, edition: str, word: str) -> set[str]:
    """Pages of the contents whose prose holds a word; outputs and code are not indexed."""
    found = set()
    for name in contents():
        article = soup(site_folder, edition, f"{name}.html").select_one("article")
        for part in article.select("figure, .cell, script"):
            part.decompose()
        text = re.sub(r"\s+", "" if edition == "zh" else " ", article.get_text())
        if re.search(word, text, re.IGNORECASE):
            found.add(f"{name}.html")
    return found


@pytest.mark.parametrize(
    ("edition", "query", "word"),
    [
        ("en", "mining", r"\bmining\b"),
        ("de", "Förderung", r"\bförderung\b"),
        ("de", "Foerderung", r"\bförderung\b"),
        ("de", "Ueberkapazitaeten", r"\büberkapazitäten\b"),
        ("zh", "京津冀协同发展", "京津冀协同发展"),
        ("zh", "产能过剩", "产能过剩"),
        ("zh", "鲁尔区", "鲁尔区"),
    ],
)
def test_the_search_finds_the_pages_that_hold_a_word(
    browser, site, site_folder, edition, query, word
):
    wanted = pages_with(site_folder, edition, word)
    assert wanted, f"no page of {edition} holds {word}: choose another word"
    with opened(browser, f"{site}/{edition}/index.html", **DESKTOP) as page:
        page.fill("header input[name=q]", query)
        page.keyboard.press("Enter")
        page.wait_for_selector("#search-results ul.search li")
        page.wait_for_function(  # Sphinx lists one result after the other, then says how many
            "/[0-9]/.test(document.querySelector('#search-results > p').textContent)"
        )
        links = page.eval_on_selector_all(
            "#search-results li > a", "all => all.map(each => new URL(each.href).pathname)"
        )
    found = {link.removeprefix(f"/{edition}/") for link in links}
    assert wanted <= found, f"not found: {sorted(wanted - found)}"
