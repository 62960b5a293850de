"""The main job: from chapters, tables and catalogues to the site with its PDFs.

Steps, each told with its time: tables, catalogues, English edition (executes the chapters), the
other editions side by side, pictures, site, PDFs. Nothing is done twice: Sphinx keeps its own
state, executed chapters and pictures are cached by content, and an unchanged book ends at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from strukturwandel import catalogues, data, pictures, pofile, site
from strukturwandel.languages import LANGUAGES, SOURCE, TRANSLATIONS, Language, language

# Tests build small books of their own; otherwise the book is where the package is.
ROOT = Path(os.environ.get("STRUKTURWANDEL_ROOT") or Path(__file__).resolve().parent.parent)
BUILD = ROOT / "_build"
SITE = BUILD / "site"
STATE = BUILD / "site.inputs"
INPUTS = ("chapters", "data", "translations", "strukturwandel", "index.md", "_config.yml",
          "_toc.yml", "requirements.lock")  # fmt: skip
OUTPUT_SUFFIXES = {".mo", ".pyc"}
UNFINISHED, LENIENT = "unfinished", "lenient"  # how far an edition's state can be trusted


class BuildError(RuntimeError):
    """A step has failed; what failed has been printed."""


def tell(text: str) -> None:
    """One line of progress."""
    print(text, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Tell which step runs, and how long it took."""
    tell(f"── {name}")
    begun = time.monotonic()
    yield
    tell(f"   {name}: {time.monotonic() - begun:.1f} s")


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other build of this book runs: they share editions, catalogues and site."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Another build is running; this one waits for its end.")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


# ---------------------------------------------------------------- editions


def edition_folder(entry: Language) -> Path:
    """Where an edition is built: html/, doctrees/, jupyter_execute/, figures/."""
    return BUILD / "editions" / entry.path


def run_sphinx(
    name: str, *, builder: str = "html", strict: bool = True, verbose: bool = False
) -> int:
    """Build one edition in this process; 0 if it went well."""
    from jupyter_book.sphinx import build_sphinx

    entry = language(name)
    folder = edition_folder(entry) if builder == "html" else BUILD / builder
    output = folder / "html" if builder == "html" else folder
    doctrees = folder / "doctrees" if builder == "html" else BUILD / "doctrees" / builder
    state = folder / "unproven"
    settings = {
        "language": entry.catalogue,
        "latex_individualpages": False,
        "external_toc_path": (ROOT / "_toc.yml").as_posix(),
        "nitpicky": strict,
        "book_edition": True,
    }
    if builder == "gettext":
        settings["nb_execution_mode"] = "off"
    else:
        from strukturwandel.sphinxext.repairs import execution_digest

        cache = BUILD / "cache" / "execution" / execution_digest(ROOT)
        settings["nb_execution_cache_path"] = str(cache)
        _drop_unproven(doctrees, state, strict)
        state.write_text(UNFINISHED, encoding="utf-8")
    outcome = build_sphinx(
        ROOT, output, noconfig=True, path_config=ROOT / "_config.yml", confoverrides=settings,
        doctreedir=doctrees, builder=builder, warningiserror=strict, keep_going=True,
        quiet=not verbose,
    )  # fmt: skip
    code = outcome if isinstance(outcome, int) else 2
    if builder == "html" and not code:
        if strict:
            state.unlink()
        else:
            state.write_text(LENIENT, encoding="utf-8")
    return code


def _drop_unproven(doctrees: Path, state: Path, strict: bool) -> None:
    """Drop what Sphinx knows from a build that failed, was killed, or let warnings pass.

    It tells a warning when it reads a page and does not read an unchanged page a second time: a
    strict build that went on from there would find nothing wrong.
    """
    state.parent.mkdir(parents=True, exist_ok=True)
    if state.exists() and (strict or state.read_text(encoding="utf-8") != LENIENT):
        shutil.rmtree(doctrees, ignore_errors=True)


def _sphinx_process(entry: Language, strict: bool) -> subprocess.Popen:
    command = [sys.executable, "-m", "strukturwandel", "sphinx", entry.catalogue]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "IPYTHONDIR": str(_kernel_home())}
    return subprocess.Popen(
        [*command, *([] if strict else ["--lenient"])], cwd=ROOT, env=environment
    )


