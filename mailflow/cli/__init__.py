"""Commands of the mailflow program, one file per group."""
