"""A whole city as one HTML file that needs no network, and pages that help with such files."""

from mapper.maps.offline.choices import FileChoices
from mapper.maps.offline.comparing import Verdict, compared, made_in
from mapper.maps.offline.page import offline_page
from mapper.maps.offline.sheets import hash_page, help_page

__all__ = [
    "FileChoices",
    "Verdict",
    "compared",
    "hash_page",
    "help_page",
    "made_in",
    "offline_page",
]
