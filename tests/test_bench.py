"""The bench: budgets are judged rightly, baselines are what they claim to be, times are real."""

from __future__ import annotations

import gzip
import http.client
import json
import re
from pathlib import Path

import pytest

from strukturwandel.bench import baselines, lighthouse, report, values
from strukturwandel.bench.baselines import BenchError, Variant
from strukturwandel.bench.browser import PROBE, Traffic
from strukturwandel.bench.server import serving

HERE = Path(lighthouse.__file__).parent
FIGURE = {
    "data": [{"type": "scatter", "x": [1957, 1970], "y": [607, 253], "name": "Jobs </script>"}],
    "layouts": {
        "wide": {"width": 720, "height": 420},
        "narrow": {"width": 380, "height": 400},
    },
    "locale": "de",
}


def figure(number: int = 1, picture: str = '<svg class="wide"></svg><svg class="narrow"></svg>'):
    payload = json.dumps(FIGURE).replace("</", "<\\/")
    return (
        f'<figure class="chart" id="fig-{number}"><figcaption>Kohle &amp; Stahl</figcaption>'
        f'<div class="chart-box" data-figure="ab" style="aspect-ratio: 720/420">'
        f'<div class="chart-picture">{picture}</div>'
        f'<div class="chart-live"></div></div>'
        f'<script type="application/json" class="chart-json">{payload}</script></figure>'
    )


def page(*figures: str, scripts: str = '<script defer src="../_static/charts.js?v=1"></script>'):
    return (
        '<!DOCTYPE html>\n<html lang="de"><head><title>Krise</title>'
        f'<link rel="stylesheet" href="../_static/book.css"/>{scripts}'
        '<script src="../_static/theme.js"></script></head>'
        f"<body><p>Vorher.</p>{''.join(figures)}<p>Nachher.</p></body></html>"
    )


# ---------------------------------------------------------------- baselines


def test_the_notebook_baseline_holds_the_whole_engine_once_before_its_first_chart():
    from plotly.offline import get_plotlyjs

    made = baselines.notebook(page(figure(1), figure(2)))
    assert made.count(get_plotlyjs()) == 1
    short = made.replace(get_plotlyjs(), "ENGINE")
    assert short.index("<p>Vorher.") < short.index("ENGINE") < short.index("<figure")
    assert short.count("Plotly.newPlot(") == 2
    assert short.count("[1957,1970]") == 2
    assert "cdn" not in short and "mathjax" not in short


@pytest.mark.parametrize("way", ["notebook", "deferred"])
def test_a_baseline_differs_from_the_page_in_its_charts_alone(way):
    made = _made(way, page(figure(1)))
    assert "<svg" not in made.replace(_engine(), "")
    assert "charts.js" not in made and "aspect-ratio" not in made
    for kept in ("book.css", "theme.js", "<p>Vorher.</p>", "<p>Nachher.</p>", "Kohle &amp; Stahl"):
        assert kept in made


def test_the_deferred_baseline_draws_the_pages_own_figures():
    made = baselines.deferred(page(figure(1), figure(2)), "de/chapters/x.html", "de")
    kept = re.findall(r'class="bench-json"[^>]*>(.*?)</script>', made)
    assert [json.loads(text) for text in kept] == [FIGURE, FIGURE]
    sources = re.findall(r'defer="" src="([^"]*)"', made)
    assert sources == [
        "../../assets/plotly-basic.min.js",
        "../../assets/plotly-locale-de.js",
        "../../assets/bench-deferred.js",
    ]


def test_an_english_page_loads_no_locale():
    assert "locale-" not in baselines.deferred(page(figure(1)), "en/x.html", "en")


@pytest.mark.parametrize("way", ["notebook", "deferred"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (page(), "no figure.chart"),
        (page(figure(), scripts=""), "no charts.js"),
        (page(figure().replace("application/json", "text/plain")), "no application/json"),
        (page(figure().replace("chart-box", "chart-frame")), "no .chart-box"),
        (page(figure().replace("</figure>", "<svg></svg></figure>")), "outside .chart-box"),
    ],
)
def test_a_page_that_has_changed_its_form_is_refused(way, text, told):
    with pytest.raises(BenchError, match=re.escape(told)):
        _made(way, text)


