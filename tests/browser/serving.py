"""`serve` in a process of its own, for tests in a browser.

The cache folder is the test's own, in the server and in its worker, which runs the same file again.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import indent

from plugins.build.settings import PROJECT
from tests.conftest import SiteFolder

PATIENCE = 60  # seconds until the server has ended
PROGRAM = """
import sys
from functools import partial
from pathlib import Path
sys.path.insert(0, {project!r})
import plugins.build, plugins.build.serve
plugins.build.CACHE = plugins.build.serve.CACHE = Path({folder!r}) / "cache"
if __name__ == "__main__":
    options = plugins.build.Options(content=Path({content!r}), output=Path({folder!r}) / "served", drafts=True)
    say = partial(print, flush=True)
    routes, scripts = {{}}, []
{further}
    plugins.build.serve.serve_site(options, 0, say, routes, scripts)
"""


@contextmanager
def serve(site: SiteFolder, further: str = "") -> Iterator[str]:
    """The address of the served site, drafts and all; `further` is code that adds `routes` and `scripts`."""
    folder = site.content.parent
    program = PROGRAM.format(
        project=str(PROJECT), folder=str(folder), content=str(site.content), further=indent(further, " " * 4)
    )
    script = folder / "serve.py"
    script.write_text(program, "utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = next((line for line in process.stdout if line.startswith("Xem tại ")), "")
        assert line, "the server ended before it served"
        try:
            yield line.split()[2].rstrip("/")
        finally:
            process.terminate()
            process.wait(PATIENCE)
