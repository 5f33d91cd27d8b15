"""Long trials, run by hand: `python -m tests.campaigns.fuzz` and `python -m tests.campaigns.kills`."""
