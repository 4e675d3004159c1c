"""A whole city in one compact binary, for a page that routes by itself; see ``docs/offline.md``."""

from mapper.maps.cityfile.city import FORMAT, city_file

__all__ = ["FORMAT", "city_file"]
