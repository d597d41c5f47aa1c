"""The name of the format, and the JSON Schema that stands beside this file."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

__all__ = ["FORMAT", "schema"]

FORMAT: Final = "bgplib/1"  #: how every message names the format


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what `to_json` and `error_to_json` return."""
    text = files(__package__).joinpath("schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
