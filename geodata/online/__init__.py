"""Places online: what is asked, of whom, said first; everything can be resumed and replayed."""

from geodata.online.fetch import Answer, Fetch, session_fetch
from geodata.online.overpass import DownloadPlan, download, plan_download
from geodata.online.places import bounds_of_place

__all__ = [
    "Answer",
    "DownloadPlan",
    "Fetch",
    "bounds_of_place",
    "download",
    "plan_download",
    "session_fetch",
]
