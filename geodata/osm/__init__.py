"""OpenStreetMap files in, a ``City`` out. Which tags mean what: ``docs/data.md``."""

from geodata.osm.city import OsmImport, import_city, read_city
from geodata.osm.refusals import Refusal

__all__ = ["OsmImport", "Refusal", "import_city", "read_city"]
