"""The `bgplib` command (extra `cli`): a client of the library like any other program."""
