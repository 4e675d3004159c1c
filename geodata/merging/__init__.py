"""The same camera from two sources: linked, counted once, nothing lost."""

from geodata.merging.linking import Link, Merged, merge_cameras

__all__ = ["Link", "Merged", "merge_cameras"]
