"""Decision processes that are ready for use."""

from __future__ import annotations

from typing import Final

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

__all__ = ["RFC4271", "RFC5004"]

#: RFC 4271 §9.1.2 with RFC 4456 §9 and RFC 5065 §5.3, and two steps that all vendors have (the
#: weight, which is 0 where nobody sets it, and the preference for our own routes)
RFC4271: Final = DecisionProcess(
    (
        IMPORT_POLICY,
        NO_AS_LOOP,
        NO_REFLECTION_LOOP,
        RESOLVABLE_NEXT_HOP,
        HIGHEST_WEIGHT,
        HIGHEST_LOCAL_PREFERENCE,
        LOCALLY_ORIGINATED,
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
