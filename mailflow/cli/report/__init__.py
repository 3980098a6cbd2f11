"""The report of a classifier version: a page, a text, a document."""
