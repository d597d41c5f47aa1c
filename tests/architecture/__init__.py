"""The structure of the library, read from its files."""
