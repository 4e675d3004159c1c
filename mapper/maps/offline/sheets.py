"""Two pages that stand alone: what a file's hash is, and how phones open such a file."""

from __future__ import annotations

from mapper.maps.frame import POLICY_SLOT, data_block, policy_of
from mapper.maps.offline.modules import DEFINE, joined
from mapper.maps.offline.words import help_text, offline_words, sheet_style, template

__all__ = ["hash_page", "help_page"]

HASH_MODULE = "app/offline/hash.js"


def hash_page(language: str) -> str:
    """Return a page that hashes a file where it is and cannot connect to anything."""
    words = offline_words(language)["hash"]
    script = (
        DEFINE
        + joined(HASH_MODULE)
        + f'parts.need("{HASH_MODULE}").startHashPage('
        + 'JSON.parse(document.getElementById("words").textContent));\n'
    )
    document = template("hash.html").render(
        language=language,
        words=words,
        style=sheet_style(),
        script=script,
        block=data_block("words", words),
    )
    return document.replace(POLICY_SLOT, policy_of(document, connect_src="'none'"), 1) + "\n"


def help_page(language: str) -> str:
    """Return the help on phones as a page of its own, without scripts."""
    document = template("help.html").render(
        language=language,
        title=offline_words(language)["help"]["title"],
        style=sheet_style(),
        text=help_text(language),
    )
    return document.replace(POLICY_SLOT, policy_of(document, connect_src="'none'"), 1) + "\n"