def test_a_new_cdn_file_of_the_renderer_is_refused(monkeypatch):
    monkeypatch.setattr(baselines, "MATHJAX", re.compile("nothing like it"))
    with pytest.raises(BenchError, match="CDN"):
        baselines.notebook(page(figure()))


def _made(way: str, text: str) -> str:
    if way == "notebook":
        return baselines.notebook(text)
    return baselines.deferred(text, "de/chapters/x.html", "de")


def _engine() -> str:
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()


# ---------------------------------------------------------------- values


def test_label_movement_is_that_of_the_text_that_moved_most():
    before = [_text("1957", 10, 10), _text("Kohle", 50, 50)]
    after = [_text("Kohle", 53, 54), _text("1957", 10, 11)]
    moved = values.movement(before, after)
    assert (moved["most"], moved["text"]) == (5, "Kohle")


def test_equal_texts_are_paired_with_their_nearest():
    before = [_text("0", 0, 0), _text("0", 100, 0)]
    assert values.movement(before, [_text("0", 101, 0), _text("0", 0, 0)])["most"] == 1


def test_a_lost_and_a_new_text_are_told():
    moved = values.movement([_text("alt", 0, 0)], [_text("neu", 0, 0)])
    assert moved == {"most": None, "text": None, "lost": ["alt"], "new": ["neu"]}


def _text(text: str, x: float, y: float) -> dict:
    return {"text": text, "x": x, "y": y}


def test_layout_shift_is_the_worst_window_without_those_a_tap_explains():
    shifts = [(100, 0.1), (900, 0.1), (5000, 0.15), (5100, 0.4)]
    told = [{"time": t, "value": v, "input": v == 0.4} for t, v in shifts]
    assert values.largest_shift(told) == pytest.approx(0.2)
    assert values.largest_shift([]) == 0


def test_layout_shift_windows_end_after_five_seconds():
    told = [{"time": 900 * n, "value": 0.01, "input": False} for n in range(12)]
    assert values.largest_shift(told) == pytest.approx(0.06)


def test_only_code_counts_as_inline_javascript():
    code = "<script>let x = 1;</script>"
    data = '<script type="application/json">{"x": 1}</script><script src="a.js"></script>'
    alone = len(gzip.compress(b"let x = 1;", 9))
    assert values.inline_script_bytes(code + data) == alone
    assert values.inline_script_bytes(data) == 0


def test_bytes_are_counted_until_a_moment():
    traffic = Traffic()
    request = {"requestId": "1", "request": {"url": "http://127.0.0.1/a.js?v=1"}, "type": "Script"}
    traffic._sent({**request, "timestamp": 10.0, "wallTime": 1000.0})
    traffic._answered({"requestId": "1", "timestamp": 10.1, "response": {"encodedDataLength": 50}})
    traffic._received({"requestId": "1", "timestamp": 10.2, "encodedDataLength": 100})
    traffic._finished({"requestId": "1", "timestamp": 10.3, "encodedDataLength": 175})
    assert traffic.until(1_000_050) == 0
    assert traffic.until(1_000_250) == 150
    assert traffic.total() == traffic.total("Script") == 175
    assert traffic.total("Font") == 0
    assert traffic.by_address() == {"a.js": 175}


# ---------------------------------------------------------------- budgets


def medians(**own: float) -> dict:
    baseline = {"chart": 20_000, "chart_bytes": 2_100_000}
    return {("slow", "en", "ours"): own, ("slow", "en", "notebook"): baseline}


BUDGETS = {budget.title: budget for budget in report.BUDGETS}


