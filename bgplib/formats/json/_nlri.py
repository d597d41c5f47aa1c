"""NLRI as JSON: their fields by name."""

from __future__ import annotations

from typing import Any

from bgplib.formats.json._values import PARTICULAR, field_to_json, fields_of, plain
from bgplib.nlri import Nlri, UnicastNlri
from bgplib.nlri._routes import TypedRoute

__all__ = ["nlri_to_json"]


def nlri_to_json(nlri: Nlri, vnis: tuple[int, ...] = ()) -> dict[str, Any]:
    """Return the fields by name, the path identifier last.

    It, VNIs and a route distinguisher are there only where there is one.

    Args:
        nlri: the NLRI.
        vnis: what stands in the place of labels, where that is known to be VNIs.
    """
    found: dict[str, Any] = {}
    if isinstance(nlri, TypedRoute):
        found["route_type"] = nlri.codec.route_type
    for name in fields_of(type(nlri)):
        if name != "path_id":
            held = getattr(nlri, name)
            # VNIs say all that labels in their place would.
            if isinstance(held, PARTICULAR) and not vnis:
                found |= field_to_json(type(nlri), name, held)
            else:
                found[name] = plain(held, name)
    if not isinstance(nlri, UnicastNlri):
        from bgplib.nlri.flowspec import FlowSpecNlri  # not needed for prefixes, which most are

        if isinstance(nlri, FlowSpecNlri):
            found["components"] = [_component(each) for each in nlri.components]
    if found.get("rd", "") is None:
        del found["rd"]
    if vnis:
        found["vnis"] = list(vnis)
    if nlri.path_id is not None:
        found["path_id"] = nlri.path_id
    return found


def _component(component: Any) -> dict[str, Any]:
    """Return a component of a flow specification: the type, and what it asks for as text.

    `exact` is the text with what else tells octets apart, where that is not what it would be.
    """
    condition, text = component.condition, str(component)
    found = {"type": component.type, "name": component.name, "match": condition}
    exact = text.removeprefix(f"{component.name} ")
    return found if exact == condition else found | {"exact": exact}
