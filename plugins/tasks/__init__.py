"""The tasks of `tasks.py`, by who runs them: `editing`, `publishing`, `voice` (readers' voice), `developing`.

The tasks wire the other rooms together, and no room imports them. What one task alone needs, that task imports: a build
is to start at once.
"""
