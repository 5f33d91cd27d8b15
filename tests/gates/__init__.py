"""Gates that need programs from elsewhere: Lighthouse and the Nu HTML checker. `python3 tasks.py gates` runs them."""
