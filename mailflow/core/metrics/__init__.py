"""How the desk does: every figure of a report, with its written definition (design section 6).

`definitions` says what each means, `timelines` what happened to one incident, `tallying` counts.
"""
