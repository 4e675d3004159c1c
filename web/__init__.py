"""Static files that Sidestreet serves and inlines: styles, scripts, the vendored Leaflet."""
