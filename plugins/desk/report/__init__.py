"""The editors' report: what was published, where the gaps are, what waits, which faults are frequent.

`figures` counts and draws nothing, `page` sets the counts as one HTML page.
"""
