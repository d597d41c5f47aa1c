"""Files and streams that hold BGP: readers and writers, none of which opens a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bgplib._names import modules_of

if not TYPE_CHECKING:
    __getattr__ = modules_of(__name__)
