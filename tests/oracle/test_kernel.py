"""Each function of `bgplib.kernel` agrees with its slow twin, on good octets and on bad ones."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bgplib.attributes import AsPath, AttributeReader
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.iana.families import Family
from bgplib.kernel import as_path, attribute_block, framing
from bgplib.kernel import prefixes as kernel_prefixes
from bgplib.testing.strategies.attributes import as_paths, attribute_fields, segment_lists
from bgplib.testing.strategies.context import contexts
from bgplib.testing.strategies.nlri import nlri_fields
from bgplib.testing.strategies.update import mutated_updates, mutations, update_octets
from tests.oracle import twins

BARE = Context(session=None)
HEADERS = st.builds(
    lambda marker, length, kind: marker + length.to_bytes(2, "big") + bytes((kind,)),
    st.just(b"\xff" * 16) | st.binary(min_size=16, max_size=16),
    st.sampled_from((0, 18, 19, 20, 21, 22, 23, 28, 29, 4096, 4097, 65535)) | st.integers(0, 65535),
    st.integers(0, 7) | st.integers(0, 255),
)
MAXIMA = st.sampled_from((4096, 65535))


def surrounded(field: st.SearchStrategy[bytes]) -> st.SearchStrategy[tuple[bytes, int, int]]:
    """Put a field between other octets: a kernel function must not look beyond its limits."""
    around = st.binary(max_size=4)
    return st.builds(
        lambda before, octets, after: (
            before + octets + after,
            len(before),
            len(before) + len(octets),
        ),
        around,
        field,
        around,
    )


def damaged(field: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Make well-formed fields, damaged ones, and noise."""
    return field | field.flatmap(mutations) | st.binary(max_size=40)


@given(HEADERS, MAXIMA)
def test_headers_are_judged_alike(header: bytes, maximum: int) -> None:
    """RFC 4271 §6.1: the same Length, or the same NOTIFICATION code, subcode and data."""
    try:
        expected: object = twins.message_length(header, maximum)
    except twins.Malformed as error:
        expected = error.numbers
    found: object
    try:
        found = framing.check_header(b"??" + header, 2, maximum)
    except DecodeError as error:
        found = (error.code, error.subcode, error.data)
    assert found == expected


@given(
    st.lists(update_octets(Context()) | HEADERS, max_size=6).map(b"".join).flatmap(mutations),
    MAXIMA,
)
def test_streams_are_cut_alike(stream: bytes, maximum: int) -> None:
    """RFC 4271 §4.1: the same messages in the same order, and the same end."""
    expected, error, rest = twins.messages(stream, maximum)
    buffer = framing.MessageBuffer(maximum)
    buffer.feed(stream)
    found = []
    numbers = None
    try:
        while (message := buffer.next_message()) is not None:
            found.append(message)
    except DecodeError as problem:
        numbers = (problem.code, problem.subcode, problem.data)
    assert found == expected
    assert numbers == (error.numbers if error else None)
    assert len(buffer) == len(rest)


def _split(field: tuple[bytes, int, int], maximum: int, *, add_path: bool) -> object:
    try:
        if add_path:
            path_ids, keys = kernel_prefixes.split_with_path_ids(*field, maximum)
            return list(zip(path_ids, keys, strict=True))
        return [(None, key) for key in kernel_prefixes.split(*field, maximum)]
    except DecodeError as error:
        return error.code, error.subcode


def _walked(field: tuple[bytes, int, int], maximum: int) -> object:
    """Split in the way that is taken when the module is compiled."""
    try:
        return [(None, key) for key in kernel_prefixes.walk(*field, maximum)]
    except DecodeError as error:
        return error.code, error.subcode


def _twin_split(field: tuple[bytes, int, int], maximum: int, *, add_path: bool) -> object:
    octets, start, stop = field
    try:
        found = twins.prefixes(octets[start:stop], maximum, add_path=add_path)
    except twins.Malformed as error:
        return error.numbers[:2]
    return [(path_id, twins.key(network)) for path_id, network in found]


@given(surrounded(damaged(nlri_fields(Family.IPV4_UNICAST, BARE))))
def test_ipv4_prefixes_are_split_alike(field: tuple[bytes, int, int]) -> None:
    """RFC 4271 §4.3: the same prefixes, with trailing bits cleared, or the same error."""
    assert _split(field, 32, add_path=False) == _twin_split(field, 32, add_path=False)
    assert _walked(field, 32) == _twin_split(field, 32, add_path=False)


@given(surrounded(damaged(nlri_fields(Family.IPV6_UNICAST, BARE))))
def test_ipv6_prefixes_are_split_alike(field: tuple[bytes, int, int]) -> None:
    """RFC 4760 §5: the same for prefixes of up to 128 bits."""
    assert _split(field, 128, add_path=False) == _twin_split(field, 128, add_path=False)
    assert _walked(field, 128) == _twin_split(field, 128, add_path=False)


@given(
    surrounded(damaged(nlri_fields(Family.IPV6_UNICAST, BARE.with_add_path(Family.IPV6_UNICAST)))),
    st.sampled_from((32, 128)),
)
def test_prefixes_with_path_identifiers_are_split_alike(
    field: tuple[bytes, int, int], maximum: int
) -> None:
    """RFC 7911 §3: the same path identifiers and prefixes, or the same error."""
    assert _split(field, maximum, add_path=True) == _twin_split(field, maximum, add_path=True)


PATHS = segment_lists((1, 2, 3, 4)).map(
    lambda found: tuple((segment.type, segment.asns) for segment in found)
)


