"""Set-up: what the machine lacks is found by what works, installed quietly or named in one line."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from strukturwandel import machine

ROOT = Path(__file__).resolve().parents[1]
APT_LOGS = '#!/bin/sh\necho "$DEBIAN_FRONTEND: apt-get $*" >> {log}\n'
CHROMIUM = "#!/bin/sh\necho Chromium 156.0\n"


@pytest.fixture
def bin_folder(tmp_path, monkeypatch):
    """A PATH of one empty folder, on a machine that is not Ubuntu and has no other Chromium."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "no-browsers"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.delenv("BOOK_NO_INSTALL", raising=False)
    monkeypatch.setattr(machine, "MAC_BROWSERS", ())
    monkeypatch.setattr(machine, "APT_LOG", tmp_path / "setup" / "apt.log")
    monkeypatch.setattr(machine, "_is_ubuntu", lambda: False)
    monkeypatch.setattr(machine, "_has_fonts", lambda *families: True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    forget()
    yield folder
    forget()


def forget():
    machine.find_browser.cache_clear()
    machine._text_libraries.cache_clear()


def script(place: Path, text: str) -> Path:
    place.write_text(text)
    place.chmod(0o755)
    return place


def plant_apt(folder: Path, then: str = "") -> Path:
    """An apt-get that writes what it was asked to a log, and does ``then``."""
    log = folder.parent / "asked"
    log.touch()
    script(folder / "apt-get", APT_LOGS.format(log=log) + then)
    return log


def names(parts: list[str]) -> list[str]:
    return [missing.name for missing in machine.check(parts)]


# ---------------------------------------------------------------- what is there


def test_a_machine_without_chromium_is_told_what_for_and_one_command(bin_folder):
    plant_apt(bin_folder)
    [missing] = machine.check(["pictures"])
    assert missing.name == "Chromium"
    assert missing.parts == ("pictures", "pdf", "tests")
    line = machine.describe(["pictures"])
    assert "\n" not in line
    assert "draws the charts' pictures" in line
    assert line.endswith("Install: sudo apt-get install --no-install-recommends chromium")


@pytest.mark.parametrize("name", machine.BROWSERS)
def test_any_usual_name_of_chromium_counts(bin_folder, name):
    found = script(bin_folder / name, CHROMIUM)
    assert machine.find_browser() == str(found)


def test_a_stub_that_only_asks_for_a_snap_does_not_count(bin_folder):
    script(bin_folder / "chromium-browser", "#!/bin/sh\necho needs a snap >&2\nexit 1\n")
    assert names(["pictures"]) == ["Chromium"]


def test_playwrights_own_chromium_counts(bin_folder, tmp_path):
    place = tmp_path / "no-browsers" / "chromium-1200" / "chrome-linux64"
    place.mkdir(parents=True)
    found = script(place / "chrome", CHROMIUM)
    assert machine.find_browser() == str(found)


def test_a_browser_path_that_does_not_start_is_named_not_replaced(bin_folder, monkeypatch):
    script(bin_folder / "chromium", CHROMIUM)
    log = plant_apt(bin_folder)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("BROWSER_PATH", "/opt/none/chrome")
    assert [missing.name for missing in machine.ensure(["pictures"])] == ["Chromium"]
    assert "BROWSER_PATH is /opt/none/chrome, which does not start" in machine.describe(
        ["pictures"]
    )
    assert log.read_text() == ""


def plant_weasyprint(folder: Path, monkeypatch, text: str) -> None:
    package = folder.parent / "packages" / "weasyprint" / "text"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "ffi.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(package.parent.parent))


def test_a_machine_without_pango_is_told_so(bin_folder, monkeypatch):
    script(bin_folder / "chromium", CHROMIUM)
    plant_weasyprint(bin_folder, monkeypatch, "raise OSError('cannot load libpango-1.0-0')")
    [missing] = machine.check(["pdf"])
    assert missing.name == "Pango"
    assert missing.parts == ("pdf", "tests")
    plant_apt(bin_folder)
    line = machine.describe(["pdf"])
    assert line.startswith("Missing: Pango (sets the PDFs). Install: ")
    assert line.endswith("libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")


def test_what_is_optional_is_not_reported(bin_folder, monkeypatch):
    script(bin_folder / "chromium", CHROMIUM)
    plant_weasyprint(bin_folder, monkeypatch, "harfbuzz_subset = None")
    assert names(["pdf"]) == []


def test_a_broken_weasyprint_is_not_mistaken_for_a_missing_library(bin_folder, monkeypatch):
    script(bin_folder / "chromium", CHROMIUM)
    plant_weasyprint(bin_folder, monkeypatch, "raise ImportError('cannot import name x')")
    with pytest.raises(RuntimeError, match="cannot import name x"):
        machine.check(["pdf"])


def test_fonts_are_asked_of_fontconfig_family_by_family(bin_folder, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setenv("PATH", str(bin_folder))
    assert not machine._has_fonts("Noto Sans")
    script(bin_folder / "fc-list", '#!/bin/sh\n[ "$1" = "Noto Sans" ] && echo "$1"\n')
    assert machine._has_fonts("Noto Sans")
    assert not machine._has_fonts("Noto Sans", "Noto Serif CJK SC")


# ---------------------------------------------------------------- installing


def test_root_installs_everything_missing_with_one_update_and_one_install(bin_folder, monkeypatch):
    chromium = bin_folder / "chromium"
    log = plant_apt(bin_folder, f"echo '{CHROMIUM}' > {chromium}; /bin/chmod +x {chromium}\n")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert machine.ensure(["pictures"]) == []
    update, install = log.read_text().splitlines()
    assert update == "noninteractive: apt-get update"
    assert install.startswith("noninteractive: apt-get ")
    assert install.endswith(" install --yes --no-install-recommends chromium")
    log.write_text("")
    assert machine.ensure(["pictures"]) == []
    assert log.read_text() == "", "nothing is missing, so apt is not asked"


def test_a_person_whose_sudo_asks_for_a_password_is_never_asked(bin_folder):
    log = plant_apt(bin_folder)
    script(bin_folder / "sudo", '#!/bin/sh\n[ "$1" = -n ] && exit 1\nexec cat\n')
    assert [missing.name for missing in machine.ensure(["pictures"])] == ["Chromium"]
    assert log.read_text() == ""


def test_passwordless_sudo_is_used(bin_folder):
    log = plant_apt(bin_folder)
    script(bin_folder / "sudo", '#!/bin/sh\nshift\n[ "$1" = true ] && exit 0\nexec "$@"\n')
    machine.ensure(["pictures"])
    assert "noninteractive: apt-get update" in log.read_text()


def test_a_failing_apt_shows_its_last_words_and_the_work_goes_on(bin_folder, monkeypatch, capfd):
    plant_apt(bin_folder, "echo 'E: Unable to locate package chromium'; exit 100\n")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert [missing.name for missing in machine.ensure(["pictures"])] == ["Chromium"]
    said = capfd.readouterr().err
    assert "E: Unable to locate package chromium" in said and str(machine.APT_LOG) in said


def test_a_log_in_the_book_is_named_by_its_path_there(bin_folder, monkeypatch, capfd, tmp_path):
    plant_apt(bin_folder, "exit 100\n")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    machine.ensure(["pictures"])
    assert "the end of setup/apt.log:" in capfd.readouterr().err


def test_a_person_can_forbid_installing(bin_folder, monkeypatch):
    log = plant_apt(bin_folder)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("BOOK_NO_INSTALL", "1")
    machine.ensure(["pictures"])
    assert log.read_text() == ""


def test_on_ubuntu_chromium_comes_from_playwright_as_apt_has_only_a_snap(bin_folder, monkeypatch):
    log = plant_apt(bin_folder)
    ran = bin_folder.parent / "ran"
    python = script(bin_folder / "python", f'#!/bin/sh\necho "$*" > {ran}\n')
    monkeypatch.setattr(machine, "_is_ubuntu", lambda: True)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "executable", str(python))
    machine.ensure(["pictures"])
    assert log.read_text() == ""
    assert ran.read_text().startswith("-m playwright install --with-deps")
    assert "-m playwright install --with-deps" in machine.describe(["pictures"])


def test_required_fails_in_one_line_and_without_it_the_work_goes_on(bin_folder, capsys):
    assert machine.main(["ensure", "pictures"]) == 0
    assert capsys.readouterr().err == ""
    assert machine.main(["ensure", "--required", "pictures"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


# ---------------------------------------------------------------- environment


def test_a_python_without_venv_names_the_package(bin_folder, monkeypatch):
    plant_apt(bin_folder)
    monkeypatch.setattr(machine.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match=r"Install: sudo apt-get .* python3\.\d+-venv"):
        machine.make_environment()


def test_a_package_whose_hash_is_not_the_locks_is_refused(tmp_path, monkeypatch, capfd):
    archive = tmp_path / "wrong.tar.gz"
    archive.write_bytes(b"not what was locked")
    other = hashlib.sha256(b"what was locked").hexdigest()
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"wrong @ {archive.as_uri()} --hash=sha256:{other}\n")
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    monkeypatch.setattr(machine, "VENV", tmp_path / ".venv")
    with pytest.raises(RuntimeError, match="requirements.lock"):
        machine.make_environment()
    assert "DO NOT MATCH THE HASHES" in capfd.readouterr().err


@pytest.fixture
def scripts_of(tmp_path, monkeypatch):
    """Writes a theme that needs one script, which lies beside it and whose hash its lock names."""
    archive = tmp_path / "script.tgz"
    member = tmp_path / "package.json"
    member.write_text('{"name": "script", "version": "1.0.0"}')
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(member, "package/package.json")
    theme = tmp_path / "theme"
    theme.mkdir()
    monkeypatch.setattr(machine, "THEME", theme)
    monkeypatch.setattr(machine, "SCRIPTS", tmp_path / "npm")
    monkeypatch.setenv("npm_config_offline", "true")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))

    def write(locked: bytes | None = None) -> None:
        digest = hashlib.sha512(archive.read_bytes() if locked is None else locked).digest()
        place = f"file:{archive}"
        own = {"name": "theme", "version": "1.0.0", "dependencies": {"script": place}}
        packages = {
            "": own,
            "node_modules/script": {
                "version": "1.0.0",
                "resolved": place,
                "integrity": f"sha512-{base64.b64encode(digest).decode()}",
            },
        }
        (theme / "package.json").write_text(json.dumps(own))
        lock = {**own, "lockfileVersion": 3, "packages": packages}
        (theme / "package-lock.json").write_text(json.dumps(lock))

    return write


