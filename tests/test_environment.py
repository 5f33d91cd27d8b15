"""The environment that `tasks.py` makes for itself: it deletes nobody else's."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

TASKS = Path(__file__).parents[1] / "tasks.py"


def test_an_environment_behind_a_link_is_never_deleted(tmp_path):
    shared, project = tmp_path / "shared", tmp_path / "project"
    for folder in (shared, project):
        folder.mkdir()
    (shared / "kept.txt").write_text("của người khác", "utf-8")
    (project / ".venv").symlink_to(shared, target_is_directory=True)
    (project / "requirements.lock").write_text("", "utf-8")
    shutil.copy(TASKS, project)
    done = subprocess.run([sys.executable, str(project / "tasks.py"), "--list"], capture_output=True, text=True)
    assert done.returncode == 1
    assert str(shared) in done.stderr
    assert [path.name for path in shared.iterdir()] == ["kept.txt"]
