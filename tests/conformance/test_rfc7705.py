"""RFC 7705 §3: a session under an AS number that we used to have."""

from __future__ import annotations

from bgplib.policy import Action, Policy, Statement
from bgplib.policy.modifiers import LocalAsIn, LocalAsOut
from tests.unit.policy.routes import route


def seen(modifier: LocalAsIn | LocalAsOut | None, as_path: str = "64496") -> str:
    """Return the AS path behind a policy with a modifier, or without."""
    modifiers = [] if modifier is None else [modifier]
    policy = Policy(
        name="p",
        statements=[Statement(name="s", modifiers=modifiers, action=Action.ACCEPT)],
    )
    return policy.apply(route(as_path=as_path)).route.attributes.as_path_text


def test_3_3_internal_appends_the_local_as() -> None:
    """§3.3, 1: "SHOULD append the configured "Local AS" ASN in the AS_PATH attribute"."""
    assert seen(LocalAsIn(64510)) == "64510 64496"


def test_3_3_no_prepend_inbound() -> None:
    """§3.3: "MUST NOT append the "Local AS" ASN value": the modifier is left out."""
    assert seen(None) == "64496"


def test_3_3_external_appends_both() -> None:
    """§3.3, 2: the global AS first, "immediately followed by the "Local AS" value"."""
    assert seen(LocalAsOut(asn=64510, global_asn=64500), "64499") == "64510 64500 64499"


def test_3_3_replace_old_as() -> None:
    """§3.3: "MUST append only the configured "Local AS" ASN value"."""
    replacing = LocalAsOut(asn=64510, global_asn=64500, replace=True)
    assert seen(replacing, "64499") == "64510 64499"


def test_3_3_the_speaker_adds_nothing_more() -> None:
    """§3.3: "MUST NOT append the globally configured ASN": the result says that all is done."""
    statement = Statement(name="s", modifiers=LocalAsOut(asn=64510, global_asn=64500))
    out = Policy(name="p", statements=[statement]).apply(route())
    assert "own_as" in out.touched
    inward = Policy(name="p", statements=[Statement(name="s", modifiers=LocalAsIn(64510))])
    assert "own_as" not in inward.apply(route()).touched
