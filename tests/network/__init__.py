"""Networks of speakers, in virtual time."""
