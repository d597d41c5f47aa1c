"""Regular expressions over what peers send: linear time, whatever the pattern and the text.

A pattern becomes a nondeterministic automaton (Thompson's construction), which is run on all its
states at once. Nothing is tried and taken back, so that no text makes a pattern slow.
"""

from __future__ import annotations

from bgplib.policy.regex.text_regex import TextRegex

__all__ = ["TextRegex"]
