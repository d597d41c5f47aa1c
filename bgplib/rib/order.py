"""Order: keys by address, which stay in order while some come and some go."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from typing import Final

__all__ = ["Order", "address_order", "is_covered"]

#: how many keys that came are put in their places one by one: these, and a share of all
_FEW: Final = 256
_SHARE: Final = 256


class Order:
    """The keys of a table, by address and length.

    The table tells what comes, and asks whether it is of use still; what goes needs not be told.
    A peer that makes keys come and go between questions is not to have all of them sorted, or
    looked at, for each.
    """

    __slots__ = ("_came", "_keys")

    def __init__(self, keys: Iterable[bytes]) -> None:
        """Put keys in order."""
        self._keys: Final = sorted(keys, key=address_order)  # some that are gone among them
        self._came: Final[dict[bytes, None]] = {}  # what has no place yet

    def came(self, keys: Collection[bytes]) -> bool:
        """Note keys some of which are new; False: these are too many, and it is of no more use."""
        if len(self._came) + len(keys) > _FEW + len(self._keys) // _SHARE:
            return False
        self._came.update(dict.fromkeys(keys))
        return True

    def suits(self, count: int) -> bool:
        """Say whether it is of use for a table of so many keys: most of its own are there."""
        return len(self._keys) <= 2 * count + _FEW

    def keys(self, there: Collection[bytes]) -> list[bytes]:
        """Return all keys.

        Args:
            there: the keys of the table, in any order.
        """
        return [key for key in self._settled() if key in there]

    def covered(self, there: Collection[bytes], key: bytes) -> Iterator[bytes]:
        """Yield the keys that a prefix covers, itself among them if it is there.

        Args:
            there: the keys of the table, in any order.
            key: the prefix.
        """
        keys = self._settled()
        # All that lies within a prefix stands behind it, and nothing else between.
        for index in range(bisect_left(keys, address_order(key), key=address_order), len(keys)):
            other = keys[index]
            if not is_covered(other, key):
                return
            if other in there:
                yield other

    def _settled(self) -> list[bytes]:
        """Return the keys, when what came has its place."""
        keys = self._keys
        for key in self._came:
            place = bisect_left(keys, address_order(key), key=address_order)
            if place == len(keys) or keys[place] != key:
                keys.insert(place, key)
        self._came.clear()
        return keys


def address_order(key: bytes) -> tuple[bytes, bytes]:
    """Return what sorts keys by address, then by length."""
    return key[1:], key[:1]


def is_covered(other: bytes, key: bytes) -> bool:
    """Say whether every address of the prefix `other` is in the prefix `key`."""
    length = key[0]
    whole = 1 + (length >> 3)
    if other[0] < length or other[1:whole] != key[1:whole]:
        return False
    spare = -length & 7
    return not spare or other[whole] >> spare == key[whole] >> spare
