r"""Messages as JSON, format `bgplib/1`.

    >>> import json
    >>> import bgplib
    >>> from bgplib.formats.json import to_json
    >>> print(json.dumps(to_json(bgplib.decode(b"\xff" * 16 + b"\x00\x13\x04"))))
    {"format": "bgplib/1", "type": "KEEPALIVE", "length": 19, "treatment": "none", "findings": []}

The way back is `from_json`, of an object or of its text:

    >>> from bgplib.formats.json import from_json
    >>> from_json('{"type": "ROUTE-REFRESH", "family": "ipv6-unicast"}').encode().hex()[32:]
    '00170500020001'

`to_json` returns plain dicts, lists, text, numbers, booleans and None, which the `json` of the
standard library writes. What peers chose never becomes a key. `schema()` is the JSON Schema that
every result conforms to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bgplib._names import importer

if TYPE_CHECKING:
    from bgplib.formats.json._attributes import attribute_to_json
    from bgplib.formats.json._bmp import bmp_to_json, captured_bmp_to_json, captured_to_json
    from bgplib.formats.json._capabilities import capability_to_json
    from bgplib.formats.json._findings import finding_to_json
    from bgplib.formats.json._messages import error_to_json, to_json
    from bgplib.formats.json._nlri import nlri_to_json
    from bgplib.formats.json._read_attributes import attribute_from_json
    from bgplib.formats.json._read_capabilities import capability_from_json
    from bgplib.formats.json._read_messages import from_json
    from bgplib.formats.json._read_nlri import group_from_json, nlri_from_json
    from bgplib.formats.json._schema import FORMAT, schema
    from bgplib.formats.json._update import group_to_json

__all__ = [
    "FORMAT",
    "attribute_from_json",
    "attribute_to_json",
    "bmp_to_json",
    "capability_from_json",
    "capability_to_json",
    "captured_bmp_to_json",
    "captured_to_json",
    "error_to_json",
    "finding_to_json",
    "from_json",
    "group_from_json",
    "group_to_json",
    "nlri_from_json",
    "nlri_to_json",
    "schema",
    "to_json",
]

#: where each name is defined; the imports above are the same for those who read types
_HOMES: Final = {
    "_attributes": "attribute_to_json",
    "_bmp": "bmp_to_json captured_bmp_to_json captured_to_json",
    "_capabilities": "capability_to_json",
    "_findings": "finding_to_json",
    "_messages": "error_to_json to_json",
    "_nlri": "nlri_to_json",
    "_read_attributes": "attribute_from_json",
    "_read_capabilities": "capability_from_json",
    "_read_messages": "from_json",
    "_read_nlri": "group_from_json nlri_from_json",
    "_schema": "FORMAT schema",
    "_update": "group_to_json",
}
__getattr__ = importer(__name__, _HOMES)
