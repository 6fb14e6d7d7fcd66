"""What the site needs beside its pages: a hook of mkdocs.

Links of tutorials lead to pages, where in the repository they lead to files; each tutorial can
be downloaded; and whoever searches for an error finds first the page that says what to do.
"""

from __future__ import annotations

import logging
import os
import posixpath
import re
from typing import Any

# What mkdocs counts as a warning, which ends a strict build.
_LOG = logging.getLogger("mkdocs.hooks.links")
_NOTEBOOKS = "notebooks/"
_TUTORIALS = "tutorials/"
_DOCS = "docs/"
_LINK = re.compile(r'(?<=href=")(?![a-z]+:|#)([^"#]+)(?=["#])')
# mkdocs-jupyter has the code of each cell once more, to be copied, and a word that says so.
_COPIES = re.compile(r'<div class="clipboard-copy-txt"|<span class="notice"')
_TROUBLESHOOTING = "troubleshooting/"
_LEADS = ("texts", "also")
_BOOST = 4


def on_config(config: Any) -> Any:
    """Link to the repository, which is known to whoever publishes the site."""
    repository = os.environ.get("REPOSITORY_URL")
    if repository:
        link = {"icon": "fontawesome/brands/github", "link": repository, "name": "Source"}
        config.extra["social"] = [link]
    return config


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """Have a page of troubleshooting found before others by what leads to it.

    Texts and symptoms by what the search calls tags; error codes, which many pages have, by
    their place in the page.
    """
    del config, files
    if page.file.src_uri.startswith(_TROUBLESHOOTING):
        page.meta["tags"] = [text for name in _LEADS for text in page.meta.get(name, ())]
        page.meta["search"] = {"boost": _BOOST}
    return markdown


def on_page_content(html: str, *, page: Any, config: Any, files: Any) -> str:
    """Mend the links of a tutorial, and offer it for download."""
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

    html = _COPIES.sub(r"\g<0> data-search-exclude", _LINK.sub(lead, html))
    name = posixpath.basename(source)
    download = f'<p><a href="{name}" download>Download this notebook</a></p>'
    return html.replace("</h1>", f"</h1>{download}", 1)


def _on_site(path: str) -> str:
    """Give the place on the site of a file of the repository."""
    if path.startswith(_NOTEBOOKS):
        return _TUTORIALS + path.removeprefix(_NOTEBOOKS)
    return path.removeprefix(_DOCS)
