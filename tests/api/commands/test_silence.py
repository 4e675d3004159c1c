"""The terminal asks nobody and keeps nothing: watched from inside by an audit hook.

The hook sees what Python does in the process: every connection and look-up of a host, and every
file opened for writing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import json, os, sys
calls, written = [], []
def watch(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        calls.append(event)
    if event == "open" and isinstance(args[0], str):
        mode, flags = args[1], args[2]
        if (mode and set(mode) & set("wax+")) or (flags & (os.O_WRONLY | os.O_RDWR)):
            written.append(args[0])
sys.addaudithook(watch)
from api.cli import main
code = main(sys.argv[1:])
print(json.dumps({"code": code, "calls": calls, "written": written}), file=sys.stderr)
"""
HARMLESS = ("/dev/null", "nul", "/dev/tty")
"""Beside these, numba and Python keep their own compiled code in ``__pycache__``."""


def watched(folder: Path, *argv: str, stdin: str = "") -> tuple[dict[str, list[str]], str]:
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own program
        [sys.executable, "-c", PROGRAM, *argv],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=folder,
    )
    report = json.loads(done.stderr.splitlines()[-1])
    assert report["code"] == 0, done.stderr
    return report, done.stdout + done.stderr


def strange(report: dict[str, list[str]]) -> list[str]:
    """Files written beside those asked for."""
    return [
        path
        for path in report["written"]
        if path.lower() not in HARMLESS and "__pycache__" not in path and ".tmp-" not in path
    ]


@pytest.mark.parametrize("command", ["score", "route"])
def test_no_connection_and_no_file_but_those_asked_for(tmp_path: Path, command: str) -> None:
    outputs = ["--map", "map.html", "--gpx", "route.gpx", "--json"]
    if command == "score":
        line = {"type": "LineString", "coordinates": [[24.9412, 60.1699], [24.9450, 60.1710]]}
        report, _ = watched(tmp_path, "score", "-", *outputs, stdin=json.dumps(line))
    else:
        trip = "60.1712,24.9410\n60.1690,24.9480\n"
        report, _ = watched(tmp_path, "route", "--trip", "-", *outputs, stdin=trip)
    assert report["calls"] == []
    assert strange(report) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.html", "route.gpx"]


def test_a_file_is_exported_and_verified_in_silence(tmp_path: Path) -> None:
    for command in (("export", "map.html", "--quiet"), ("verify", "map.html", "--quiet")):
        report, _ = watched(tmp_path, *command)
        assert report["calls"] == []
        assert strange(report) == []
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
