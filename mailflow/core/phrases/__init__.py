"""What mail programs write into mails, by language: the only place that names languages.

All phrases are in lower case, as `str.casefold` leaves them. A new language is a new row in each
file; a row with nothing to say is left out.
"""
