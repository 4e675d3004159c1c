"""The same camera from two sources: linked, counted once, nothing lost."""

from geodata.merging.linking import Link, Merged, merge_cameras
from geodata.merging.record import same_as_table, write_same_as

__all__ = ["Link", "Merged", "merge_cameras", "same_as_table", "write_same_as"]
