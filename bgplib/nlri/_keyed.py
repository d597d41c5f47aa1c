"""Groups of prefixes whose keys are there from the start, for where Python is interpreted.

This is for speed alone, as `bgplib.attributes._filled` is: reading a property costs Python as much
as making a list of one key. This file is never compiled, and then not even imported.
"""

from __future__ import annotations

from typing import Any, Final

from bgplib.iana.families import Family
from bgplib.nlri._codec import AnyNlriCodec
from bgplib.nlri.group import NlriGroup

__all__ = ["KeyedGroup", "keyed_group"]


class KeyedGroup(NlriGroup):
    """An NlriGroup of prefixes, with keys where the property of others looks for them.

    Who makes one fills `keys` and all slots of NlriGroup.
    """

    __slots__ = ("keys",)

    keys: list[bytes]

    # Without arguments, and with nothing of Python in between, a class is called in two thirds of
    # the time of `object.__new__`.
    __init__ = object.__init__


_KeyedGroup: Final[Any] = KeyedGroup


def keyed_group(
    family: Family, codec: AnyNlriCodec | None, keys: list[bytes], next_hop: bytes
) -> NlriGroup:
    """Make a group of prefixes without path identifiers; the arguments are those of NlriGroup."""
    group: KeyedGroup = _KeyedGroup()
    group.family = family
    group._codec = codec  # noqa: SLF001 - of its own base class
    group.keys = group._keys = keys  # noqa: SLF001 - as above
    group.next_hop_octets = next_hop
    group.path_ids = group._nlri = None  # noqa: SLF001 - as above
    return group
