"""The files that pin every library of the project, each for its own environment.

`tasks.py` installs the first before it can import anything; `lock` writes them all, `audit` looks them up.
"""

from __future__ import annotations

from plugins.build.settings import PROJECT

LOCK = PROJECT / "requirements.lock"
BENCH_LOCK = PROJECT / "requirements-bench.lock"
GATES_LOCK = PROJECT / "requirements-gates.lock"
DEPLOY_LOCK = PROJECT / "requirements-deploy.lock"
AUDIT_LOCK = PROJECT / "requirements-audit.lock"
VOICE_LOCK = PROJECT / "requirements-voice.lock"
CLUSTER_LOCK = PROJECT / "requirements-cluster.lock"
STORAGE_LOCK = PROJECT / "requirements-storage.lock"
LOCKS = (LOCK, DEPLOY_LOCK, GATES_LOCK, BENCH_LOCK, AUDIT_LOCK, VOICE_LOCK, CLUSTER_LOCK, STORAGE_LOCK)
