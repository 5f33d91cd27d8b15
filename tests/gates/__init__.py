"""Gates with programs from elsewhere: Lighthouse, the Nu HTML checker, the Observatory. `tasks.py gates` runs them."""
