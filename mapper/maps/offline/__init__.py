"""A whole city as one HTML file that needs no network."""