def _kernel_home() -> Path:
    """IPython's folder for the build: no start-up files of the user, no chatter from kernels."""
    home = BUILD / "ipython"
    settings_file = home / "profile_default" / "ipython_kernel_config.json"
    settings_file.parent.mkdir(parents=True, exist_ok=True)
    settings_file.write_text('{"IPKernelApp": {"log_level": 40}}', encoding="utf-8")
    return home


def html(languages: Sequence[Language] = LANGUAGES, *, strict: bool = True) -> dict[Language, Path]:
    """Build editions: the source language first, it executes the chapters for all.

    Returns language → folder of HTML. Raises :class:`BuildError` naming the editions that failed,
    and data.TableError naming table, line, column and rule where a table is not as it should be.
    """
    with step("tables"):
        for name in data.tables():
            data.load(name)
    with step("catalogues"):
        catalogues.compile_all(ROOT / "translations")
    if SOURCE in languages:
        with step(f"edition {SOURCE.catalogue}"):
            _editions([SOURCE], strict)
    others = [entry for entry in languages if entry != SOURCE]
    if others:
        with step("editions " + ", ".join(entry.catalogue for entry in others)):
            _editions(others, strict)
    return {entry: edition_folder(entry) / "html" for entry in languages}


def _editions(entries: Sequence[Language], strict: bool) -> None:
    failed = _failed((entry, _sphinx_process(entry, strict)) for entry in entries)
    if failed:
        raise BuildError(f"edition {failed} failed: see the warnings above")


def _failed(processes: Iterable[tuple[Language, subprocess.Popen]]) -> str:
    """Start and wait for all; the languages that have failed. Stopped, it ends them first."""
    running: dict[Language, subprocess.Popen] = {}
    try:
        for entry, process in processes:
            running[entry] = process
        return ", ".join(entry.catalogue for entry, each in running.items() if each.wait())
    finally:
        for each in running.values():
            each.terminate()
        for each in running.values():
            each.wait()


def draw(editions: dict[Language, Path]) -> site.Pictures:
    """The pictures of all charts that the editions show, by figure name."""
    figures = {}
    for entry, folder in editions.items():
        for name in site.figure_names(folder):
            figures[name] = edition_folder(entry) / "figures" / f"{name}.json"
    return pictures.make(figures.values(), BUILD / "cache" / "pictures", progress=tell)


# ---------------------------------------------------------------- everything


@alone()
def build(*, strict: bool = True, pdf: bool | None = None) -> None:
    """Make the whole site, or tell that nothing has changed.

    ``pdf`` True insists on the PDFs, False leaves them out, None makes them where the machine can.
    """
    from strukturwandel import machine
    from strukturwandel.print_edition import last_change

    site.restore(SITE)
    now = inputs_digest()
    done = _state()
    wanted_pdf = pdf is not False
    if SITE.exists() and done.get("inputs") == now and (done.get("pdf") or not wanted_pdf):
        tell("The book is up to date: " + str(SITE / "index.html"))
        return
    begun = time.monotonic()
    lacking = machine.check(("pictures", "pdf") if wanted_pdf else ("pictures",))
    can_draw = not [part for part in lacking if "pictures" in part.parts]
    can_print = wanted_pdf and not lacking
    for part in lacking:
        tell(f"Without {part.name} ({part.why}): {part.remedy}")
    if pdf and not can_print:
        raise BuildError("the PDF editions need what is missing above")
    editions = html(strict=strict)
    drawn: site.Pictures = {}
    if can_draw:
        with step("pictures"):
            drawn = draw(editions)
    new = BUILD / "site.new"
    with step("site"):
        shutil.rmtree(new, ignore_errors=True)
        site.assemble(
            ROOT, editions, drawn, new, settings()["book_baseurl"],
            pdf=can_print, changed=last_change(),
        )  # fmt: skip
    if can_print:
        with step("PDF editions"):
            _print_all(editions, drawn, new / "pdf")
    STATE.unlink(missing_ok=True)  # killed after the swap, it would speak of another site
    site.swap(new, SITE)
    STATE.write_text(json.dumps({"inputs": now, "pdf": can_print}), encoding="utf-8")
    tell(f"The book stands: {SITE / 'index.html'} ({time.monotonic() - begun:.0f} s)")


