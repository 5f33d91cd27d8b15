"""The gates between a production build and its release, one module each."""
