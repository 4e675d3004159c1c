"""Stations: what they are fitted with, how they are covered, and the ways that lead to them."""
