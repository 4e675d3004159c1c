"""Folium maps and pages with every asset inlined: nothing is fetched from anywhere."""
