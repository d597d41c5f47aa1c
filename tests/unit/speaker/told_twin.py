"""What peers were told, and what they should have been told: both once more, slow and plain.

What a peer was told is what its messages say, read back by the decoder into a table of their own.
What it should have been told is asked of the exporter, destination by destination, for a group that
is looked for anew: nothing that was kept from before is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs

from bgplib import decode
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.rib import Rib
from bgplib.route import Path, Route, Source
from bgplib.session.machine import Machine
from bgplib.speaker import Peer, PeerConnection

#: what routes of a family say, by destination and path identifier
Story = dict[tuple[bytes, int | None], tuple[Any, ...]]

_TELLER: Final = Source(address=b"\xc0\0\2\xff", asn=1, identifier=1)


class TellingConnection(PeerConnection):
    """A connection that remembers what was said on it."""

    def __init__(self, machine: Machine, *, inbound: bool) -> None:
        """Start without a word."""
        super().__init__(machine, inbound=inbound)
        self._said: list[bytes] = []
        self._heard = Rib()

    def _send(self, encoded: Sequence[bytes]) -> None:
        super()._send(encoded)
        self._said += encoded

    def heard(self, family: Family) -> Story:
        """Return what a peer has that hears all of it."""
        sending = self.sending_context
        context = attrs.evolve(
            sending,
            add_path_receive=sending.add_path_send,
            add_path_send=(),
            enforce_first_as=False,
        )
        said, self._said = self._said, []
        for octets in said:
            message = decode(octets, context)
            if isinstance(message, Update):
                self._heard.update(_TELLER, message)
        return story_of(self._heard.adj_rib_in(_TELLER, family))


def story_of(routes: Iterable[Route]) -> Story:
    """Return what routes say."""
    return {(route.key, route.path_id): saying_of(route.path) for route in routes}


def saying_of(path: Path) -> tuple[Any, ...]:
    """Return what a path says to whoever hears of it."""
    block = path.attributes
    return (
        block.origin,
        block.as_path_text,
        str(path.next_hop),
        block.med,
        block.local_pref,
        block.communities,
        block.extended_communities,
        block.originator_id,
        block.cluster_list,
    )


def owed_to(peer: Peer, family: Family) -> dict[bytes, list[tuple[Any, ...]]] | None:
    """Return what a peer should have been told of each destination; None where it is to wait."""
    group, member = peer.places[family]
    # Filters are functions, of which no two are equal; and of memberships others than the best are
    # told (RFC 4684 §3.2).
    if group.is_behind(member) or group.terms.wanted is not None or group.terms.looks_further:
        return None
    speaker = peer.speaker
    assert speaker.groups._group_of(peer, family) is group
    found: dict[bytes, list[tuple[Any, ...]]] = {}
    for key in speaker.rib.destinations(family):
        ranked = speaker.rib.ranked_paths(key, family)
        most = group.terms.send_paths if group.terms.add_path else 1
        # RFC 7947 §2.3: a client with a choice of its own has the best of what is left to it.
        paths = ranked if group.terms.own_choice else ranked[:most]
        exports = (group.exporter.explain(each, key, member.source).path for each in paths)
        told = [each for each in exports if each is not None][:most]
        sayings = sorted(map(saying_of, told), key=repr)
        if sayings:
            found[key] = sayings
    return found


def by_destination(story: Story) -> dict[bytes, list[tuple[Any, ...]]]:
    """Return what is said of each destination, whatever the path identifiers are."""
    found: dict[bytes, list[tuple[Any, ...]]] = {}
    for (key, _), saying in story.items():
        found.setdefault(key, []).append(saying)
    return {key: sorted(sayings, key=repr) for key, sayings in found.items()}
