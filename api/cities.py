"""Cities in memory: each is loaded once, by whoever asks first, and the oldest makes room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from geodata.derived import exposure_of
from geodata.metro.stops import read_check_days
from geodata.pack import current_version, find_city, find_named_city, list_cities, read_pack
from geodata.pack.versions import POINTER_FILE
from mapper.errors import UnknownCityError
from mapper.model.evidence import CountingPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from api.settings import Settings
    from geodata.metro.stops import CheckDay
    from geodata.pack import CityInfo
    from geodata.progress import Progress
    from mapper.exposure.city import CityExposure
    from mapper.model.assumptions import Assumptions
    from mapper.model.city import City

__all__ = ["Cities", "Kept"]

Key = TypeVar("Key", bound="Hashable")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values that are dear to make: made once a key, the one used least recently goes first.

    Safe in threads: a second asker waits for the first one's value, and only for that.

    >>> squares = Kept[int, int](most=2)
    >>> squares.get(3, lambda: 9), squares.get(3, lambda: 0)
    (9, 9)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._futures: OrderedDict[Key, Future[Value]] = OrderedDict()

    def __len__(self) -> int:
        """Count the values kept or being made."""
        return len(self._futures)

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value of a key, making it where there is none; a failure is not kept."""
        with self._lock:
            future = self._futures.get(key)
            mine = future is None
            if future is None:
                future = self._futures[key] = Future()
                while len(self._futures) > self._most:
                    self._futures.popitem(last=False)
            else:
                self._futures.move_to_end(key)
        if not mine:
            return future.result()
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                if self._futures.get(key) is future:
                    del self._futures[key]
            future.set_exception(error)
            raise
        future.set_result(value)
        return value


class Cities:
    """The cities one server knows, read from packs when first asked for.

    A pack that was replaced on disk is a new city: the next request reads it.
    """

    def __init__(self, settings: Settings) -> None:
        self._packs = settings.packs
        self._default = settings.city
        self._check_days = read_check_days(settings.checks) if settings.checks else ()
        self._cities: Kept[Path, City] = Kept(settings.max_cities)
        self._prepared: Kept[tuple[Path, str], CityExposure] = Kept(settings.max_prepared)

    def at_hand(self) -> list[CityInfo]:
        """Return every city there is, from what the packs say of themselves."""
        infos = {info.name: info for info in list_cities(self._packs)}
        own = self._own()
        if own is not None:
            # the default city may lie in a folder of its own, outside the packs
            infos |= {info.name: info for info in list_cities(own.parent) if info.name == own.name}
        return [infos[name] for name in sorted(infos)]

    def is_default(self, name: str) -> bool:
        """Tell whether a request that names no city means this one."""
        own = self._own()
        return own is not None and own.name == name

    def check_days(self, name: str) -> tuple[CheckDay, ...]:
        """Return the days of heightened checks the operator has a table of; none elsewhere."""
        return self._check_days if self.is_default(name) else ()

    def folder(self, name: str | None = None) -> Path:
        """Return where a city lies; the default one where none is named.

        Raises
        ------
        SidestreetError
            Where there is none of that name.
        """
        return self._folder(name)

    def city(self, name: str | None = None) -> City:
        """Return a city by name; the default one where none is named.

        Raises
        ------
        SidestreetError
            Where there is none of that name, or its pack is damaged.
        """
        folder = self._folder(name)
        return self._city(folder, _version(folder))

    def prepared(
        self, name: str | None, assumptions: Assumptions, progress: Progress | None = None
    ) -> CityExposure:
        """Return a city prepared under assumptions.

        Raises
        ------
        SidestreetError
            Where there is none of that name, or its pack is damaged.
        """
        folder = self._folder(name)
        version = _version(folder)
        # counting only filters: all policies share one preparation
        base = replace(assumptions, policy=CountingPolicy.CAUTIOUS)
        # what anybody may ask for must not fill the disk: only presets are kept there
        preset = base.range_m is None and base.tolerance_m == 0

        def prepare() -> CityExposure:
            city = self._city(folder, version)
            return exposure_of(city, base, folder=folder if preset else None, progress=progress)

        whole = self._prepared.get((version, base.digest), prepare)
        return whole.with_policy(assumptions.policy)

    def _city(self, folder: Path, version: Path) -> City:
        return self._cities.get(version, lambda: read_pack(folder))

    def _folder(self, name: str | None) -> Path:
        if name is None:
            return find_city(self._default, self._packs)
        own = self._own()
        if own is not None and own.name == name:
            return own
        # names only: a request must never name a folder
        return find_named_city(name, self._packs)

    def _own(self) -> Path | None:
        """Return the default city's folder, None where there is no such city."""
        try:
            return find_city(self._default, self._packs)
        except UnknownCityError:
            return None


def _version(folder: Path) -> Path:
    """Return the folder of the version that holds; a version handed over alone is its own."""
    pointer = folder / POINTER_FILE
    return current_version(folder) if pointer.exists() else folder
