"""One module for each program that is measured: what prepares a work, and does it.

Every reader goes through the whole input and asks for every prefix, path, community and next hop
in the form that its program gives them in.
"""