def _path_octets(path: twins.Path, size: int) -> bytes:
    return b"".join(
        bytes((kind, len(asns)))
        + b"".join((asn & ((1 << 8 * size) - 1)).to_bytes(size, "big") for asn in asns)
        for kind, asns in path
    )


@given(st.data(), st.sampled_from((2, 4)))
def test_segments_are_read_alike(data: st.DataObject, size: int) -> None:
    """RFC 4271 §4.3, RFC 7606 §7.2, RFC 7607 §2: the same path, or malformed to both."""
    octets, start, stop = data.draw(
        surrounded(damaged(PATHS.map(lambda path: _path_octets(path, size))))
    )
    expected = twins.segments(octets[start:stop], size)
    assert as_path.segments(octets, start, stop, size) == expected


@given(PATHS)
def test_paths_are_counted_alike(path: twins.Path) -> None:
    """RFC 4271 §9.1.2.2 (a), RFC 5065 §5.3."""
    assert as_path.length(path) == twins.length(path)


@given(PATHS, PATHS, st.integers(0, 3))
@example(((3, (1,)), (2, (2, 3))), ((2, (2, 3)),), 0)
@example(((2, (1,)), (4, (9,)), (2, (2, 3))), ((2, (3,)),), 0)
@example(((2, (7,) * 255), (2, (8,) * 255)), ((2, (8,) * 255),), 0)
def test_paths_are_merged_alike(path: twins.Path, other: twins.Path, cut: int) -> None:
    """RFC 6793 §4.2.3: the same AS path information, for unrelated paths and for tails of one."""
    for as4_path in (other, path[cut:]):
        assert as_path.merge(path, as4_path) == twins.merge(path, as4_path)


@given(PATHS, PATHS)
def test_a_merged_path_is_as_long_as_as_path(path: twins.Path, as4_path: twins.Path) -> None:
    """RFC 6793 §4.2.3: the information has a number of AS numbers identical to AS_PATH's."""
    merged = as_path.merge(path, as4_path)
    assert as_path.length(merged) == as_path.length(path)
    assert all(1 <= len(asns) <= 255 for _, asns in merged)


FIELDS = attribute_fields(BARE).map(b"".join)


@given(surrounded(damaged(FIELDS)))
def test_attributes_are_walked_alike(field: tuple[bytes, int, int]) -> None:
    """RFC 4271 §4.3, RFC 7606 §4: the same attributes, and the same end of the walk."""
    octets, start, stop = field
    expected, end = twins.attributes(octets[start:stop], start)
    found = attribute_block.walk(octets, start, stop)
    assert found == ([(a.flags, a.code, a.start, a.stop) for a in expected], end)


@given(st.data())
def test_mp_attributes_are_cut_alike(data: st.DataObject) -> None:
    """RFC 4760 §3, §4: the same pieces, or None to both."""
    context = data.draw(contexts())
    octets = data.draw(update_octets(context) | mutated_updates(context))
    start = data.draw(st.just(23) | st.integers(19, len(octets)))
    # In an UPDATE without withdrawn routes the attributes start at 23.
    stop = min(len(octets), start + int.from_bytes(octets[21:23], "big"))
    expected = twins.mp_attributes(octets[start:stop], start)
    assert attribute_block.cut_mp(octets, start, stop) == expected


@given(st.data())
def test_attributes_are_indexed_alike(data: st.DataObject) -> None:
    """RFC 4271 §6.3, RFC 7606 §3: the same spans in the same order, or None to both."""
    context = data.draw(contexts())
    reader = AttributeReader(context, DEFAULT_TABLE)
    rules = reader.rules
    octets = data.draw(damaged(attribute_fields(context).map(b"".join)))
    expected = twins.spans(octets, rules)
    found = attribute_block.index(octets, rules)
    # Passing plain paths without asking their rule says the same, and gives the path.
    paths: list[as_path.Segments] | None = [] if reader.first_as >= 0 else None
    assert attribute_block.index(octets, rules, reader.first_as, paths) == found
    if expected is None:
        assert found is None
    else:
        assert found is not None
        if paths:
            assert paths == [twins.segments(octets[slice(*expected[2])], 4)]
        assert [(code, (span >> 16, span & 0xFFFF)) for code, span in found.items()] == list(
            expected.items()
        )


@given(st.data())
def test_quick_checks_agree_with_decoding(data: st.DataObject) -> None:
    """What the kernel is told of a value (`quick`) is what the row's `decode` says of it."""
    context = data.draw(contexts())
    reader = AttributeReader(context, DEFAULT_TABLE)
    made = data.draw(as_paths(context, bits=32))
    codec = data.draw(st.sampled_from(DEFAULT_TABLE.codecs))
    rule = reader.rules[codec.code]
    if rule is None or rule[0] == -1:
        # MP_REACH_NLRI and MP_UNREACH_NLRI, or an attribute this session never reads.
        assert codec.code in (14, 15) or codec.discarded_unread(context) is not None
        return
    size = 4 if context.four_octet_as else 2
    value = data.draw(st.binary(max_size=24) | mutations(_path_octets(tuple(_plain(made)), size)))
    flags, length, check = rule
    quick = attribute_block.index(
        bytes((flags | 0x10, codec.code)) + len(value).to_bytes(2, "big") + value, reader.rules
    )
    slow = codec.length.accepts(len(value))
    if slow:
        try:
            codec.decode(value, context)
        except DecodeError:
            slow = False
    assert (quick is not None) == slow, (codec.name, length, check)


def _plain(path: AsPath) -> list[tuple[int, tuple[int, ...]]]:
    return [(segment.type, segment.asns) for segment in path.segments]
