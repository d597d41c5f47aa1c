"""PeerRange: addresses from which peers may connect that nobody configured one by one.

Such a peer is dynamic: it is there from its connection to the end of its session, and as long
after that as routes of it are kept for its return (RFC 4724).
"""

from __future__ import annotations

from typing import Any

import attrs

from bgplib._checks import check_fields, naming_fields
from bgplib._described import described
from bgplib.errors import LocalError
from bgplib.session import Session
from bgplib.speaker.config import PeerConfig, SpeakerConfig, prefixes_of
from bgplib.values.address import address_text
from bgplib.values.prefix import Prefix

__all__ = ["PeerRange", "PeerRanges"]


def _positive(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if isinstance(value, int) and value < 1:
        raise LocalError(f"{attribute.name} is {value}, it must be at least 1")


@described
@attrs.frozen(kw_only=True, field_transformer=naming_fields)
class PeerRange:
    """Who may connect without being configured, and what sessions with them are like."""

    #: the addresses: one prefix or several, or their text
    prefixes: tuple[Prefix, ...] = attrs.field(converter=prefixes_of)
    #: how each of the peers is configured: its address is filled in, and `passive` is True; where
    #: it has a name, the address is put behind that
    template: PeerConfig
    #: how many peers there may be at once, those whose session is not Established among them
    limit: int = attrs.field(default=100, validator=_positive)

    def __attrs_post_init__(self) -> None:
        """Check what cannot be meant."""
        check_fields(self)
        if not self.prefixes:
            raise LocalError("prefixes is empty, so that nobody can connect")
        if self.template.address:
            text = address_text(self.template.address)
            raise LocalError(f"the template has the address {text}: it is that of who connects")

    def config_of(self, address: bytes) -> PeerConfig:
        """Return how the peer at an address is configured."""
        template = self.template
        name = f"{template.name} {address_text(address)}" if template.name else ""
        return attrs.evolve(template, address=address, name=name, passive=True)

    def __str__(self) -> str:
        """Return the prefixes, as `192.0.2.0/25, 2001:db8::/64`."""
        return ", ".join(map(str, self.prefixes))


class PeerRanges:
    """The ranges of a speaker, and how many peers each has."""

    def __init__(self) -> None:
        """Start without any."""
        self._of: dict[Prefix, PeerRange] = {}
        # By AFI the lengths of the prefixes, the longest first.
        self._lengths: dict[int, list[int]] = {}
        # By the prefixes, which no two ranges have in common.
        self._counts: dict[tuple[Prefix, ...], int] = {}

    @property
    def all(self) -> tuple[PeerRange, ...]:
        """The ranges, in the order in which they were added."""
        return tuple({each.prefixes: each for each in self._of.values()}.values())

    def add(self, range: PeerRange, speaker: SpeakerConfig) -> None:
        """Take in a range.

        Raises:
            EncodeError: the template has no OPEN: a field is out of range.
            LocalError: one of its prefixes is that of another range, or the template contradicts
                itself or the speaker.
        """
        if not isinstance(range, PeerRange):
            raise LocalError(f"a range of peers is a PeerRange, not {range!r}")
        for prefix in range.prefixes:
            if prefix in self._of:
                raise LocalError(f"there is a range {prefix} already")
        Session(range.template.session_config(speaker))
        self._counts[range.prefixes] = 0
        self._of.update(dict.fromkeys(range.prefixes, range))
        self._count_lengths()

    def remove(self, range: PeerRange) -> None:
        """Forget a range.

        Raises:
            LocalError: there is none such.
        """
        if range not in self.all:
            raise LocalError(f"there is no range {range}")
        for prefix in range.prefixes:
            self._of.pop(prefix, None)
        del self._counts[range.prefixes]
        self._count_lengths()

    def range_of(self, address: bytes) -> PeerRange | None:
        """Return the range of the longest prefix that an address is in; None if it is in none."""
        host = Prefix.from_address(address, 8 * len(address))
        # One look-up for each length: strangers come often, and ranges may be many.
        for length in self._lengths.get(host.afi, ()):
            range = self._of.get(Prefix.from_address(address, length))
            if range is not None:
                return range
        return None

    def _count_lengths(self) -> None:
        found = sorted({(prefix.afi, prefix.length) for prefix in self._of}, reverse=True)
        self._lengths = {afi: [length for of, length in found if of == afi] for afi, _ in found}

    def has_room(self, range: PeerRange) -> bool:
        """Say whether a range may have one peer more."""
        return self._counts[range.prefixes] < range.limit

    def count(self, range: PeerRange, more: int) -> None:
        """Note that a range has more peers, or fewer; it may have gone already."""
        if range.prefixes in self._counts:
            self._counts[range.prefixes] += more
