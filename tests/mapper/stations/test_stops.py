"""Small counts stay hidden, from one table, from two, and from one release to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mapper.stations.stops import LEAST_SHOWN, shown_stops

NAMES = st.sampled_from("abcdefgh")
COUNTS = st.dictionaries(NAMES, st.integers(0, 30), min_size=1)
GROUPS = st.dictionaries(st.sampled_from(["l1", "l2", "d1", "d2"]), st.lists(NAMES))


@given(counts=COUNTS, groups=GROUPS)
def test_no_count_below_five_is_shown_nor_can_be_worked_out(
    counts: dict[str, int], groups: dict[str, list[str]]
) -> None:
    shown = shown_stops(counts, groups)
    assert all(count is None or count >= LEAST_SHOWN for count in shown.by_station.values())
    # whatever the hidden counts are, what is published is the same
    others = {s: (4 - c if c < LEAST_SHOWN else c) for s, c in counts.items()}
    assert shown_stops(others, groups) == shown


@given(first=COUNTS, second=COUNTS, groups=GROUPS)
def test_two_releases_never_differ_by_a_few(
    first: dict[str, int], second: dict[str, int], groups: dict[str, list[str]]
) -> None:
    before = shown_stops(first, groups).by_station
    after = shown_stops(second, groups, before=before).by_station
    for station, count in after.items():
        last = before.get(station)
        if count is not None and last is not None:
            assert count == last or abs(count - last) >= LEAST_SHOWN
