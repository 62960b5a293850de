"""The pages of a small edition of the book in each language, as Sphinx would have built them."""

from __future__ import annotations

from pathlib import Path

from strukturwandel.languages import language

ADDRESS = "https://ruhr-jingjinji.invalid"
FIGURE = "0123456789abcdef"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="720" height="400" viewBox="0 0 720 400"
 class="wide" aria-hidden="true"><path d="M51,300L600,100" fill="none"
 stroke="var(--chart-1b5e9e,#1b5e9e)" stroke-width="2.5"/>
 <text x="100" y="50" font-size="13" fill="var(--chart-1f2328,#1f2328)">{label}</text></svg>"""

TEXTS = {
    "en": {
        "book": "The Ruhr, in short: What Beijing can learn",
        "part": "Part I: The Ruhr", "appendix": "Appendices",
        "coal": "Closing first, planning later", "crisis": "The crisis came in 1958",
        "first": "In 1957 hard-coal mining employed <a class=\"number-link\""
        " href=\"../../../data/coal.csv\"><data class=\"number\" value=\"607000\">607,000</data></a>"
        " people in West Germany including the Saar.",
        "cite": "ZDF, 2018", "term": "structural change",
        "see": "The terms stand in the", "glossary": "Glossary", "sources": "Sources",
        "finding": "Oil overtook hard coal in 1966", "measured": "Primary energy, Mtce, 1950–1974",
        "source": "Source: Schilling et al. Data:", "label": "Hard coal: 1958, CO₂ 12%",
        "description": "Two lines. Hard coal falls from 138 to 83; oil climbs from 6 to 208.",
        "adviser": "For a policy adviser in Beijing", "limits": "Limits of the comparison",
        "advice": "Test the decline before you name it.", "limit": "The job figures are national.",
        "definition": "A lasting shift in the composition of a region's economy.",
        "long": "The mines of the Ruhr sold less coal from 1958, because oil and imported coal were"
        " cheaper, and the companies answered with idle shifts, with closures and with mergers,"
        " while the government in Bonn paid for some of each and planned none of it. ",
    },
    "de": {
        "book": "Das Ruhrgebiet, kurz gefasst: Was Beijing lernen kann",
        "part": "Teil I: Das Ruhrgebiet", "appendix": "Anhang",
        "coal": "Erst schließen, dann planen", "crisis": "Die Krise kam 1958",
        "first": "1957 beschäftigte der Steinkohlenbergbau <a class=\"number-link\""
        " href=\"../../../data/coal.csv\"><data class=\"number\" value=\"607000\">607.000</data></a>"
        " Menschen in Westdeutschland einschließlich des Saarlands.",
        "cite": "ZDF, 2018", "term": "Strukturwandel",
        "see": "Die Begriffe stehen im", "glossary": "Glossar", "sources": "Quellen",
        "finding": "1966 überholte das Öl die Steinkohle",
        "measured": "Primärenergie, Mio. t SKE, 1950–1974",
        "source": "Quelle: Schilling u. a. Daten:", "label": "Öl überholt: 1958, CO₂ 12\u202f%",
        "description": "Zwei Linien. Die Steinkohle fällt von 138 auf 83, das Öl steigt.",
        "adviser": "Für die Politikberatung in Beijing", "limits": "Grenzen des Vergleichs",
        "advice": "Den Niedergang prüfen, bevor man ihn benennt.",
        "limit": "Die Beschäftigtenzahlen gelten für das ganze Land.",
        "definition": "Eine dauerhafte Verschiebung der Wirtschaftsstruktur einer Region.",
        "long": "Die Zechen des Ruhrgebiets verkauften ab 1958 weniger Kohle, weil Erdöl und"
        " Importkohle billiger waren; die Bergbauunternehmen antworteten mit Feierschichten,"
        " Zechenschließungen und Zusammenschlüssen, und die Bundesregierung bezahlte von allem"
        " etwas, ohne eine Strukturpolitik für die Steinkohlenreviere zu planen. ",
    },
    "zh": {
        "book": "鲁尔区简史：北京可以学到什么",
        "part": "第一部分：鲁尔区", "appendix": "附录",
        "coal": "先关闭，后规划", "crisis": "危机始于1958年",
        "first": "1957年，西德（含萨尔）的硬煤采矿业雇用了<a class=\"number-link\""
        " href=\"../../../data/coal.csv\"><data class=\"number\" value=\"607000\">60.7万</data></a>"
        " 人。",
        "cite": "ZDF, 2018", "term": "结构转型",
        "see": "术语见", "glossary": "术语表", "sources": "资料来源",
        "finding": "1966年石油超过硬煤", "measured": "一次能源，百万吨标准煤，1950–1974年",
        "source": "来源：Schilling et al. 数据：", "label": "硬煤：1958年，CO₂ 12%",
        "description": "两条线。硬煤从138降至83，石油从6升至208。",
        "adviser": "致北京的政策顾问", "limits": "比较的局限",
        "advice": "先检验衰退，再给它命名。", "limit": "就业数字是全国数字。",
        "definition": "一个地区经济构成的持久变化。",
        "long": "从1958年起，鲁尔区的煤矿卖出的煤越来越少，因为石油和进口煤更便宜。企业的回应是停工、"
        "关闭和合并；联邦政府为每一项都付了一部分钱，却没有为任何一项制定规划。“化解过剩产能”（去产能）"
        "在《国务院关于化解产能严重过剩矛盾的指导意见》（2013年）中被明确提出。他说：“好！”",
    },
}  # fmt: skip

PAGE = """<!DOCTYPE html><html lang="{tag}"><head>
<meta content="A description." name="description"/>
<meta property="og:url" content="{address}/{path}/{name}.html"/></head><body>
<nav class="bd-links bd-docs-nav"><p class="logo__title">{book}</p>
<ul><li><a class="reference internal" href="#">Home</a></li></ul>
<p class="caption"><span>{part}</span></p>
<ul><li><a class="reference internal" href="chapters/ruhr/coal.html">{coal}</a></li></ul>
<p class="caption"><span>{appendix}</span></p>
<ul><li><a class="reference internal" href="chapters/appendices/glossary.html">{glossary}</a></li>
<li><a class="reference internal" href="chapters/appendices/sources.html">{sources}</a></li></ul></nav>
<article class="bd-article">{article}</article></body></html>"""

HEAD = '<h{level}>{title}<a class="headerlink" href="#{id}" title="Link">#</a></h{level}>'
HOME = (
    """<section id="home">"""
    + HEAD.format(level=1, title="{book}", id="home")
    + """
