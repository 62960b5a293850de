"""Charts on the pages: as many as the chapters publish, seen at once, alive when reached for."""

from __future__ import annotations

import re

import pytest
from browsing import DESKTOP, EDITIONS, PHONE, ROOT, chapters, opened, soup

from strukturwandel.bench.baselines import RETURNING
from strukturwandel.bench.server import serving
from strukturwandel.bench.values import movement

pytestmark = pytest.mark.browser

SIZES = {"desktop": DESKTOP, "phone": PHONE}
WITH_CHARTS = [name for name, count in chapters().items() if count]
CHAPTER = WITH_CHARTS[0]
# No jump that is seen, in px: the budget.
MOVED = 4
# The page does nothing more unasked: what it makes ready is ready, or left alone for good.
SETTLED = "performance.getEntriesByName('charts-settled').length"
SHOWN = "figure => figure.dataset.state === 'live'"


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_edition_has_the_charts_that_the_chapters_publish(site_folder, edition):
    shown = {}
    for name in chapters():
        figures = soup(site_folder, edition, f"{name}.html").select(".cell figure.chart")
        shown[name] = len([each for each in figures if each.select_one("svg.wide + svg.narrow")])
    assert shown == chapters()
    assert sum(shown.values()) >= 5


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_chart_has_finding_measure_source_words_table_and_download(site_folder, edition):
    for name in WITH_CHARTS:
        for chart in soup(site_folder, edition, f"{name}.html").select("figure.chart"):
            caption = chart.find("figcaption")
            parts = (".chart-finding", ".chart-measured", ".chart-source")
            assert all(caption.select_one(part).get_text(strip=True) for part in parts), chart["id"]
            for key in ("aria-labelledby", "aria-describedby"):
                assert chart.find(id=chart[key]).get_text(strip=True), chart["id"]
            assert chart.select_one(".chart-data table tbody tr td"), chart["id"]
            for link in chart.select(".chart-data a[download]"):
                page = site_folder / edition / f"{name}.html"
                assert (page.parent / link["href"]).resolve().is_file(), link["href"]


