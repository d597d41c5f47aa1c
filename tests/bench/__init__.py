"""Benchmarks: the same work done by bgplib and by its peers, in turn, in one run.

`python -m tests.bench` prints a table of CPU time and ratios. Absolute times say more of the
machine than of the program; the ratios are what to read. Nothing here fails a test run.
"""
