"""Decision processes that are ready for use.

Those of daemons are what Debian 12 has of them, with their default settings; the table in
`docs/reference/decision.md` says for each difference where it is taken from.
"""

from __future__ import annotations

from typing import Final

from bgplib.decision.aigp import LOWEST_AIGP
from bgplib.decision.eligibility import (
    IMPORT_POLICY,
    NO_AS_LOOP,
    NO_REFLECTION_LOOP,
    RESOLVABLE_NEXT_HOP,
)
from bgplib.decision.existing import EXISTING_EXTERNAL
from bgplib.decision.med import LOWEST_MED
from bgplib.decision.preference import (
    HIGHEST_LOCAL_PREFERENCE,
    HIGHEST_WEIGHT,
    LOCALLY_ORIGINATED,
    LOWEST_ORIGIN,
    NOT_LLGR_STALE,
    SHORTEST_AS_PATH,
)
from bgplib.decision.process import DecisionProcess
from bgplib.decision.tie_break import (
    EXTERNAL_OVER_INTERNAL,
    LOWEST_IDENTIFIER,
    LOWEST_IGP_COST,
    LOWEST_PATH_ID,
    LOWEST_PEER_ADDRESS,
    SHORTEST_CLUSTER_LIST,
)
from bgplib.decision.vendor import (
    BIRD_AIGP,
    BIRD_MED,
    CONFEDERATION_OVER_INTERNAL,
    FRR_EXISTING_EXTERNAL,
    FRR_MED,
    GOBGP_IDENTIFIER,
    GOBGP_MED,
    HIGHEST_WEIGHT_OURS_FIRST,
    OLDEST_EXTERNAL,
)

__all__ = ["BIRD", "CISCO", "FRR", "GOBGP", "JUNIPER", "RFC4271", "RFC5004"]

_ELIGIBILITY: Final = (IMPORT_POLICY, NO_AS_LOOP, NO_REFLECTION_LOOP, RESOLVABLE_NEXT_HOP)

#: RFC 4271 §9.1.2 with RFC 4456 §9, RFC 5065 §5.3, RFC 7311 §4.1 and RFC 9494 §4.3, and two steps
#: that most vendors have (the weight, which is 0 where nobody sets it, and the preference for our
#: own routes)
RFC4271: Final = DecisionProcess(
    (
        *_ELIGIBILITY,
        NOT_LLGR_STALE,
        HIGHEST_WEIGHT,
        HIGHEST_LOCAL_PREFERENCE,
        LOCALLY_ORIGINATED,
        LOWEST_AIGP,
        SHORTEST_AS_PATH,
        LOWEST_ORIGIN,
        LOWEST_MED,
        EXTERNAL_OVER_INTERNAL,
        LOWEST_IGP_COST,
        LOWEST_IDENTIFIER,
        SHORTEST_CLUSTER_LIST,
        LOWEST_PEER_ADDRESS,
        LOWEST_PATH_ID,
    )
)

#: the same, but an external path that is best stays best while only identifiers speak against it
RFC5004: Final = RFC4271.inserting(EXISTING_EXTERNAL, before=LOWEST_IDENTIFIER)

#: IOS and IOS XE
CISCO: Final = RFC5004.replacing(HIGHEST_WEIGHT, HIGHEST_WEIGHT_OURS_FIRST)

#: Junos, where our own routes are those of other protocols, with a preference of their own
JUNIPER: Final = RFC5004.without(HIGHEST_WEIGHT, LOCALLY_ORIGINATED).inserting(
    LOCALLY_ORIGINATED, before=NOT_LLGR_STALE
)

#: BIRD 2.0.12, where our own routes are those of other protocols, with a preference of their own,
#: and where AIGP grows by 1 at least
BIRD: Final = (
    RFC4271.without(HIGHEST_WEIGHT, LOCALLY_ORIGINATED)
    .inserting(LOCALLY_ORIGINATED, before=NOT_LLGR_STALE)
    .replacing(LOWEST_AIGP, BIRD_AIGP)
    .replacing(LOWEST_MED, BIRD_MED)
)

#: FRR 8.4.4, which does not know AIGP
FRR: Final = (
    RFC4271.without(LOWEST_AIGP)
    .replacing(HIGHEST_WEIGHT, HIGHEST_WEIGHT_OURS_FIRST)
    .replacing(LOWEST_MED, FRR_MED)
    .inserting(CONFEDERATION_OVER_INTERNAL, before=LOWEST_IDENTIFIER)
    .inserting(FRR_EXISTING_EXTERNAL, before=LOWEST_IDENTIFIER)
)

#: GoBGP 3.10.0, which does not compare AIGP; candidates have to be in the order of their arrival
GOBGP: Final = (
    RFC4271.without(HIGHEST_WEIGHT, LOWEST_AIGP, LOWEST_IGP_COST, SHORTEST_CLUSTER_LIST)
    .replacing(LOWEST_MED, GOBGP_MED)
    .inserting(OLDEST_EXTERNAL, before=LOWEST_IDENTIFIER)
    .replacing(LOWEST_IDENTIFIER, GOBGP_IDENTIFIER)
)
