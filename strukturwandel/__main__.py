"""The command line: ``python -m strukturwandel COMMAND``; `make` names the common ones."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path

from strukturwandel import bench


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code, 1 after an error that has been told in one line."""
    parser = argparse.ArgumentParser(prog="strukturwandel", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="every edition into _build/site/")
    commands.add_parser("html", help="the HTML editions, without PDFs")
    commands.add_parser("pdf", help="every edition, failing where PDFs cannot be made")
    commands.add_parser("translations", help="bring the catalogues up to date")
    commands.add_parser("lint", help="check tables and catalogues")
    preview = commands.add_parser("preview", help="one language, forgiving, for translators")
    preview.add_argument("language")
    serve = commands.add_parser("serve", help="serve _build/site/ on this machine")
    serve.add_argument("--port", type=int, default=8000)
    lab = commands.add_parser("lab", help="JupyterLab on the chapters")
    lab.add_argument("--port", type=int)
    lab.add_argument("--no-browser", action="store_true")
    bench.add_options(commands.add_parser("bench", help="how soon charts open, by measure"))
    sphinx = commands.add_parser("sphinx", help="one edition (used by build)")
    sphinx.add_argument("language")
    sphinx.add_argument("--lenient", action="store_true")
    printing = commands.add_parser("print", help="one PDF (used by build)")
    printing.add_argument("language")
    printing.add_argument("html", type=Path)
    printing.add_argument("pictures", type=Path)
    printing.add_argument("target", type=Path)
    chosen = parser.parse_args(arguments)
    try:
        return RUN[chosen.command](chosen) or 0
    except KeyboardInterrupt:
        print("stopped; the last good site is where it was", file=sys.stderr)
        return 130
    except (RuntimeError, ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _build(chosen: argparse.Namespace) -> None:
    from strukturwandel import build

    build.build(pdf={"build": None, "html": False, "pdf": True}[chosen.command])


def _translations(chosen: argparse.Namespace) -> None:
    from strukturwandel import build

    build.translations()


def _preview(chosen: argparse.Namespace) -> None:
    from strukturwandel import build
    from strukturwandel.languages import language

    build.tell(f"preview: {build.preview(language(chosen.language)) / 'index.html'}")


def _sphinx(chosen: argparse.Namespace) -> int:
    from strukturwandel import build

    return build.run_sphinx(chosen.language, strict=not chosen.lenient)


def _print(chosen: argparse.Namespace) -> None:
    from strukturwandel import print_edition
    from strukturwandel.languages import language

    index = json.loads(chosen.pictures.read_text(encoding="utf-8"))
    drawn = {name: {kind: Path(p) for kind, p in both.items()} for name, both in index.items()}
    print_edition.make(language(chosen.language), chosen.html, drawn, chosen.target)


def _serve(chosen: argparse.Namespace) -> None:
    from strukturwandel import build, serve

    serve.serve(build.SITE, chosen.port)


def _lab(chosen: argparse.Namespace) -> int | None:
    from strukturwandel import lab

    port = ["--port", str(chosen.port)] if chosen.port else []
    return lab.main([*port, *(["--no-browser"] if chosen.no_browser else [])])


def _lint(chosen: argparse.Namespace) -> int:
    from strukturwandel import lint

    return lint.main()


RUN = {
    "build": _build, "html": _build, "pdf": _build, "translations": _translations,
    "preview": _preview, "sphinx": _sphinx, "print": _print, "serve": _serve, "lab": _lab,
    "lint": _lint, "bench": bench.main,
}  # fmt: skip

if __name__ == "__main__":
    # A cancelled job ends as Ctrl+C does: what runs below this process is ended too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
