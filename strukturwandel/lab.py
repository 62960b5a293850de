"""JupyterLab on the chapters: a double-click opens a chapter as a notebook, all of it offline.

Everything that JupyterLab writes goes below ``_build/lab``; the settings a person has made for
their own JupyterLab are neither read nor changed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from jupyter_server.services.contents.filecheckpoints import AsyncFileCheckpoints

ROOT = Path(__file__).resolve().parents[1]
LAB = ROOT / "_build" / "lab"

SETTINGS = {
    "@jupyterlab/docmanager-extension:plugin": {
        "defaultViewers": {"markdown": "Jupytext Notebook", "myst": "Jupytext Notebook"},
        # Two minutes after a run, autosave would write the chapter in jupytext's spelling.
        "autosave": False,
    },
    "@jupyterlab/notebook-extension:tracker": {"autoStartDefaultKernel": True},  # do not ask
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
PAGE = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


class Checkpoints(AsyncFileCheckpoints):
    """Copies of opened chapters go below ``_build/lab``, where no build and no test meets them."""

    def checkpoint_path(self, checkpoint_id: str, path: str) -> str:
        """Where the copy of the file at ``path`` (relative to the root) is kept."""
        place = LAB / "checkpoints" / checkpoint_id / path.strip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        return str(place)


def write_settings(config: Path) -> None:
    """JupyterLab's settings for the book, into a Jupyter configuration folder."""
    folder = config / "labconfig"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("default_setting_overrides", SETTINGS), ("page_config", PAGE)):
        (folder / f"{name}.json").write_text(json.dumps(content, indent=2), encoding="utf-8")


def environment() -> dict[str, str]:
    """The process environment that keeps JupyterLab and its kernels below ``_build/lab``."""
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    own = {variable: str(LAB / name) for variable, name in folders.items()}
    return {**os.environ, **own, "JUPYTER_PREFER_ENV_PATH": "1"}


def command(port: int | None = None, browser: bool = True) -> list[str]:
    """How JupyterLab is started: on loopback, from the root, showing the chapters."""
    options = [
        f"--ServerApp.root_dir={ROOT}",
        "--ServerApp.ip=127.0.0.1",
        "--LabApp.default_url=/lab/tree/chapters",
        "--ContentsManager.checkpoints_class=strukturwandel.lab.Checkpoints",
        "--LabApp.extension_manager=readonly",  # the other one asks a registry
        "--LanguageServerManager.autodetect=False",  # lists a screenful of servers that are absent
    ]
    if port is not None:
        options.append(f"--ServerApp.port={port}")
    if not browser:
        options.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return [sys.executable, "-m", "jupyterlab", *options]


def main(argv: list[str] | None = None) -> None:
    """Become JupyterLab: its end, its exit code and the signals sent to it are this process's.

    Options that are not ours go to JupyterLab (``--ServerApp.open_browser=False``).
    """
    parser = argparse.ArgumentParser(prog="python -m strukturwandel lab", description=__doc__)
    parser.add_argument("--port", type=int, help="default: 8888, or the next one that is free")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    arguments, others = parser.parse_known_args(argv)
    write_settings(LAB / "config")
    start = [*command(arguments.port, browser=not arguments.no_browser), *others]
    os.chdir(ROOT)
    os.execve(start[0], start, environment())


if __name__ == "__main__":
    main()
