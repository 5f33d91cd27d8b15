"""Measurements against the peers; run by `tasks.py bench`, never as tests."""