@pytest.mark.parametrize(
    ("key", "kept", "broken"),
    [
        ("chart_bytes", 150_000, 150_001),
        ("chart", 1800, 1800.4),
        ("load_bytes", 230_000, 230_400),
        ("label_cached", 500, 501),
        ("moved", 4.0, 4.04),
        ("cls", 0.0049, 0.005),
        ("chart_cls", 0.0, 0.006),
        ("load_script_bytes", 60_000, 61_000),
    ],
)
def test_each_budget_is_kept_at_its_limit_and_broken_above(key, kept, broken):
    [budget] = [b for b in report.BUDGETS if b.key == key and b.against is None]
    assert ": met" not in report.verdicts([budget], medians(**{key: broken}))
    assert "not met: en" in report.verdicts([budget], medians(**{key: broken}))
    assert "met: en" in report.verdicts([budget], medians(**{key: kept})).replace("not met", "")


@pytest.mark.parametrize(
    ("key", "kept", "broken"), [("chart_bytes", 150_000, 150_100), ("chart", 2000, 2001)]
)
def test_a_ratio_to_the_baseline_is_judged(key, kept, broken):
    [budget] = [b for b in report.BUDGETS if b.key == key and b.against]
    assert budget.met(budget.value(medians(**{key: kept}), "slow", "en"))
    assert not budget.met(budget.value(medians(**{key: broken}), "slow", "en"))


def test_a_value_is_never_rounded_to_the_other_side_of_its_limit():
    told = report.verdicts(report.BUDGETS, medians(chart_bytes=150_040, chart=2000.5))
    assert "not met: en 150.04 kB" in told
    assert "not met: en 9.998×" in told


def test_one_language_over_a_budget_breaks_it():
    found = medians(chart=1000)
    found["slow", "zh", "ours"] = {"chart": 1900}
    [budget] = [b for b in report.BUDGETS if b.key == "chart" and b.against is None]
    assert "not met: en 1000 ms, zh 1900 ms" in report.verdicts([budget], found)


def test_what_was_not_measured_is_not_met():
    told = report.verdicts(report.BUDGETS, {("slow", "en", "ours"): {"chart": 1000}})
    lines = [line for line in told.splitlines() if "layout shift" in line or "than (a)" in line]
    assert lines and all("not measured: en –" in line for line in lines)


def test_medians_leave_out_what_a_visit_did_not_give():
    place = {"profile": "slow", "language": "en", "variant": "ours"}
    records = [{**place, "fcp": value} for value in (900, 1000, 5000)]
    records.append({**place, "fcp": None, "label_cached": 400})
    assert report.medians(records) == {
        ("slow", "en", "ours"): {"fcp": 1000, "label_cached": 400},
    }
    assert "900–5000" in report.tables(records, report.medians(records))


# ---------------------------------------------------------------- server


def test_the_server_sends_compressed_and_lets_nothing_be_kept(tmp_path):
    (tmp_path / "a.css").write_text("p { color: red }" * 100)
    (tmp_path.parent / "secret.txt").write_text("not of the site")
    variant = Variant("other", {"a.css": b"i {}"}, keep=60)
    with serving(tmp_path, [variant]) as address:
        plain, compressed = _get(address, "/a.css"), gzip.compress(b"p { color: red }" * 100, 9)
        assert plain.status == 200 and plain.version == 11
        assert len(plain.body) == len(compressed)
        assert plain.headers["Content-Encoding"] == "gzip"
        assert plain.headers["Cache-Control"] == "no-store"
        other = _get(address, "/other/a.css")
        assert gzip.decompress(other.body) == b"i {}"
        assert other.headers["Cache-Control"] == "max-age=60"
        assert _get(address, "/../secret.txt").status == 404
        assert _get(address, "/other/none.css").status == 404


def _get(address: str, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(address.removeprefix("http://"))
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.body = answer.read()
    connection.close()
    return answer


# ---------------------------------------------------------------- Lighthouse


def test_lighthouse_is_pinned_and_its_lock_names_no_registry():
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]["lighthouse"]
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    assert packages["node_modules/lighthouse"]["version"] == wanted
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in packages.items() if name)