def test_a_screen_reader_gets_name_and_description_of_a_chart(browser, site):
    with opened(browser, f"{site}/en/{CHAPTER}.html", **DESKTOP) as page:
        chart = page.locator("figure.chart").first
        words = chart.locator(".chart-description").evaluate("each => each.textContent.trim()")
        session = page.context.new_cdp_session(page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    finding = [
        node for node in nodes if node.get("description", {}).get("value", "").strip() == words
    ]
    assert len(finding) == 1 and finding[0]["name"]["value"]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_type_in_pictures_is_legible_and_nothing_is_cut_off(browser, site, size):
    """11 px at least, and no text beyond the edge of the window."""
    for edition in EDITIONS:
        for name in WITH_CHARTS:
            with opened(browser, f"{site}/{edition}/{name}.html", **SIZES[size]) as page:
                found = page.evaluate("""[...document.querySelectorAll('.chart-picture svg')]
                    .filter(svg => svg.getBoundingClientRect().width)
                    .flatMap(svg => {
                      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
                      return [...svg.querySelectorAll('text')].map(text => {
                        const box = text.getBoundingClientRect();
                        return {
                          chart: svg.closest('figure').id, text: text.textContent,
                          size: parseFloat(getComputedStyle(text).fontSize) * scale,
                          left: box.left, right: innerWidth - box.right };
                      });
                    })""")
            small = [each for each in found if each["size"] < 11]
            cut = [each for each in found if each["left"] < 0 or each["right"] < 0]
            assert found and not small and not cut, (edition, name, small[:3], cut[:3])


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("size", SIZES)
def test_labels_stay_in_place_and_in_their_language_when_a_chart_comes_to_life(
    browser, site, edition, size
):
    """Same words and numbers, at most MOVED px apart; the page keeps its height."""
    texts = """svg => [...svg.querySelectorAll('text')].filter(text => text.textContent.trim())
        .map(text => { const box = text.getBoundingClientRect();
          const chart = svg.closest('.chart-box').getBoundingClientRect(); // the page may scroll
          return { text: text.textContent, x: (box.left + box.right) / 2 - chart.left,
                   y: (box.top + box.bottom) / 2 - chart.top } })"""
    far = []
    for name in WITH_CHARTS:
        with opened(browser, f"{site}/{edition}/{name}.html", **SIZES[size]) as page:
            height = page.evaluate("document.documentElement.scrollHeight")
            for chart in page.locator("figure.chart").all():
                chart.scroll_into_view_if_needed()
                kind = "wide" if chart.locator("svg.wide").is_visible() else "narrow"
                before = chart.locator(f"svg.{kind}").evaluate(texts)
                chart.locator(".chart-wake").evaluate("button => button.click()")
                page.wait_for_function(SHOWN, arg=chart.element_handle())
                found = movement(before, chart.locator(".chart-live").evaluate(texts))
                id = chart.get_attribute("id")
                assert before and not found["lost"] and not found["new"], (id, found)
                if found["most"] > MOVED:
                    far.append((id, found["text"], round(found["most"], 1)))
            assert page.evaluate("document.documentElement.scrollHeight") == height
    assert far == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_on_bars_can_be_read(browser, site, theme):
    """4.5:1 between a number and the bar on which it stands; axe does not look into pictures."""
    with opened(browser, f"{site}/en/{bars_chapter()}.html", **DESKTOP, color_scheme=theme) as page:
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        found = page.evaluate("""[...document.querySelectorAll('svg.wide')].flatMap(svg => {
            const light = colour => {
              const [r, g, b] = colour.match(/\\d+/g).map(each => each / 255)
                .map(each => each <= .03928 ? each / 12.92 : ((each + .055) / 1.055) ** 2.4);
              return .2126 * r + .7152 * g + .0722 * b; };
            const fill = each => getComputedStyle(each).fill;
            const bars = [...svg.querySelectorAll('path')].filter(each => fill(each).startsWith('rgb('));
            return [...svg.querySelectorAll('text:not(.halo)')].flatMap(text => { // a rim is a ground
              const box = text.getBoundingClientRect();
              const on = bars.find(bar => { const room = bar.getBoundingClientRect();
                return room.left <= box.left && room.right >= box.right
                  && room.top <= box.top && room.bottom >= box.bottom });
              if (!on) return [];
              const [low, high] = [light(fill(text)), light(fill(on))].sort((a, b) => a - b);
              return [[text.textContent, (high + .05) / (low + .05)]]; }); })""")
    assert found
    assert [each for each in found if each[1] < 4.5] == []


def first_bars(page):
    """A chart with bars, its picture in view, and the middle of a bar in the picture."""
    for chart in page.locator("figure.chart").all():
        kinds = chart.locator(".chart-json").evaluate(
            "each => JSON.parse(each.textContent).data.map(trace => trace.type)"
        )
        if "bar" in kinds:
            chart.scroll_into_view_if_needed()
            return chart
    raise AssertionError("no chart of this chapter has bars")


def middle_of_a_bar(chart) -> dict[str, float]:
    """Of the largest path that the picture fills."""
    return chart.locator(".chart-picture").evaluate("""each => {
        const boxes = [...each.querySelectorAll('svg path')].map(path => path.getBoundingClientRect());
        const box = boxes.sort((a, b) => b.width * b.height - a.width * a.height)[0];
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 } }""")


def bars_chapter() -> str:
    """A chapter that draws bars."""
    texts = {name: (ROOT / f"{name}.md").read_text(encoding="utf-8") for name in WITH_CHARTS}
    return next(name for name, text in texts.items() if re.search(r"go\.Bar\(|add_bar\(", text))


def test_a_pointer_that_rests_on_a_bar_gets_its_label(browser, site):
    with opened(browser, f"{site}/de/{bars_chapter()}.html", **DESKTOP) as page:
        chart = first_bars(page)
        place = middle_of_a_bar(chart)
        page.mouse.move(place["x"], place["y"])
        label = chart.locator(".hoverlayer .hovertext")
        label.first.wait_for()
        assert any(sign.isdigit() for sign in label.first.text_content())


def test_a_tap_gets_the_label_and_a_swipe_does_not_load_the_engine(browser, site):
    with opened(browser, f"{site}/en/{bars_chapter()}.html", **PHONE) as page:
        chart = first_bars(page)
        place = middle_of_a_bar(chart)
        chart.locator(".chart-box").dispatch_event("pointerenter", {"pointerType": "touch"})
        assert chart.get_attribute("data-state") is None
        page.touchscreen.tap(place["x"], place["y"])
        chart.locator(".hoverlayer .hovertext").first.wait_for()


def test_the_keyboard_wakes_a_chart_and_walks_its_points(browser, site):
    with opened(browser, f"{site}/en/{CHAPTER}.html", **DESKTOP) as page:
        chart = page.locator("figure.chart").first
        chart.locator(".chart-wake").focus()
        assert (
            chart.locator(".chart-wake").evaluate("each => getComputedStyle(each).opacity") == "1"
        )
        page.keyboard.press("Enter")
        page.wait_for_selector(".chart[data-state=live]")
        page.wait_for_function("document.activeElement.classList.contains('chart-live')")
        said = [""]
        told = chart.locator(".chart-said").element_handle()
        for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
            page.keyboard.press(key)
            page.wait_for_function(
                "([told, before]) => ![before, ''].includes(told.textContent)",
                arg=[told, said[-1]],
            )
            said.append(told.text_content())
        assert len(set(said)) == 4, said


def test_of_keys_in_quick_succession_the_last_label_is_told(browser, site):
    """plotly draws one label in 50 ms: the keys come within one task, as on a page that was busy."""
    with opened(browser, f"{site}/en/{CHAPTER}.html", **DESKTOP) as page:
        chart = page.locator("figure.chart").first
        chart.locator(".chart-wake").press("Enter")
        page.wait_for_function("document.activeElement.classList.contains('chart-live')")
        live, told = chart.locator(".chart-live"), chart.locator(".chart-said")
        live.evaluate("""live => { for (let times = 0; times < 4; times += 1)
            live.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' })); }""")
        fourth = live.evaluate(
            "live => String(live.data.find(each => each.hoverinfo !== 'skip').x[3])"
        )
        page.wait_for_function(
            "([live, fourth]) => live.querySelector('.hoverlayer').textContent.includes(fourth)",
            arg=[live.element_handle(), fourth],
        )
        assert fourth in told.text_content()


def test_labels_under_a_pointer_are_not_told(browser, site):
    """A screen reader would talk for as long as the pointer moves."""
    with opened(browser, f"{site}/en/{bars_chapter()}.html", **DESKTOP) as page:
        chart = first_bars(page)
        chart.locator(".chart-wake").press("Enter")
        page.wait_for_function("document.activeElement.classList.contains('chart-live')")
        page.keyboard.press("ArrowRight")
        told = chart.locator(".chart-said")
        page.wait_for_function("told => told.textContent", arg=told.element_handle())
        before = told.text_content()
        chart.locator(".hoverlayer").evaluate("""layer => new MutationObserver(() => {
            window.drawn = layer.textContent }).observe(layer, { childList: true, subtree: true })""")
        bar = chart.locator(".chart-live .barlayer .point").last.bounding_box()
        page.mouse.move(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
        page.wait_for_function("before => window.drawn && window.drawn !== before", arg=before)
        assert told.text_content() == before


def test_a_live_chart_follows_the_colours(browser, site):
    ink = "each => getComputedStyle(each.querySelector('.xtick text')).fill"
    with opened(browser, f"{site}/en/{CHAPTER}.html", **DESKTOP, color_scheme="light") as page:
        chart = page.locator("figure.chart").first
        chart.locator(".chart-wake").evaluate("button => button.click()")
        page.wait_for_selector(".chart[data-state=live]")
        live = chart.locator(".chart-live")
        assert live.evaluate(ink) == "rgb(31, 35, 40)"
        page.click(".theme-switch")
        page.wait_for_function(
            f"each => ({ink})(each) === 'rgb(230, 233, 237)'", arg=live.element_handle()
        )


@pytest.mark.parametrize("size", SIZES)
def test_pictures_take_their_place_at_once(browser, site, size):
    """Nothing on the page moves while it loads."""
    with opened(browser, **SIZES[size]) as page:
        page.add_init_script(
            "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
            "entry => { window.shift += entry.value })).observe({type: 'layout-shift', buffered: true})"
        )
        page.goto(f"{site}/en/{CHAPTER}.html", wait_until="networkidle")
        page.mouse.wheel(0, 3000)
        page.wait_for_function("scrollY > 0")
        # Shifts are told after the frame in which they occur.
        page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        assert page.evaluate("window.shift") < 0.005


@pytest.fixture
def kept_site(site_folder):
    """The site by a server that lets browsers keep what they have."""
    with serving(site_folder, [RETURNING]) as address:
        yield f"{address}/{RETURNING.name}"


ENGINE_BYTES = """() => performance.getEntriesByType('resource')
    .filter(each => each.name.includes('plotly-')).map(each => each.transferSize)"""


def test_a_browser_that_had_the_engine_has_it_ready_without_asking_for_it(browser, kept_site):
    """The cached engine runs before a reader reaches for a chart; no chart is shown for that."""
    with opened(browser, f"{kept_site}/de/{CHAPTER}.html", **DESKTOP) as first:
        first.wait_for_function(SETTLED)
        assert first.evaluate(ENGINE_BYTES) == [], "a new reader is spared the engine"
        first.locator("figure.chart .chart-wake").first.evaluate("button => button.click()")
        first.wait_for_selector(".chart[data-state=live]")
        page = first.context.new_page()
        first.close()
        page.goto(f"{kept_site}/de/{CHAPTER}.html")
        page.wait_for_function(SETTLED)
        assert page.evaluate("window.Plotly !== undefined")
        # The check of the cache and the script itself, of engine and locale.
        assert len(page.evaluate(ENGINE_BYTES)) == 4 and not any(page.evaluate(ENGINE_BYTES))
        assert page.locator("[data-state]:is(.chart)").count() == 0
        assert page.locator(".chart-live").count() == page.locator("figure.chart").count()
        assert page.locator(".chart-live svg").count() == 0


def test_an_engine_that_the_cache_has_lost_is_not_fetched_unasked(browser, kept_site):
    with opened(browser, **DESKTOP) as page:
        page.add_init_script("localStorage.setItem('book-chart-engine', '1')")
        page.goto(f"{kept_site}/en/{CHAPTER}.html")
        page.wait_for_function(SETTLED)
        assert page.evaluate("localStorage.getItem('book-chart-engine')") is None
        assert page.evaluate("window.Plotly") is None


def test_an_engine_that_does_not_come_leaves_the_picture(browser, site):
    with opened(browser, **DESKTOP) as page:
        page.route("**/plotly-basic.min.js", lambda route: route.abort())
        page.goto(f"{site}/en/{CHAPTER}.html")
        chart = page.locator("figure.chart").first
        with page.expect_event("requestfailed", lambda asked: "plotly-basic" in asked.url):
            chart.locator(".chart-wake").evaluate("button => button.click()")
        page.wait_for_function("figure => !figure.dataset.state", arg=chart.element_handle())
        assert chart.locator("svg.wide").is_visible()
