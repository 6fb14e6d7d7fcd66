"""Have the links of tutorials lead to pages: in the repository they lead to files.

A hook of mkdocs, which sees to the links of Markdown itself, but not to those of notebooks.
"""

from __future__ import annotations

import logging
import posixpath
import re
from typing import Any

# What mkdocs counts as a warning, which ends a strict build.
_LOG = logging.getLogger("mkdocs.hooks.links")
_NOTEBOOKS = "notebooks/"
_TUTORIALS = "tutorials/"
_DOCS = "docs/"
_LINK = re.compile(r'(?<=href=")(?![a-z]+:|#)([^"#]+)(?=["#])')


def on_page_content(html: str, *, page: Any, config: Any, files: Any) -> str:
    """Rewrite the links of a tutorial."""
    del config
    source = page.file.src_uri
    if not source.endswith(".ipynb"):
        return html

    def lead(link: re.Match[str]) -> str:
        wanted = posixpath.normpath(_NOTEBOOKS + link[1])
        found = files.get_file_from_path(_on_site(wanted))
        if found is None:
            _LOG.warning("%s links to %s, which is no page.", source, link[1])
            return link[1]
        return str(found.url_relative_to(page.file))

    return _LINK.sub(lead, html)


def _on_site(path: str) -> str:
    """Give the place on the site of a file of the repository."""
    if path.startswith(_NOTEBOOKS):
        return _TUTORIALS + path.removeprefix(_NOTEBOOKS)
    return path.removeprefix(_DOCS)
