"""Turns saved pages, Word files and texts into drafts. What was not found stays empty; nothing is invented.

A source is first read into a `Document`, free of portal furniture; facts are then found in its text, each with the
place where it stands and how sure it is; the draft is written last.
"""
