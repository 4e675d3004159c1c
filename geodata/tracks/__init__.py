"""Tracks people have, read from GPX, GeoJSON and encoded polylines, and written back bare."""

from geodata.tracks.geojson import write_geojson
from geodata.tracks.gpx import Waypoint, write_gpx
from geodata.tracks.reading import (
    MAX_TRACK_BYTES,
    ReadTrack,
    TrackKind,
    parse_track,
    parse_track_file,
    read_track,
    read_track_file,
)
from geodata.tracks.trim import trim_ends

__all__ = [
    "MAX_TRACK_BYTES",
    "ReadTrack",
    "TrackKind",
    "Waypoint",
    "parse_track",
    "parse_track_file",
    "read_track",
    "read_track_file",
    "trim_ends",
    "write_geojson",
    "write_gpx",
]
