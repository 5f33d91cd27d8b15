"""The service worker's script, as it is served.

In: `worker.js` beside this file. Out: its text without comments. It depends on nothing else, so that a browser sees a
new worker only when its code is another.
"""

from __future__ import annotations

from pathlib import Path

from rjsmin import jsmin

WORKER_ADDRESS = "/worker.js"  # at the root: a worker reaches no higher than the folder it stands in
WORKER_FILE = Path(__file__).with_name("worker.js")


def read_worker() -> str:
    return f"{jsmin(WORKER_FILE.read_text('utf-8'))}\n"
