"""How soon the charts of a chapter open: our pages beside two other ways to show the same charts.

One run measures a chapter in every language against two baselines made from its built page
(:mod:`baselines`), over loopback, in a headless Chromium with a slow line and a slow processor
(:mod:`browser`), and says of each budget whether it is met (:mod:`report`). With ``--lighthouse``
it asks Lighthouse too (:mod:`lighthouse`). A budget that is not met is told and is no failure.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from strukturwandel.languages import LANGUAGES, Language, language

CHAPTER = "chapters/ruhr/coal_crisis"
RUNS, LIGHTHOUSE_RUNS = 5, 3
PROFILE_NAMES = ("slow", "phone", "fast")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command's options; ``main`` takes what they parse to."""
    parser.add_argument("--chapter", default=CHAPTER, help=f"a page with charts ({CHAPTER})")
    parser.add_argument("--runs", type=int, default=RUNS, help="visits behind each median")
    parser.add_argument("--languages", nargs="+", type=language, default=LANGUAGES)
    parser.add_argument(
        "--profiles", nargs="+", choices=PROFILE_NAMES, default=PROFILE_NAMES, metavar="PROFILE",
        help="of " + ", ".join(PROFILE_NAMES),
    )  # fmt: skip
    parser.add_argument(
        "--variants", nargs="+", choices=("ours", "notebook", "deferred"), metavar="VARIANT",
        default=("ours", "notebook", "deferred"), help="without a baseline there is no ratio to it",
    )  # fmt: skip
    parser.add_argument("--lighthouse", action="store_true", help="Lighthouse's four scores too")
    parser.add_argument("--only-lighthouse", action="store_true")
    parser.add_argument("--site", type=Path, help="another built site than _build/site")


def main(chosen: argparse.Namespace) -> None:
    """Measure and print. Raises OSError where there is no site, BenchError where a page has become
    something that the bench does not know."""
    from strukturwandel import build
    from strukturwandel.bench import lighthouse, report

    site = chosen.site or build.SITE
    pages = {entry: _page(site, entry, chosen.chapter) for entry in chosen.languages}
    folder = build.BUILD / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{chosen.chapter}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC", flush=True)
    print(describe_machine(build.ROOT), flush=True)
    with told_load(), (folder / "results.jsonl").open("w", encoding="utf-8") as kept:
        if not chosen.only_lighthouse:
            records = [_keep(kept, record) for record in _visits(chosen, site, pages)]
            medians = report.medians(records)
            print(report.tables(records, medians))
            print(report.verdicts(report.BUDGETS, medians))
        if chosen.lighthouse or chosen.only_lighthouse:
            runs = min(chosen.runs, LIGHTHOUSE_RUNS)
            scores = [_keep(kept, s) for s in lighthouse.run(site, pages, folder, runs=runs)]
            print(report.lighthouse(scores))
    print(f"every visit: {kept.name}")


def _keep(kept: TextIO, record: dict) -> dict:
    """Write a record at once: a run that is stopped has not been for nothing."""
    kept.write(json.dumps(record) + "\n")
    kept.flush()
    return record


def _page(site: Path, entry: Language, chapter: str) -> str:
    path = f"{entry.path}/{chapter}.html"
    if not (site / path).exists():
        raise OSError(f"{site / path} is missing: run `make html` first")
    return path


def _visits(chosen: argparse.Namespace, site: Path, pages: dict[Language, str]) -> Iterator[dict]:
    from strukturwandel.bench import baselines, browser, server

    variants = baselines.variants(site, pages, chosen.variants)
    profiles = [browser.PROFILES[name] for name in chosen.profiles]
    with server.serving(site, variants) as address, browser.chromium() as running:
        bench = browser.Bench(running, address, site, variants, pages)
        yield from bench.visits(profiles, chosen.runs)


def describe_machine(root: Path) -> str:
    """Processors, Chromium and the state of the sources: what a figure depends on."""
    from strukturwandel import machine

    chromium = machine.find_browser() or "no Chromium"
    version = _said([chromium, "--version"]) if machine.find_browser() else chromium
    commit = _said(["git", "-C", str(root), "describe", "--always", "--dirty"])
    return f"{os.cpu_count()} processors ({platform.machine()}), {version}, sources {commit}"


def _said(command: list[str]) -> str:
    answer = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    return answer.stdout.strip() or "unknown"


@contextmanager
def told_load() -> Iterator[None]:
    """Say how busy the machine was before and after: other work makes every time longer."""
    print(f"load average before: {_load()}", flush=True)
    yield
    print(f"load average after: {_load()}")


def _load() -> str:
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())
