"""The papers of the project agree with it: lock, licences, Binder, CI, the commands they name."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PAPERS = ("README.md", "CONTRIBUTING.md", "TRANSLATING.md")


def test_every_locked_package_has_its_hashes():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) > 100
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_direct_dependency_is_locked():
    direct = re.findall(
        r"^([\w.-]+)(?=[=<>])", (ROOT / "requirements.txt").read_text(), re.MULTILINE
    )
    locked = set(re.findall(r"^([\w.-]+)==", LOCK, re.MULTILINE))
    assert direct and set(direct) <= locked


def test_the_locks_name_no_registry():
    scripts = ROOT / "strukturwandel" / "theme" / "package-lock.json"
    packages = json.loads(scripts.read_text())["packages"]
    assert "://" not in LOCK
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in packages.items() if name)


@pytest.mark.parametrize("path", [".ci/run", ".binder/postBuild"])
def test_scripts_are_executable(path):
    assert os.access(ROOT / path, os.X_OK)


def test_binder_installs_the_lock_with_a_python_the_package_takes():
    binder = ROOT / ".binder"
    [included] = re.findall(r"^-r (.*)", (binder / "requirements.txt").read_text(), re.MULTILINE)
    assert (binder / included).resolve() == ROOT / "requirements.lock"
    python = (binder / "runtime.txt").read_text().strip()
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert python == needed.replace(">=", "python-")


def test_the_workflow_runs_what_contributors_run():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    assert {"run": ".ci/run"} in workflow["jobs"]["test"]["steps"]


@pytest.mark.parametrize("paper", PAPERS)
def test_commands_and_files_that_a_paper_names_exist(paper):
    text = (ROOT / paper).read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= verbs
    links = re.findall(r"\]\((?!https?:)([^)#<>]+)\)", re.sub(r"``.*?``|`[^`]*`", "", text))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_citation_names_the_books_title():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    title = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]
    assert citation["title"].startswith(title)
    assert citation["license"] == "CC-BY-4.0"
