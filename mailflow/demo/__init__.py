"""A demonstration: a whole desk on this machine for the length of one story (extra `demo`)."""
