"""What surrounds a chapter: language switcher, canonical links, downloads, scripts and styles."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from strukturwandel.charts import FONT
from strukturwandel.languages import LANGUAGES, Language
from strukturwandel.sphinxext.common import PACKAGE, language_of, to_root, to_shared, translator

PDF_NAME = "ruhr-jingjinji-{path}.pdf"

# Files of Sphinx, the theme and extensions that a page goes without: book.css and page.js do their
# work, at a tenth of the weight. The second part is a mark in a page's HTML that brings a file back.
# What is not named here is kept, so that a new extension works without a change here.
LEFT_OUT = (
    ("pygments.css", None),
    ("basic.css", None),
    ("mystnb.", None),
    ("sphinx-book-theme.", None),
    ("copybutton", None),
    ("clipboard.min.js", None),
    ("sphinx-design.min.css", "sd-"),
    ("design-tabs.js", "sd-tab-set"),
)
EMPTY_HEAD = re.compile(r'<th class="head[^"]*">\s*(?:<p></p>)?\s*</th>')
VIEWPORT = re.compile(r'<meta\b[^>]*\bname="viewport"[^>]*>\s*')
ALL_EMPHASIS = re.compile(r"<p>(<em>(?:(?!</?(?:p|em)\b).)*</em></p>)", re.DOTALL)
FOR_SEARCH = (
    "documentation_options.js",
    "doctools.js",
    "translations.js",
    "sphinx_highlight.js",
)


def add_theme(app: Sphinx, config: Config) -> None:
    """Our templates and static files, kept in the package so that they reach every build."""
    config.templates_path.insert(0, str(PACKAGE / "theme" / "templates"))
    config.html_static_path.append(str(PACKAGE / "theme" / "static"))
    config.html_use_index = False  # nothing is indexed: the page would be empty
    config.html_context["chart_font"] = FONT  # a picture keeps its font when it comes to life


def add_messages(app: Sphinx) -> None:
    """Our German and Chinese for theme strings go before the theme's own."""
    app.add_message_catalog("booktheme", str(Path(app.srcdir, app.config.locale_dirs[0])))


def page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """What the templates know of a page. Runs before the theme renders its components."""
    here = language_of(app)
    metadata = app.env.metadata.get(pagename, {})
    context["say"] = translator(app, "site", pagename)
    context["language"] = here.tag
    context["editions"] = [_edition(app, pagename, entry, here) for entry in LANGUAGES]
    context["pageurl"] = _address(app, here, pagename)
    context["is_edition"] = app.config.book_edition
    context["shared"] = to_shared(app, pagename)
    context["pdf_url"] = f"{to_shared(app, pagename)}pdf/{PDF_NAME.format(path=here.path)}"
    context["notebook_url"] = _notebook(app, pagename) if "kernelspec" in metadata else ""
    context["launch_url"] = _binder(app, pagename) if "kernelspec" in metadata else ""
    context["part"] = _part(app, pagename)
    # docutils gives pages of directives a viewport of their own; the layout has one.
    context["metatags"] = VIEWPORT.sub("", context.get("metatags") or "")
    app.add_css_file("book.css", priority=900)
    app.add_js_file("page.js", priority=900)
    if metadata.get("has_charts"):
        up = "../../" if app.config.book_edition else "../"  # from _static/
        app.add_js_file("charts.js", priority=901, **{"data-assets": f"{up}assets/"})
    if metadata.get("has_lessons"):
        app.add_js_file("lessons.js", priority=902)
    own_search = f"search-{here.path}.js"
    if pagename == "search" and (PACKAGE / "theme" / "static" / own_search).exists():
        app.add_js_file(own_search, priority=600)  # before searchtools.js, which calls it


def choose_files(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Leave a page the styles and scripts that it needs; no script holds up its first paint.

    Runs when every extension has added its own.
    """
    body = context.get("body") or ""

    def needed(file: Any) -> bool:
        name = str(file.filename or "")
        if not name or name.endswith(FOR_SEARCH):  # without a name: settings of the theme's scripts
            return bool(name) and pagename == "search"
        marks = [mark for part, mark in LEFT_OUT if part in name]
        return not marks or any(mark and mark in body for mark in marks)

    context["css_files"] = [css for css in context["css_files"] if needed(css)]
    context["script_files"] = [js for js in context["script_files"] if needed(js)]
    for js in context["script_files"]:
        if not {"async", "defer"} & set(js.attributes):
            js.attributes["defer"] = "defer"
    if body:  # Sphinx gives entries a role that WAI-ARIA has withdrawn; their list is a list
        body = body.replace(' role="doc-biblioentry"', ' role="listitem"')
        # The corner of a table with heads on two sides heads nothing.
        body = EMPTY_HEAD.sub("<td></td>", body)
        # A licence or note all in italics; Chinese has none, and bold would shout.
        context["body"] = ALL_EMPHASIS.sub(r'<p class="aside">\1', body)


def _part(app: Sphinx, pagename: str) -> str:
    """The part of the book that a page stands in, as its contents name it; "" for the home page."""
    contents = getattr(app.env, "external_site_map", None)
    if contents is None:
        return ""
    above = {
        str(child): (name, tree)
        for name, page in contents.items()
        for tree in page.subtrees
        for child in tree.items
    }
    name = pagename
    while name in above:
        name, tree = above[name]
        if name == app.config.root_doc:
            return translator(app, name)(tree.caption) if tree.caption else ""
    return ""


def _edition(app: Sphinx, pagename: str, entry: Language, here: Language) -> dict[str, Any]:
    return {
        "tag": entry.tag,
        "label": entry.label,
        "current": entry == here,
        "url": f"{to_root(pagename)}../{entry.path}/{pagename}.html",
        "address": _address(app, entry, pagename),
    }


def _address(app: Sphinx, entry: Language, pagename: str) -> str:
    return f"{app.config.book_baseurl.rstrip('/')}/{entry.path}/{pagename}.html"


def _binder(app: Sphinx, pagename: str) -> str:
    repository = quote(app.config.book_repository, safe="")
    return f"https://mybinder.org/v2/git/{repository}/main?urlpath=lab/tree/{pagename}.md"


def _notebook(app: Sphinx, pagename: str) -> str:
    """Lay the executed notebook beside the page; its address from there."""
    executed = Path(app.outdir).parent / "jupyter_execute" / f"{pagename}.ipynb"
    if not executed.exists():
        return ""
    target = Path(app.outdir) / "_sources" / f"{pagename}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(executed, target)
    return f"{to_root(pagename)}_sources/{pagename}.ipynb"


def share_files(app: Sphinx, exception: Exception | None) -> None:
    """A plain ``jupyter-book build`` gets its own data/ and assets/; editions share the site's."""
    from strukturwandel.assets import install_data, install_scripts

    if exception is None and app.builder.name == "html" and not app.config.book_edition:
        install_data(Path(app.srcdir, "data"), Path(app.outdir, "data"))
        install_scripts(Path(app.outdir, "assets"))


def setup(app: Sphinx) -> None:
    """Register events; the context must be there before the theme's own handler at 500."""
    app.connect("config-inited", add_theme, priority=400)
    app.connect("builder-inited", add_messages)
    app.connect("html-page-context", page_context, priority=400)
    app.connect("html-page-context", choose_files, priority=900)
    app.connect("build-finished", share_files)
