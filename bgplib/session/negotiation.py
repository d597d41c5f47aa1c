"""Negotiation: what follows from the OPENs of two speakers (RFC 5492, RFC 4760 §8)."""

from __future__ import annotations

from typing import Any

import attrs

from bgplib._checks import check
from bgplib.capabilities import (
    Capability,
    EnhancedRouteRefresh,
    ExtendedMessage,
    FourOctetAs,
    LongLivedFamily,
    Multiprotocol,
    Role,
    RouteRefreshCapability,
)
from bgplib.context import Context, SessionType
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.session.agreement import Agreement
from bgplib.session.offer import Offer
from bgplib.session.report import report_of
from bgplib.session.restart_terms import RestartTerms

__all__ = ["Agreement", "Negotiation", "negotiate"]

_ANY_NUMBER = 255  # of labels


@attrs.frozen(kw_only=True)
class Negotiation:
    """What two speakers agreed on, as the first of them sees it."""

    local: Open  #: the OPEN that we sent
    remote: Open  #: the OPEN that the peer sent
    context: Context  #: what follows for the octets of both directions

    @classmethod
    def of(cls, local: Open, remote: Open, session: SessionType | None = None) -> Negotiation:
        """Compare two OPENs.

        Args:
            local: the OPEN that we sent.
            remote: the OPEN that the peer sent.
            session: how the peer stands to us; None: the AS numbers tell it.
        """
        check(local, Open, "local")
        check(remote, Open, "remote")
        return cls(local=local, remote=remote, context=negotiate(local, remote, session))

    @property
    def hold_time(self) -> int:
        """The Hold Time in seconds; 0 for none."""
        # RFC 4271 §4.2: "a BGP speaker MUST calculate the value of the Hold Timer by using the
        # smaller of its configured Hold Time and the Hold Time received in the OPEN message."
        return min(self.local.hold_time, self.remote.hold_time)

    @property
    def keepalive_time(self) -> float:
        """Seconds between KEEPALIVEs; 0 for none."""
        # RFC 4271 §4.4: "A reasonable maximum time between KEEPALIVE messages would be one third of
        # the Hold Time interval."
        return self.hold_time / 3

    @property
    def families(self) -> tuple[Family, ...]:
        """The families of routes to exchange, in the order of our OPEN."""
        theirs = frozenset(self.remote.families)
        return tuple(family for family in self.local.families if family in theirs)

    @property
    def send_extended(self) -> bool:
        """Whether the peer takes messages of more than 4,096 octets."""
        # RFC 8654 §4: "A BGP speaker MAY send BGP Extended Messages to a peer only if the BGP
        # Extended Message Capability was received from that peer."
        return self.remote.capability(ExtendedMessage) is not None

    @property
    def receive_extended(self) -> bool:
        """Whether we take messages of more than 4,096 octets."""
        return self.local.capability(ExtendedMessage) is not None

    @property
    def receiving(self) -> Context:
        """What messages of the peer are read with: by `context`, and what we alone have said."""
        # RFC 8950 §4: "A BGP speaker MUST only advertise the IPv4 or VPN-IPv4 NLRI with an IPv6
        # next hop to a BGP peer if the BGP speaker has first ascertained via the BGP Capability
        # Advertisement that the BGP peer supports the Extended Next Hop Encoding capability for
        # the relevant AFI/SAFI pair." Our OPEN tells the peer, which need not say so itself.
        families = frozenset(self.families)
        offered = Offer.of(self.local).extended_next_hop
        return attrs.evolve(
            self.context,
            extended_messages=self.receive_extended,
            extended_next_hop=frozenset(pair for pair in offered if pair[0] in families),
        )

    def directions(self, rules: Context) -> tuple[Context, Context]:
        """Return what messages of the peer are read with, and what those to it are written with.

        Args:
            rules: what no OPEN says, as `SessionConfig.rules` has it.
        """
        sending = attrs.evolve(self.context, extended_messages=self.send_extended)
        return _with_rules(self.receiving, rules), _with_rules(sending, rules)

    @property
    def route_refresh(self) -> bool:
        """Whether the peer sends its routes again when we ask for them (RFC 2918 §4)."""
        return self.remote.capability(RouteRefreshCapability) is not None

    @property
    def enhanced_route_refresh(self) -> bool:
        """Whether we mark the beginning and the end of a refresh for the peer (RFC 7313 §4)."""
        return self.remote.capability(EnhancedRouteRefresh) is not None

    @property
    def orf_send(self) -> frozenset[tuple[Family, int]]:
        """The families and types of filters that we may send (RFC 5291 §6)."""
        pairs = Offer.of(self.local).orf_send & Offer.of(self.remote).orf_receive
        return self._negotiated(pairs)

    @property
    def orf_receive(self) -> frozenset[tuple[Family, int]]:
        """The families and types of filters that the peer may send (RFC 5291 §6)."""
        pairs = Offer.of(self.local).orf_receive & Offer.of(self.remote).orf_send
        return self._negotiated(pairs)

    @property
    def graceful_restart(self) -> RestartTerms | None:
        """What either end does while the other restarts; None unless both advertised it."""
        return RestartTerms.of(Offer.of(self.local), Offer.of(self.remote), self.families)

    @property
    def long_lived(self) -> dict[Family, LongLivedFamily]:
        """What the peer says of long-lived stale routes, in the families of both (RFC 9494)."""
        ours, theirs = Offer.of(self.local).long_lived, Offer.of(self.remote).long_lived
        return {each: theirs[each] for each in self.families if each in ours and each in theirs}

    @property
    def end_of_rib_families(self) -> frozenset[Family]:
        """The families of which the peer is going to send an End-of-RIB marker."""
        # RFC 4724 §2 has the marker sent by whoever advertises the capability, in each family that
        # is exchanged; of another family none would ever come.
        if Offer.of(self.remote).restart is None:
            return frozenset()
        return frozenset(self.families)

    @property
    def role(self) -> Role | None:
        """The peer's role in an external session, if it says one (RFC 9234)."""
        if self.context.session is not SessionType.EXTERNAL:
            return None
        return self.remote.capability(Role)

    @property
    def report(self) -> tuple[Agreement, ...]:
        """For each capability and family: whether it is in force, why, and what would change it.

        It is made anew each time, since few sessions are asked.
        """
        return report_of(Offer.of(self.local), Offer.of(self.remote), self.context.session)

    def to_json(self) -> dict[str, Any]:
        """Return what was agreed on as plain lists, texts and numbers, and the report."""
        session = self.context.session
        return {
            "session": None if session is None else session.value,
            "local_as": self.local.asn,
            "peer_as": self.remote.asn,
            "hold_time": self.hold_time,
            "keepalive_time": self.keepalive_time,
            "families": [str(family) for family in self.families],
            "end_of_rib_families": [str(family) for family in sorted(self.end_of_rib_families)],
            "report": [line.to_json() for line in self.report],
        }

    def __str__(self) -> str:
        """Return a line about the session, and the report as a table below it."""
        session = self.context.session
        kind = "session" if session is None else f"{session.value} session"
        head = f"{kind} of AS {self.local.asn} with AS {self.remote.asn}"
        lines = self.report
        width = max(len(line.subject) for line in lines)
        table = []
        for line in lines:
            table.append(
                f"{'yes' if line.agreed else 'no':<3} {line.subject:<{width}}  {line.reason}"
            )
            if line.remedy:
                table.append(f"{'':<{width + 4}}  to change it: {line.remedy}")
        return "\n".join((head, *table))

    def _negotiated(self, pairs: frozenset[tuple[Family, int]]) -> frozenset[tuple[Family, int]]:
        families = frozenset(self.families)
        return frozenset(pair for pair in pairs if pair[0] in families)


