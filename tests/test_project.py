"""The papers of the project agree with it: lock, licences, Binder, CI, the commands they name."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import strukturwandel

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


def test_the_workflow_tells_each_of_the_two_that_fails(tmp_path):
    """`.ci/run` with a make that does nothing but fail at what it is told to."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\ncase " $FAILS " in *" $1 "*) exit 2 ;; esac\n')
    make.chmod(0o755)

    def run(fails: str) -> tuple[int, str]:
        path = f"{tmp_path}:{os.environ['PATH']}"
        done = subprocess.run(
            [tmp_path / ".ci" / "run"], check=False, capture_output=True, text=True,
            env={**os.environ, "PATH": path, "FAILS": fails},
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    code, said = run("")
    assert code == 0 and ".ci/run: passed" in said
    for fails, told in {
        "test": "make test",
        "lint": "make lint",
        "test lint": "make test and make lint",
    }.items():
        code, said = run(fails)
        assert code and re.search(rf"FAILED after \d+ min: {told}\.$", said, re.MULTILINE)


def test_the_map_of_the_package_names_every_room_in_the_order_of_imports():
    package = ROOT / "strukturwandel"
    rooms = re.findall(r"^    (\w+)/? +\S", strukturwandel.__doc__, re.MULTILINE)
    assert set(rooms) == {
        path.stem for path in package.iterdir() if path.stem not in ("__init__", "__pycache__")
    }
    upward = []
    for place, room in enumerate(rooms):
        inside = package / room
        for path in inside.rglob("*.py") if inside.is_dir() else [inside.with_suffix(".py")]:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                    package.name
                ):
                    inner = node.module.split(".")[1:2] or [each.name for each in node.names]
                    upward += [(path.name, name) for name in inner if rooms.index(name) > place]
    assert upward == []


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
