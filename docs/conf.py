"""How the documentation is built: Sphinx, MyST, furo; warnings are errors."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import bgplib

if TYPE_CHECKING:
    from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))
import _api
import _coverage
import _ledger
import _malformed
import _state_machine

project = "bgplib"
author = "the bgplib authors"
copyright = "2026, the bgplib authors"
release = version = bgplib.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
]
html_theme = "furo"
html_title = "bgplib"
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
# Each page has the whole tree of contents: with every method in it, building takes five times as
# long.
toc_object_entries = False

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # they stand in the signatures of the source, and in its prose
autodoc_default_options = {"members": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False

# What the doctests share.
doctest_global_setup = "import bgplib"


#: a line of a diagram; Sphinx moves one to the margin where nothing stands behind it
_DRAWN = re.compile(r"    |[+|]|[ \d]*\d[ \d]*$")


def _show_diagrams(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Show the cards of modules as they stand: what is indented or drawn in them is a diagram."""
    if what != "module":
        return
    shown: list[str] = []
    inside = False
    for line in lines:
        indented = _DRAWN.match(line) is not None
        if indented and not inside:
            shown += ["", "::", ""]
        elif inside and not indented and line.strip():
            shown.append("")
        if line.strip():
            inside = indented
        shown.append(f"    {line}" if inside else line)
    lines[:] = shown


def _keep_colons(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Keep Napoleon from reading the first line of properties as `type: description`."""
    if what in {"attribute", "property"}:
        # An empty comment, which has no colon, is the first line then.
        lines[:0] = ["..", ""]


def _write_pages(app: Sphinx) -> None:
    """Make the pages that are drawn from tables, if anything in them has changed."""
    made = {
        "coverage.md": _coverage.page(),
        "malformed.md": _malformed.page(),
        "requirements.md": _ledger.page(),
        "state-machine-table.md": _state_machine.page(),
        **{f"api/{name}": text for name, text in _api.pages().items()},
    }
    folder = Path(app.srcdir) / "reference" / "api"
    folder.mkdir(exist_ok=True)
    for page in folder.glob("*.md"):
        # Of a package that is no more.
        if f"api/{page.name}" not in made:
            page.unlink()
    for name, text in made.items():
        page = Path(app.srcdir) / "reference" / name
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Let Sphinx call the above."""
    app.connect("builder-inited", _write_pages)
    app.connect("autodoc-process-docstring", _show_diagrams)
    app.connect("autodoc-process-docstring", _keep_colons, priority=400)  # Napoleon's is 500
