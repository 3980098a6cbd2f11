"""Each outside thing has one home here."""
