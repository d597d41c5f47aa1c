"""Fuzzing the parsers: harnesses, a mutator of our own, and a corpus that is replayed."""
