"""The hot loops: integers, octets, lists, tuples and dicts, and nothing else.

Each function here has a slow, readable twin in `tests/oracle`, and must agree with it.
The modules import only `bgplib.errors` and may be compiled as they stand.
"""
