"""Folium maps and pages with every asset inlined: nothing is fetched from anywhere."""

from mapper.maps.city_map import city_map
from mapper.maps.scored import ScoredLine

__all__ = ["ScoredLine", "city_map"]
