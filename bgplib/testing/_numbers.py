"""Numbers that look random and follow from a seed (SplitMix64, by its published constants)."""

from __future__ import annotations

from typing import Final

__all__ = ["Numbers"]

_64_BITS: Final = 0xFFFFFFFFFFFFFFFF


class Numbers:
    """A source of numbers; the same seed gives the same ones on every machine."""

    def __init__(self, seed: int) -> None:
        """Start from a seed."""
        self._state = seed & _64_BITS

    def integer(self, smallest: int, largest: int) -> int:
        """Return one of the integers from `smallest` to `largest`."""
        return smallest + self._next() % (largest - smallest + 1)

    def fraction(self) -> float:
        """Return a number from 0 up to, but not including, 1."""
        return (self._next() >> 11) / (1 << 53)

    def _next(self) -> int:
        self._state = self._state + 0x9E3779B97F4A7C15 & _64_BITS
        mixed = self._state
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & _64_BITS
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & _64_BITS
        return mixed ^ mixed >> 31
