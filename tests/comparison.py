"""Builds a site that `changes.lay_out` has prepared, incrementally and clean, and tells which files differ."""

from __future__ import annotations

import shutil

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from plugins.build import Options, build_site
from plugins.model import SiteError
from tests.changes import CHANGES, settings_file
from tests.processes import new_process

CHANGE = st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 60))


def bounded(examples):
    """Few examples, and a failing one as it was found: making it smaller would take minutes."""
    return settings(
        max_examples=examples,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def build(site, *, output=None, jobs=1, clean=False):
    folders = {"content": site.content, "output": output or site.output, "settings": settings_file(site)}
    options = Options(**folders, jobs=jobs, clean=clean)
    return build_site(options, new_process(options))


def try_build(site, **options):
    """Whether the site could be built; it cannot when two items have one address, or one ends before it begins."""
    try:
        build(site, **options)
    except SiteError as error:
        codes = {fault.code for fault in error.faults if fault.is_error}
        if not codes or codes - {"E-DUPLICATE", "E-ALIAS", "E-DATE-ORDER"}:
            raise
        return False
    return True


def differing(one, other):
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def clean_build(site, jobs):
    """The tree of a clean build in another folder, or None when it was refused."""
    folder = site.content.parent / "clean"
    shutil.rmtree(folder, ignore_errors=True)
    return site.tree(folder) if try_build(site, output=folder, jobs=jobs, clean=True) else None
