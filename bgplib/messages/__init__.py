"""The messages of BGP (RFC 4271 §4, RFC 2918 §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bgplib._names import modules_of

if not TYPE_CHECKING:
    __getattr__ = modules_of(__name__)