def test_scripts_whose_hash_is_the_locks_are_installed(scripts_of):
    scripts_of()
    machine.install_scripts()
    assert (machine.SCRIPTS / "node_modules" / "script" / "package.json").is_file()


def test_scripts_whose_hash_is_not_the_locks_are_refused(scripts_of, capfd):
    scripts_of(locked=b"what was locked")
    with pytest.raises(RuntimeError, match="npm ci failed"):
        machine.install_scripts()
    assert "EINTEGRITY" in capfd.readouterr().err


# ---------------------------------------------------------------- Makefile


@pytest.fixture
def clone(tmp_path):
    """What make sees of a clone: the Makefile and what its stamps depend on, nothing installed."""
    theme = tmp_path / "strukturwandel" / "theme"
    theme.mkdir(parents=True)
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(machine.THEME / name, theme)
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "-C", str(folder), *arguments],
        check=False, capture_output=True, text=True, env=plain,
    )  # fmt: skip


def pretend_set_up(clone: Path) -> None:
    """Stamps newer than what they depend on."""
    for stamp in (".venv/.locked", ".venv/.package", "_build/npm/.installed"):
        place = clone / stamp
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()


@pytest.mark.parametrize("python", ["old", "absent"])
def test_a_python_too_old_or_absent_is_told_in_one_line(clone, python):
    place = clone / "python3.9"
    if python == "old":
        script(place, "#!/bin/sh\nexit 1\n")
    run = make(clone, "book", f"PYTHON={place}")
    assert run.returncode
    first, rest = run.stderr.split("\n", 1)
    assert first.startswith("This needs Python 3.11 or newer") and str(place) in first
    assert rest.startswith("make: *** ") and rest.count("\n") == 1


def test_a_second_run_installs_nothing(clone):
    pretend_set_up(clone)
    assert "Nothing to be done" in make(clone, "setup").stdout


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("requirements.lock", ["environment", "package"]),
        ("pyproject.toml", ["package"]),
        ("strukturwandel/theme/package-lock.json", ["scripts"]),
    ],
)
def test_a_change_installs_anew_what_depends_on_it(clone, changed, again):
    pretend_set_up(clone)
    soon = (clone / ".venv" / ".package").stat().st_mtime + 10
    os.utime(clone / changed, (soon, soon))
    run = make(clone, "--dry-run", "setup").stdout
    asked = [line.split()[-1] for line in run.splitlines() if "strukturwandel.machine" in line]
    assert asked == again


def test_help_lists_every_verb():
    verbs = (ROOT / "Makefile").read_text().split(".PHONY: ")[1].splitlines()[0].split()
    listed = [
        line.split()[1] for line in make(ROOT, "help").stdout.splitlines() if "  make" in line
    ]
    assert sorted(listed) == sorted(verbs)
