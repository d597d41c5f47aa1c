"""Which update group a peer belongs to: its `ExportTerms`, made of configuration and agreement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs

from bgplib.context import Context, SessionType
from bgplib.iana.families import Family
from bgplib.policy import (
    ROLES_OUT,
    WELL_KNOWN_OUT,
    WELL_KNOWN_TO_CLIENTS,
    Chain,
    Direction,
    Policy,
    PolicyContext,
    policy_for,
)
from bgplib.policy.statement import Action
from bgplib.policy.well_known import shut_down_out
from bgplib.route import Source
from bgplib.session import Negotiation
from bgplib.session.offer import Offer
from bgplib.speaker.config import PeerConfig, SpeakerConfig
from bgplib.speaker.next_hop import own_address
from bgplib.speaker.policies import policies_of
from bgplib.speaker.revalidation import tables_for
from bgplib.speaker.route_targets import Membership
from bgplib.speaker.terms import ExportTerms, regarded

__all__ = ["export_policy", "key_of", "terms_of"]


#: what routes to external peers go through before the session is shut down (RFC 8326 §4.2)
_SHUTTING_DOWN: Final = Policy(
    name="graceful shutdown (RFC 8326)", statements=(shut_down_out(),), default=Action.ACCEPT
)


def export_policy(config: PeerConfig, peer: Source, *, shutting_down: bool) -> Policy | Chain:
    """Return all that judges the routes to a peer: what every speaker does, and one's own.

    Args:
        config: how the peer is configured.
        peer: the peer.
        shutting_down: the speaker is about to be shut down.
    """
    well_known = WELL_KNOWN_TO_CLIENTS if config.route_server_client else WELL_KNOWN_OUT
    policies = [well_known, policy_for(config.export_policy, peer)]
    if peer.session is SessionType.EXTERNAL:
        if config.role is not None:
            policies.append(ROLES_OUT)
        if shutting_down:
            policies.append(_SHUTTING_DOWN)
    return Chain(policies)


def terms_of(
    family: Family,
    config: PeerConfig,
    speaker: SpeakerConfig,
    peer: Source,
    *,
    sending: Context,
    negotiation: Negotiation,
    local_as: int,
    local_address: bytes,
    policy: Policy | Chain,
    wanted: Callable[[bytes], bool] | None = None,
    membership: Membership | None = None,
) -> ExportTerms:
    """Return what the routes of a family that a peer is told depend on.

    Args:
        family: the family.
        config: how the peer is configured.
        speaker: how we are.
        peer: the peer, as it is known since its OPEN.
        sending: what messages to it are encoded with.
        negotiation: what was agreed on.
        local_as: our AS number in the session.
        local_address: our address in the session.
        policy: all that judges the routes to it.
        wanted: which destinations it wants; None for all.
        membership: the route targets that it is a member of; None: it does not say.
    """
    families = frozenset((family,))
    external = peer.session is SessionType.EXTERNAL
    context = Context(
        four_octet_as=sending.four_octet_as,
        add_path_send=sending.add_path_send & families,
        extended_next_hop={pair for pair in sending.extended_next_hop if pair[0] == family},
        extended_messages=sending.extended_messages,
        session=peer.session,
        multiple_labels=sending.multiple_labels & families,
        bgpsec_send=sending.bgpsec_send & families,
        maximum_labels_sent={pair for pair in sending.maximum_labels_sent if pair[0] == family},
    )
    ipv4 = config.next_hop_ipv4 or (local_address if len(local_address) == 4 else b"")
    ipv6 = config.next_hop_ipv6 or (local_address if len(local_address) == 16 else b"")
    next_hop = own_address(family, context, ipv4, ipv6)
    role = config.role if external else None
    roas, aspas = tables_for(policy, speaker)
    policy_context = PolicyContext(
        direction=Direction.EXPORT,
        peer=peer,
        local_as=local_as,
        local_address=next_hop,
        role=role,
        family=family,
        roas=roas,
        aspas=aspas,
    )
    subnets = config.shared_subnets if external else ()
    who: object = (regarded(policy, peer, role), id(config.registry))
    # What a client announced itself is left out of its choice: no two choose among the same paths.
    if subnets or not speaker.update_groups or wanted is not None or config.own_choice:
        who = (who, config.key)
    add_path = family in context.add_path_send
    return ExportTerms(
        family=family,
        context=context,
        policy=policy,
        policy_context=policy_context,
        regarded=who,
        own_as=local_as,
        next_hop=next_hop,
        link_local=config.link_local,
        shared_subnets=subnets,
        next_hop_self=config.next_hop_self,
        reflector_client=config.route_reflector_client,
        server_client=config.route_server_client,
        own_choice=config.own_choice,
        same_administration=config.same_administration,
        confederation=speaker.confederation is not None,
        cluster_id=speaker.effective_cluster_id,
        long_lived=_knows_long_lived(family, negotiation),
        aigp=(not external) if sending.aigp is None else sending.aigp,
        send_paths=config.send_paths if add_path else 1,
        mrai=config.mrai,
        wanted=wanted,
        identifier=negotiation.local.identifier,
        membership=membership,
        labels=speaker.labels,
    )


def _knows_long_lived(family: Family, negotiation: Negotiation) -> bool:
    """Say whether a peer advertised that it knows of long-lived stale routes of a family."""
    # RFC 9494 §4.5: "If the LLGR Capability is received without an accompanying GR Capability, the
    # LLGR Capability MUST be ignored"
    return family in Offer.of(negotiation.remote).long_lived


def key_of(terms: ExportTerms) -> object:
    """Return what is equal for the peers of a group, and can be looked up."""
    try:
        hash(terms)
    except TypeError:
        # A policy may hold what has no hash: then the same policy is the one that is the same.
        # (The group that is found by it keeps the policies, so that their numbers stay theirs.)
        return attrs.evolve(terms, policy=_BY_IDENTITY), tuple(map(id, policies_of(terms.policy)))
    return terms


_BY_IDENTITY = Policy(name="")