def test_lighthouse_scores_are_medians_with_the_audits_that_cost_points():
    def answer(performance: float, audit: float) -> dict:
        scores = dict.fromkeys(lighthouse.CATEGORIES, 1)
        scores["performance"] = performance
        audits = {"lcp": {"score": audit, "title": "Largest paint", "displayValue": "3.2 s"}}
        audits["note"] = {"score": 0, "title": "Costs nothing"}
        errors = {"items": [{"description": "ReferenceError: x\n at a.js"}]}
        audits["errors"] = {"score": 0, "title": "Errors", "details": errors}
        refs = [{"id": "lcp", "weight": 25}, {"id": "note", "weight": 0}]
        refs.append({"id": "errors", "weight": 1})
        categories = {n: {"score": s, "auditRefs": refs} for n, s in scores.items()}
        return {"categories": categories, "audits": audits}

    found = lighthouse.summary([answer(0.9, 0.7), answer(0.97, 0.7), answer(0.96, 0.8)])
    assert found["scores"]["performance"] == 96
    assert found["imperfect"] == {"lcp": "3.2 s", "errors": "ReferenceError: x"}
    told = report.lighthouse(
        [
            {"device": "phone", "language": "en", **found},
            {"device": "desktop", "language": "de", **found},
        ]
    )
    assert "≥ 95/100/100/100: met" in told and "≥ 100/100/100/100: not met" in told


# ---------------------------------------------------------------- the probe, in a browser

BOX = 'style="width: 600px; height: 400px"'
LATE = """<figure class="chart" id="fig-1"><div class="chart-picture"></div></figure>
<div style="height: 3000px"></div>
<script>setTimeout(() => { document.querySelector(".chart-picture").innerHTML =
  '<svg width="600" height="400" PLACE><path d="M0 0L9 9"/></svg>'; }, 400);
setTimeout(() => { document.querySelector("svg").removeAttribute("style"); }, 900);</script>"""


@pytest.mark.browser
@pytest.mark.parametrize(("style", "earliest"), [("", 400), ('style="opacity: 0"', 900)])
def test_a_chart_counts_as_visible_only_when_it_is_seen(browser, style, earliest):
    below = '<div style="height: 2000px"></div>' + LATE.replace("PLACE", style)
    with browser.new_context() as context:
        opened = _opened(context, below, "window.benchGoesToChart = true")
        assert opened.evaluate("bench.chart") >= earliest  # no upper bound: machines are busy
        assert opened.evaluate("scrollY") > 1000


@pytest.mark.browser
def test_the_wait_for_a_label_begins_with_the_pointer(browser):
    waiting = f"""<figure class="chart"><div {BOX}></div><div class="hoverlayer"></div></figure>
    <script>document.querySelector("figure").addEventListener("pointermove", () => setTimeout(() => {{
      document.querySelector(".hoverlayer").innerHTML = "<p>607</p>"; }}, 250));</script>"""
    with browser.new_context() as context:
        opened = _opened(context, waiting)
        opened.evaluate("bench.awaitLabel(0)")
        opened.wait_for_timeout(300)  # would be counted in if the wait began too early
        before = opened.evaluate("performance.now()")
        opened.mouse.move(100, 100)
        assert (
            250 <= opened.evaluate("bench.label") <= opened.evaluate("performance.now()") - before
        )


def _opened(context, body: str, before: str = ""):
    opened = context.new_page()
    opened.add_init_script(before)
    opened.add_init_script(path=PROBE)
    opened.route("**/*", lambda route: route.fulfill(body=body, content_type="text/html"))
    opened.goto("http://127.0.0.1/")
    return opened


def test_the_command_line_knows_the_bench():
    """`make bench` names it; for a while it did not."""
    from strukturwandel.__main__ import main

    with pytest.raises(SystemExit) as ended:
        main(["bench", "--help"])
    assert ended.value.code == 0
