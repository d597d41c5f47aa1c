"""UpdateGroups: which peer is told routes of which family in which group, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from bgplib.context import SessionType
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.policy import Direction
from bgplib.rib.packing import Unsent
from bgplib.route import Path, Source
from bgplib.speaker.export import Exporter
from bgplib.speaker.grouping import export_policy, key_of, terms_of
from bgplib.speaker.member import Cohort, Member
from bgplib.speaker.refresh import mark_refresh, wanted_by
from bgplib.speaker.revalidation import Revalidation, tables_for
from bgplib.speaker.rewrite import Layouts
from bgplib.speaker.route_targets import Membership, Memberships, has_targets, membership_path
from bgplib.speaker.update_group import UpdateGroup

if TYPE_CHECKING:
    from bgplib.speaker.peer import Peer
    from bgplib.speaker.speaker import Speaker

__all__ = ["UpdateGroups"]

#: so many destinations are kept in order at most while all groups are told
_MOST_RANKED: Final = 65536

# RFC 4684 §6: "If a BGP speaker chooses to delay the advertisement of BGP VPN route updates until
# it receives this End-of-RIB marker, it MUST limit that delay to an upper bound. By default, a 60
# second value should be used."
_WAIT_FOR_MEMBERSHIPS: Final = 60.0


class UpdateGroups:
    """The update groups of a speaker, and the peers that wait for a place in one."""

    def __init__(self, speaker: Speaker) -> None:
        """Start without groups."""
        #: the families whose changes matter, since peers are told of them or somebody watches;
        #: True: every path matters, not the best alone
        self.families: dict[Family, bool] = {}
        self._watched: set[Family] = set()
        self._speaker = speaker
        self._groups: dict[object, UpdateGroup] = {}
        self._awake: dict[UpdateGroup, None] = {}  # that may have something to do
        self._waiting: dict[UpdateGroup, None] = {}  # that tell no more before their `next_flush`
        self._first: float | None = None  # no one of these goes on before
        self._arrivals: list[tuple[Peer, Family]] = []
        self._moving: dict[Peer, None] = {}
        # Who has said all its memberships in its session, and until when those are waited for.
        self._complete: set[Peer] = set()
        self._awaited: dict[Peer, float] = {}
        self._refreshes: dict[tuple[Peer, Family], None] = {}
        self._memberships: dict[Peer, Memberships] = {}
        self._unsent: list[tuple[Family, Unsent]] = []
        self._layouts: Layouts = {}
        # While all groups are told: the paths to destinations, which each of them may ask for, and
        # how many of them were asked for.
        self._ranked: dict[tuple[Family, bytes], tuple[int | None, list[Path]]] | None = None

    def __iter__(self) -> Iterator[UpdateGroup]:
        """Iterate over the groups."""
        return iter(self._groups.values())

    # -- peers -------------------------------------------------------------------------------

    def arrive(self, peer: Peer, families: Iterable[Family]) -> None:
        """Note that a session is Established; `flush` finds a place for the peer."""
        self._arrivals += [(peer, family) for family in families]

    def leave(self, peer: Peer) -> None:
        """Note that a session is not Established any more."""
        self._arrivals = [each for each in self._arrivals if each[0] is not peer]
        self._moving.pop(peer, None)
        self._complete.discard(peer)
        self._awaited.pop(peer, None)
        self._memberships.pop(peer, None)
        for family in peer.places:
            self._refreshes.pop((peer, family), None)
        for group, member in peer.places.values():
            group.remove(member)
        if peer.places:
            peer.places.clear()
            self._tidy()

    def refresh(self, peer: Peer, family: Family) -> None:
        """Note that a peer wants all routes of a family again; `flush` acts on it, once."""
        # What it has not been told at all yet it need not be told again.
        if family in peer.places:
            self._refreshes[peer, family] = None

    def _refresh(self) -> bool:
        """Tell peers all routes of a family again, maybe with other filters; say if any may be.

        Who is being told all again is told so once more only behind that: to begin anew with each
        request is work without end for a peer that asks, and reads nothing.
        """
        moves = []
        for peer, family in tuple(self._refreshes):
            group, member = peer.places[family]
            filters = peer.session.outbound_filter(family)
            if filters is None and member.cohort is not None and member.cohort.again:
                continue
            del self._refreshes[peer, family]
            if filters is not None or group.terms.wanted is not None:
                group = self._group_of(peer, family)
            moves.append((peer, family, group))
            mark_refresh(member, family)
        if moves:
            self._move(moves, again=True)
        return bool(moves)

    def membership_changed(self, peer: Peer, update: Update | None = None) -> None:
        """Note that a peer may be a member of other route targets; `flush` acts on it.

        Args:
            peer: the peer.
            update: the UPDATE that changed it, and nothing else; None: who knows.
        """
        known = self._memberships.get(peer)
        if known is not None and update is not None:
            known.note(update)
        elif known is not None:
            known.forget()
        # Its own place among those who are told memberships may still wait (RFC 4724 §4.1).
        if peer.places:
            self._moving[peer] = None

    def memberships_complete(self, peer: Peer) -> None:
        """Note that a peer has said of which route targets it is a member, or is to say no more."""
        self._complete.add(peer)
        if self._awaited.pop(peer, None) is None:
            return
        for group, member in peer.places.values():
            if member.waits:
                member.waits = False
                self.wake(group)

    def regroup(self, peers: Iterable[Peer]) -> None:
        """Note that what peers are told is to follow from what holds now; `flush` acts on it.

        Those that are noted together move together: what they were told is written down once.
        """
        self._moving.update(dict.fromkeys(peers))

    def move(self) -> None:
        """Put peers that were noted into the groups that they belong to now."""
        if not self._moving:
            return
        moving, self._moving = self._moving, {}
        self._move(
            [
                (peer, family, other)
                for peer in moving
                for family, (group, _) in peer.places.items()
                if (other := self._group_of(peer, family)) is not group
            ]
        )

    def client_changed(self, peer: Peer) -> None:
        """Compute again what peers are told of the routes of one that is, or was, a client."""
        source = peer.source
        if source is None:
            return
        for group in self._groups.values():
            family = group.terms.family
            keys = [route.key for route in self._speaker.rib.adj_rib_in(source, family)]
            group.forget(source)
            group.note({key: self._speaker.rib.best_path(key, family) for key in keys})
            self.wake(group)

    def validation_changed(self, change: Revalidation) -> None:
        """Compute again what peers are told by policies that look at validated payloads.

        Args:
            change: what came and went; the configuration of the speaker has it.
        """
        rib, config = self._speaker.rib, self._speaker.config
        groups: dict[object, UpdateGroup] = {}
        for key, group in self._groups.items():
            policy, family = group.terms.policy, group.terms.family
            if not change.concerns(policy):
                groups[key] = group
                continue
            group.validate_by(*tables_for(policy, config))
            # The key holds the terms, and must not keep the payloads that were.
            groups[key_of(group.terms)] = group
            destinations = rib.destinations(family)
            keys = change.keys(policy, family, destinations)
            some = destinations if keys is None else keys
            group.note({at: rib.best_path(at, family) for at in some})
            self.wake(group)
        self._groups = groups

    # -- routes ------------------------------------------------------------------------------

    def watch(self, family: Family, *, watched: bool) -> None:
        """Let another best path of a family be noted, whether peers are told of it or not."""
        if watched:
            self._watched.add(family)
        else:
            self._watched.discard(family)
        self._note_families()

    def wake(self, group: UpdateGroup) -> None:
        """Note that a group may have something to do."""
        self._awake[group] = None

    def flush(self, now: float, changed: Mapping[Family, dict[bytes, Path | None]]) -> None:
        """Tell peers what there is to tell.

        Args:
            now: the time.
            changed: by family, the destinations whose paths changed, and the best path to each.
        """
        if changed:
            for group in self._groups.values():
                news = changed.get(group.terms.family)
                if news:
                    group.note(news)
                    self._awake[group] = None
        for peer in [each for each, deadline in self._awaited.items() if deadline <= now]:
            self.memberships_complete(peer)
        if self._arrivals:
            self._place_arrivals()
        self.move()
        if self._first is not None and self._first <= now:
            self._first = None
            self._awake.update(self._waiting)
            self._waiting.clear()
        if self._refreshes:
            self._refresh()
        self._flush_awake(now)
        # What was asked for while all was being told may have its turn.
        while self._refreshes and self._refresh():
            self._flush_awake(now)

    def _flush_awake(self, now: float) -> None:
        awake, self._awake = self._awake, {}
        self._ranked = {}
        try:
            self._flush_each(now, awake)
        finally:
            self._ranked = None
            # Where one was ended in the midst of it, the others have their turn before it.
            for group in (*tuple(awake)[1:], *tuple(awake)[:1]):
                self._awake[group] = None

    def _flush_each(self, now: float, awake: dict[UpdateGroup, None]) -> None:
        """Let groups tell what they have, and take out those that have done so."""
        for group in tuple(awake):
            group.flush(now, group.terms.mrai * (1.0 - 0.25 * self._fraction()))
            unsent, group.unsent = group.unsent, []
            self._unsent += ((group.terms.family, each) for each in unsent)
            when = group.next_flush
            if when is None:
                self._waiting.pop(group, None)
            else:
                self._waiting[group] = None
                self._first = when if self._first is None else min(when, self._first)
            del awake[group]

    def take_unsent(self) -> list[tuple[Family, Unsent]]:
        """Return what did not fit in a message since, each once."""
        unsent, self._unsent = self._unsent, []
        return unsent

    def next_deadline(self) -> float | None:
        """Return when a group may tell more (MRAI), or before; None when none waits."""
        deadlines = (self._first, *self._awaited.values())
        return min((each for each in deadlines if each is not None), default=None)

    # -- inside ------------------------------------------------------------------------------

    def _fraction(self) -> float:
        # RFC 4271 §10: "jitter SHOULD be applied to the timers associated with
        # MinASOriginationIntervalTimer, KeepaliveTimer, MinRouteAdvertisementIntervalTimer, and
        # ConnectRetryTimer."
        return min(max(self._speaker.config.jitter(), 0.0), 1.0)

    def _place_arrivals(self) -> None:
        """Put peers that came up into their groups; those that come together go together."""
        arrivals, self._arrivals = self._arrivals, []
        together: dict[UpdateGroup, list[Member]] = {}
        for peer, family in arrivals:
            connection, source = peer.session.connection, peer.source
            if connection is None or source is None:
                continue
            filters = peer.session.outbound_filter(family)
            if self._speaker.deferral.holds(family) or (filters is not None and filters.waiting):
                self._arrivals.append((peer, family))
                continue
            group = self._group_of(peer, family)
            member = Member(peer, source, connection)
            # RFC 4724 §2 recommends the marker in general, whether the peer restarts or not.
            # RFC 4684 §6: "implementations SHOULD generate an End-of-RIB marker, as defined in [8],
            # for the Route Target membership (afi, safi), regardless of whether graceful-restart is
            # enabled on the BGP session."
            if peer.config.graceful_restart is not None or family == Family.IPV4_ROUTE_TARGET:
                marker = Update.end_of_rib_of(family)
                member.owed.append(marker.encode(connection.sending_context))
                # RFC 4684 §6: "The exchange of VPN NLRI should follow the receipt of the End-of-RIB
                # markers." Routes go as memberships ask for them; that these are all may be said
                # when all have come, or whoever kept routes for us lets go of them (RFC 4724 §4.2).
                if group.terms.membership is not None and peer not in self._complete:
                    member.waits = True
                    self._awaited.setdefault(peer, self._speaker.clock.now + _WAIT_FOR_MEMBERSHIPS)
            peer.places[family] = group, member
            together.setdefault(group, []).append(member)
        for group, members in together.items():
            group.join(members)
            self.wake(group)
        if together:
            self._note_families()

    def _move(
        self, moves: Iterable[tuple[Peer, Family, UpdateGroup]], *, again: bool = False
    ) -> None:
        """Put peers into the groups that they belong to now, which may be those where they are.

        Those that were told the same, and go the same way, stay together.
        """
        together: dict[tuple[UpdateGroup, Cohort | None, UpdateGroup], list[Member]] = {}
        for peer, family, other in moves:
            group, member = peer.places[family]
            together.setdefault((group, member.cohort, other), []).append(member)
            peer.places[family] = other, member
        for (group, cohort, other), members in together.items():
            told = group.told(members[0])
            again_too = again or (cohort is not None and cohort.again)
            for member in members:
                group.remove(member)
            other.move_in(members, told, again=again_too)
            self.wake(other)
        self._tidy()

    def _tidy(self) -> None:
        """Let go of groups without members."""
        # The keys hold policies, which cost their length to hash: those of other groups stay.
        for key in [key for key, each in self._groups.items() if each.is_empty]:
            self._groups.pop(key, None)
        self._awake = {each: None for each in self._awake if not each.is_empty}
        self._waiting = {each: None for each in self._waiting if not each.is_empty}
        if not self._waiting:
            self._first = None
        self._note_families()

    def _group_of(self, peer: Peer, family: Family) -> UpdateGroup:
        speaker = self._speaker
        source, negotiation = peer.source, peer.session.negotiation
        if source is None or negotiation is None:
            raise LocalError(f"the session with {peer.name} is not Established")
        terms = terms_of(
            family,
            peer.config,
            speaker.config,
            source,
            sending=peer.session.sending,
            negotiation=negotiation,
            local_as=peer.session.config.local_as,
            local_address=speaker.address_of(peer),
            policy=export_policy(peer.config, source, shutting_down=peer.is_shutting_down),
            wanted=wanted_by(peer.session.outbound_filter(family)),
            membership=self._membership_of(peer, family),
        )
        key = key_of(terms)
        group = self._groups.get(key)
        if group is None:
            exporter = Exporter(
                terms,
                self._is_client,
                lambda error: speaker.policy_failed(peer, family, Direction.EXPORT, error),
                self._layouts,
                lambda: speaker.rib.context,
            )
            # `look` is kept, and must not keep the payloads that `terms` hold.
            rib, looks_further, own_as = speaker.rib, terms.looks_further, terms.own_as

            # Of those that a client may not have others come in the place.
            most = None if terms.own_choice else terms.send_paths

            def look(where: bytes) -> Path | None:
                if looks_further:
                    ranked = rib.ranked_paths(where, family)
                    return membership_path(ranked, self._is_client, own_as)
                return rib.best_path(where, family)

            group = self._groups[key] = UpdateGroup(
                exporter,
                look,
                lambda where: self._ranked_paths(where, family, most),
                lambda: rib.destinations(family),
                peer.config.registry,
            )
        return group

    def _ranked_paths(self, key: bytes, family: Family, most: int | None) -> list[Path]:
        """Return the eligible paths to a destination, the best first; nobody changes the list.

        Args:
            key: the destination.
            family: its family.
            most: how many are of use; None: all. There may be more.
        """
        ranked, rib = self._ranked, self._speaker.rib
        known = None if ranked is None else ranked.get((family, key))
        if known is not None and (known[0] is None or (most is not None and most <= known[0])):
            return known[1]
        if most is None:
            found = rib.ranked_paths(key, family)
        else:
            found = rib.ranked_paths(key, family, most)
        if ranked is not None and len(ranked) < _MOST_RANKED:
            ranked[family, key] = most, found
        return found

    def _membership_of(self, peer: Peer, family: Family) -> Membership | None:
        """Return the route targets whose routes a peer wants; None: all, or it does not say."""
        negotiation, source = peer.session.negotiation, peer.source
        targets = Family.IPV4_ROUTE_TARGET
        if negotiation is None or source is None or not has_targets(family):
            return None
        if targets not in negotiation.families:
            return None
        # RFC 4684 §3.2: "it is necessary to consider all available iBGP paths for a given RT
        # prefix, for building the outbound route filter, and not just the best path."
        known = self._memberships.get(peer)
        if known is None or known.source is not source:
            known = self._memberships[peer] = Memberships(self._speaker.rib, source)
        return known.membership()

    def _is_client(self, source: Source) -> bool:
        peer = self._speaker.peer_of(source)
        if peer is None:
            return False
        config = peer.config
        is_external = source.session is SessionType.EXTERNAL
        return config.route_server_client if is_external else config.route_reflector_client

    def _note_families(self) -> None:
        """Note of which families changes matter."""
        self.families.clear()
        self.families.update(dict.fromkeys(self._watched, False))
        for group in self._groups.values():
            terms = group.terms
            if group.exporter.rejects_all:
                continue
            every = terms.add_path or terms.looks_further or terms.own_choice
            self.families[terms.family] = every or self.families.get(terms.family, False)
