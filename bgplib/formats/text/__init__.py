"""Text that other programs print, and that people have scripts for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bgplib._names import modules_of

if not TYPE_CHECKING:
    __getattr__ = modules_of(__name__)
