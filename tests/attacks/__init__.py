"""The attack table: what hostile content tries, what stock Pelican lets through (measured), and what the portal does.

`python -m tests.attacks` prints it, `python -m tests.attacks.stock` measures Pelican again, and `tests/test_attacks.py`
and `tests/browser/test_attacks.py` hold the portal to it.
"""
