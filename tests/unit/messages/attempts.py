"""A decoder's result as a value: what it made of the octets, or the DecodeError it raised."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bgplib.errors import DecodeError

T = TypeVar("T")


def attempt(decode: Callable[[], T]) -> T | DecodeError:
    """Call a decoder; any other exception than DecodeError passes through and fails the test."""
    try:
        return decode()
    except DecodeError as error:
        return error
