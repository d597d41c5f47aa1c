"""Code points of the IANA registries of BGP, each with the RFC that assigned it.

Constants are plain integers; each module has a `name(code)` that prints any number,
assigned or not.
"""
