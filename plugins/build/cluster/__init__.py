"""Building on many machines: a Dask cluster runs the work that can move; nothing of Dask is imported without one.

The driver is the process that builds. It sends workers a bundle (`bundle`) of code, theme, vocabularies and settings,
and then chunks of tasks (`spreading`). Within each Dask worker a host (`host`) starts processes from the bundle
(`child`), which alone know the portal: two bundles never meet in one process, and what ends a process ends no worker.
"""
