"""What to do with one mail: pure decisions from gathered facts, one file per kind of mail."""
