"""Inputs made at random, and what must hold whatever they are: for reader, importer and search.

`tests/test_fuzzing.py` tries some hundreds of each, `python -m tests.campaigns.fuzz` as many as are wanted.
"""
