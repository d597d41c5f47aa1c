"""Groups of prefixes whose keys are there from the start, for where Python is interpreted.

This is for speed alone, as `bgplib.attributes._filled` is: reading a property costs Python as much
as making a list of one key. This file is never compiled, and then not even imported.
"""

from __future__ import annotations

from bgplib.nlri.group import NlriGroup

__all__ = ["KeyedGroup"]


class KeyedGroup(NlriGroup):
    """An NlriGroup of prefixes, with keys where the property of others looks for them.

    Who makes one fills `keys` and all slots of NlriGroup.
    """

    __slots__ = ("keys",)

    keys: list[bytes]

    # Without arguments, and with nothing of Python in between, a class is called in two thirds of
    # the time of `object.__new__`.
    __init__ = object.__init__
