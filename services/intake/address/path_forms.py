"""Cuts from a path what shows an article in another form: AMP, print, sessions, its first page."""

import re

from services.intake.address.rules import lines

FORMS = [
    (word, re.compile(piece, re.IGNORECASE), r"\g<kept>" if "kept" in piece else "")
    for word, piece in lines("path_forms", 2)
]


def article_path(path: str) -> str:
    """The path of the article itself, ``/`` for none. See ``data/path_forms.txt``."""
    lowered = path.lower()
    for word, piece, kept in FORMS:
        if word in lowered:
            path = piece.sub(kept, path)
    return path or "/"