<p>{long}</p><ul><li><p><a class="reference internal" href="chapters/ruhr/coal.html">
<span class="doc">{coal}</span></a></p></li></ul><div class="toctree-wrapper">x</div></section>"""
)
COAL = (
    """<section id="coal">"""
    + HEAD.format(level=1, title="{coal}", id="coal")
    + """
<p>{first} <span class="bibtex-citation" id="id1">[<a class="reference internal"
href="../appendices/sources.html#id7" title="ZDF.">{cite}</a>]</span></p>
<div class="cell tag_hide-input docutils container"><details class="admonition hide above-input">
<summary>Show the code</summary><div class="cell_input"><pre>import pandas</pre></div></details>
<div class="cell_output docutils container">
<figure class="chart" id="fig-energy"><figcaption><p class="chart-finding">{finding}</p>
<p class="chart-measured">{measured}</p><p class="chart-source">{source}
<a href="../../../data/energy.csv">energy</a></p></figcaption>
<div class="chart-box" data-figure="0123456789abcdef"><div class="chart-picture"></div>
<div class="chart-live"></div><button type="button">wake</button></div>
<p class="chart-description">{description}</p><details class="chart-data"><summary>Table</summary>
<table><tr><td>table of data</td></tr></table></details>
<script type="application/json">{{}}</script></figure></div></div>
<section id="crisis"><span id="ch4-crisis"></span>"""
    + HEAD.format(level=2, title="{crisis}", id="crisis")
    + """
<p><a class="reference internal" href="../appendices/glossary.html#term-change"><span
class="xref std std-term">{term}</span></a>: {long}{long}{long}</p><p>{long}{long}</p><p>{see}
<a class="reference internal" href="../appendices/glossary.html"><span class="doc">{glossary}</span></a>.</p>
<table class="table"><thead><tr><th class="head"><p>A</p></th><th class="head"><p>B</p></th></tr>
</thead><tbody><tr><td><p>{term}</p></td><td><p>1</p></td></tr></tbody></table>
<div class="adviser admonition"><p class="admonition-title">{adviser}</p><p>{advice}</p></div>
<div class="limits admonition"><p class="admonition-title">{limits}</p><p>{limit}</p></div>
</section></section>"""
)
GLOSSARY = (
    """<section id="glossary">"""
    + HEAD.format(level=1, title="{glossary}", id="glossary")
    + """
<dl class="glossary"><dt id="term-change">{term}<a class="headerlink" href="#term-change">#</a></dt>
<dd><p>{definition}</p><p class="term-elsewhere"><span lang="de">Strukturwandel</span> ·
<span lang="zh-Hans">结构转型</span></p></dd></dl></section>"""
)
SOURCES = """<section id="sources">""" + HEAD.format(level=1, title="{sources}", id="sources") + """
<div class="citation-list" role="list"><div class="citation" id="id7" role="doc-biblioentry">
<span class="label"><span class="fn-bracket">[</span>ZDF18<span class="fn-bracket">]</span></span>
<p>ZDF. <em>Deutscher Steinkohle-Bergbau</em>. 2018. URL: <a class="reference external"
href="https://www.zdf.de/nachrichten/heute/kohle-fakten-100.html"
>https://www.zdf.de/nachrichten/heute/kohle-fakten-100.html</a>.</p></div></div></section>"""  # fmt: skip
ARTICLES = {
    "index": HOME, "chapters/ruhr/coal": COAL,
    "chapters/appendices/glossary": GLOSSARY, "chapters/appendices/sources": SOURCES,
}  # fmt: skip


def write_edition(folder: Path, name: str) -> Path:
    """The pages of a small edition; the folder of its HTML."""
    entry, texts = language(name), TEXTS[name]
    html = folder / "editions" / entry.path / "html"
    for page, article in ARTICLES.items():
        path = html / f"{page}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        filled = PAGE.replace("{article}", article)
        for key, text in {**texts, "tag": entry.tag, "path": entry.path, "name": page,
                          "address": ADDRESS}.items():  # fmt: skip
            filled = filled.replace("{" + key + "}", text)
        path.write_text(filled.replace("{{}}", "{}"), encoding="utf-8")
    return html