def _with_rules(agreed: Context, rules: Context) -> Context:
    """Add to what was agreed on what no OPEN says."""
    return attrs.evolve(
        agreed,
        enforce_first_as=rules.enforce_first_as,
        reject_as_sets=rules.reject_as_sets,
        aigp=rules.aigp,
        # RFC 8669 §4: "A BGP speaker receiving a BGP Prefix-SID attribute from an External BGP
        # (EBGP) neighbor residing outside the boundaries of the SR domain MUST discard the
        # attribute unless it is configured to accept the attribute from the EBGP neighbor."
        accept_prefix_sid=bool(rules.accept_prefix_sid),
        disable_family_on_error=rules.disable_family_on_error,
    )


def negotiate(local: Open, remote: Open, session: SessionType | None = None) -> Context:
    """Return what two speakers agreed on by their OPENs, as the first of them sees it.

    Args:
        local: the OPEN that we sent.
        remote: the OPEN that the peer sent.
        session: how the peer stands to us; None: the AS numbers of the OPENs tell it, which is
            right outside of confederations.
    """
    if session is None:
        same = local.asn == remote.asn
        session = SessionType.INTERNAL if same else SessionType.EXTERNAL
    ours, theirs = Offer.of(local), Offer.of(remote)
    # RFC 4760 §8: "To have a bi-directional exchange of routing information for a particular
    # <AFI, SAFI> between a pair of BGP speakers, each such speaker MUST advertise to the other
    # (via the Capability Advertisement mechanism) the capability to support that particular
    # <AFI, SAFI> route."
    families = frozenset(ours.families) & frozenset(theirs.families)
    # RFC 8205 §7.1: "Not only must the BGPsec capability be exchanged (and agreed on), but the BGP
    # multiprotocol extension [RFC4760] for the same AFI and the 4-byte AS capability [RFC6793] MUST
    # also be exchanged."
    may_sign = _both(local, remote, FourOctetAs) and _both(local, remote, Multiprotocol)
    signed = families if may_sign else frozenset[Family]()
    return Context(
        # RFC 6793 §4.1: "A BGP speaker that advertises such a capability to a particular peer, and
        # receives from that peer the advertisement of such a capability, MUST encode AS numbers as
        # four-octet entities in both the AS_PATH attribute and the AGGREGATOR attribute".
        four_octet_as=_both(local, remote, FourOctetAs),
        # RFC 7911 §5: not "unless the BGP speaker advertises the ADD-PATH Capability to the peer
        # indicating its ability to send multiple paths for the <AFI, SAFI>, and also receives the
        # ADD-PATH Capability from the peer indicating its ability to receive multiple paths for
        # the <AFI, SAFI>".
        add_path_receive=families & ours.add_path_receive & theirs.add_path_send,
        add_path_send=families & ours.add_path_send & theirs.add_path_receive,
        extended_next_hop=(
            pair
            for pair in ours.extended_next_hop & theirs.extended_next_hop
            if pair[0] in families
        ),
        # RFC 8654 §4 lets either direction be extended alone; a context has one limit for both.
        # See `Negotiation.send_extended` and `receive_extended`, by which a session has two.
        extended_messages=_both(local, remote, ExtendedMessage),
        session=session,
        families=families,
        # RFC 8277 §2: "If this Capability is sent by both BGP speakers on a given session, an
        # UPDATE message on that session, from either speaker, MUST use the encoding of Section
        # 2.3".
        multiple_labels=families & ours.multiple_labels.keys() & theirs.multiple_labels.keys(),
        # RFC 8277 §2.1: "If the Count is 255, then no limit has been placed on the number of labels
        # that can be processed".
        maximum_labels=(
            (family, count)
            for family, count in ours.multiple_labels.items()
            if count != _ANY_NUMBER and family in families & theirs.multiple_labels.keys()
        ),
        maximum_labels_sent=(
            (family, count)
            for family, count in theirs.multiple_labels.items()
            if count != _ANY_NUMBER and family in families & ours.multiple_labels.keys()
        ),
        # RFC 8205 §2.2: BGPSEC_PATH may be sent where the sender "sent the BGPsec capability for a
        # particular version of BGPsec and a particular address family with the Direction bit set to
        # 1, and" the receiver with it "set to 0".
        bgpsec_receive=_of_afis(signed, ours.bgpsec_receive & theirs.bgpsec_send),
        bgpsec_send=_of_afis(signed, ours.bgpsec_send & theirs.bgpsec_receive),
        local_as=local.asn,
        peer_as=remote.asn,
        enhanced_route_refresh=remote.capability(EnhancedRouteRefresh) is not None,
    )


def _of_afis(families: frozenset[Family], afis: frozenset[int]) -> frozenset[Family]:
    return frozenset(family for family in families if family.afi in afis)


def _both(local: Open, remote: Open, kind: type[Capability]) -> bool:
    return local.capability(kind) is not None and remote.capability(kind) is not None
