"""What is reported of damaged octets does not depend on how much of them is read at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, Final, cast

import pytest

from bgplib.formats import bmp, mrt
from bgplib.formats.bmp import framing as bmp_framing
from bgplib.formats.mrt import framing as mrt_framing
from tests.unit.formats.samples import message

#: how many octets come at once: no more than a piece of the framers' own has
SIZES: Final = (1 << 20, 600_001, 65_536, 20_011)
_BMP: Final = bmp.Initiation.of(system_name="a", system_description="b").encode()
_MRT: Final = message(b"\xff" * 16 + b"\0\x13\4").encode()


class Drip:
    """A file that gives so many octets at a time, whatever is asked for."""

    def __init__(self, octets: bytes, size: int) -> None:
        self._octets, self._size, self._at = octets, size, 0

    def read(self, count: int) -> bytes:
        """Return the next octets."""
        start = self._at
        self._at = min(start + min(self._size, count), len(self._octets))
        return self._octets[start : self._at]


def _said(read: Callable[[BinaryIO], Iterable[Any]], octets: bytes, size: int) -> list[Any]:
    found = read(cast("BinaryIO", Drip(octets, size)))
    return [
        (each.offset, len(each.octets), each.text)
        if isinstance(each, bmp.ErrorRecord | mrt.ErrorRecord)
        else type(each)
        for each in found
    ]


@pytest.mark.parametrize("rest", [-7, -1, 0, 1, 5, 70_000])
@pytest.mark.parametrize("behind", [True, False])
@pytest.mark.parametrize(
    ("read", "piece", "sound"),
    [
        (bmp.read, bmp_framing.MAXIMUM_LENGTH + 1, _BMP),
        (mrt.read, mrt_framing.MAXIMUM_LENGTH + 1, _MRT),
    ],
    ids=["BMP", "MRT"],
)
def test_garbage_is_reported_in_pieces_of_one_size(
    read: Callable[[BinaryIO], Iterable[Any]], piece: int, sound: bytes, behind: bool, rest: int
) -> None:
    """RFC 7854 §4.1, RFC 6396 §2: the length of what is damaged is not known; ours is."""
    octets = sound + b"\xa5" * (piece + rest) + sound * 2 * behind
    expected, *others = (_said(read, octets, size) for size in SIZES)
    assert all(found == expected for found in others)
    lengths = [each[1] for each in expected if isinstance(each, tuple)]
    assert sum(lengths) == piece + rest
    assert lengths == ([piece + rest] if rest <= 0 else [piece, rest])