@alone()
def preview(entry: Language) -> Path:
    """The folder of one edition's pages, drafts allowed; the source language is built with it."""
    return html(tuple(dict.fromkeys((SOURCE, entry))), strict=False)[entry]


def _print_all(editions: dict[Language, Path], drawn: site.Pictures, target: Path) -> None:
    """Each PDF in a process of its own, so that two cores serve two languages."""
    index = BUILD / "cache" / "pictures.json"
    index.write_text(
        json.dumps({name: {k: str(p) for k, p in both.items()} for name, both in drawn.items()}),
        encoding="utf-8",
    )

    def process(entry: Language, folder: Path) -> subprocess.Popen:
        place = target / f"ruhr-jingjinji-{entry.path}.pdf"
        command = [sys.executable, "-m", "strukturwandel", "print", entry.catalogue]
        return subprocess.Popen([*command, str(folder), str(index), str(place)], cwd=ROOT)

    failed = _failed((entry, process(entry, folder)) for entry, folder in editions.items())
    if failed:
        raise BuildError(f"the PDF in {failed} failed: see above")


def settings() -> dict[str, str]:
    """The book's own part of _config.yml."""
    text = (ROOT / "_config.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["sphinx"]["config"]


def inputs_digest() -> str:
    """A hash of every file the site is made from."""
    total = hashlib.sha256()
    for name in INPUTS:
        place = ROOT / name
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        for path in files:
            if path.is_file() and path.suffix not in OUTPUT_SUFFIXES:
                total.update(path.relative_to(ROOT).as_posix().encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _state() -> dict[str, object]:
    try:
        return json.loads(STATE.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


# ---------------------------------------------------------------- catalogues


@alone()
def translations() -> None:
    """Extract every message and bring the catalogues of all languages up to date."""
    templates = BUILD / "gettext"
    with step("messages of the prose"):
        shutil.rmtree(templates, ignore_errors=True)
        if run_sphinx(SOURCE.catalogue, builder="gettext", strict=False):
            raise BuildError("extraction failed: see above")
    with step("messages of the outputs (English edition)"):
        _editions([SOURCE], strict=False)
        outputs = edition_folder(SOURCE) / "outputs.json"
        noted = json.loads(outputs.read_text(encoding="utf-8"))
        from strukturwandel.sphinxext import datapages

        placed = {"data": datapages.messages(), "records": datapages.records()}
        apart: set[str] = set()
        for domain, found in placed.items():
            template = catalogues.placed_template(domain, found)
            catalogues.write_template(template, templates / f"{domain}.pot")
            apart |= {entry.id for entry in template}
        shown = catalogues.outputs_template(noted, apart)
        catalogues.write_template(shown, templates / "outputs.pot")
    with step("messages of the site"):
        catalogues.write_template(
            catalogues.site_template(visible_settings()), templates / "site.pot"
        )
    with step("catalogues"):
        # It would hold what our templates share with Sphinx, and make our other overrides obsolete.
        (templates / "sphinx.pot").unlink(missing_ok=True)
        for entry in TRANSLATIONS:
            _update(templates, entry)


def _update(templates: Path, entry: Language) -> None:
    tool = Path(sys.executable).with_name("sphinx-intl")
    subprocess.run(
        [str(tool), "update", "-p", str(templates), "-d", str(ROOT / "translations"),
         "-l", entry.catalogue, "-w", "0"],
        check=True, cwd=ROOT, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    for path in catalogues.folder(ROOT / "translations", entry).rglob("*.po"):
        pofile.drop_format_flags(path)


def visible_settings() -> dict[str, str]:
    """Settings that readers see, by name."""
    from strukturwandel.sphinxext.repairs import VISIBLE

    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    inner = config["sphinx"]["config"]
    found = {name: inner[name] for name in VISIBLE if isinstance(inner.get(name), str)}
    found["html_title"] = config["title"]
    found["author"] = config["author"]
    found["search_bar_text"] = inner["html_theme_options"]["search_bar_text"]
    return found
