"""The audit tells weaknesses apart from libraries that could not be looked up, and from having looked at nothing."""

from __future__ import annotations

import json
import subprocess

import pytest

from plugins.build.settings import PROJECT
from plugins.publishing import audit
from plugins.publishing.audit import MissingProgramsError, Programs, audit_lock, examine_sbom, install_programs
from plugins.tasks.locks import LOCKS

WEAK = {"name": "jinja2", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}, {"id": "PYSEC-2"}]}
SOUND = {"name": "pillow", "version": "12.0", "vulns": []}
UNKNOWN = {"name": "pelican", "skip_reason": "Dependency not found on PyPI"}


class Answers(Programs):
    def __init__(self, output: str, error: str = "", code: int = 0) -> None:
        self.done = subprocess.CompletedProcess([], code, output, error)

    def run(self, *arguments: str):
        return self.done


def of(tmp_path, *dependencies, **answer):
    output = answer.get("output", json.dumps({"dependencies": dependencies}))
    return audit_lock(Answers(output, answer.get("error", "")), tmp_path / "requirements.lock")


def test_a_weakness_is_told_with_the_version_that_mends_it(tmp_path):
    found = of(tmp_path, WEAK, SOUND)
    assert found.weaknesses == ("jinja2 2.0: PYSEC-1 (sửa ở: 2.1)", "jinja2 2.0: PYSEC-2 (sửa ở: chưa có bản sửa)")
    assert str(found).startswith("requirements.lock: 2 điểm yếu trong 2 thư viện\n  jinja2")


def test_libraries_that_could_not_be_looked_up_are_named(tmp_path):
    assert (
        str(of(tmp_path, SOUND, UNKNOWN)) == "requirements.lock: 0 điểm yếu trong 1 thư viện; không tra được 1: pelican"
    )
    assert "BỎ QUA" in str(of(tmp_path, UNKNOWN, UNKNOWN))


@pytest.mark.parametrize("output", ["", "không phải JSON", "{}"])
def test_no_answer_is_told_as_such_and_is_no_weakness(tmp_path, output):
    found = of(tmp_path, output=output, error="x\nConnectionError: no route")
    assert (found.weaknesses, found.skipped) == ((), "kho điểm yếu không trả lời: ConnectionError: no route")
    assert str(found).startswith("requirements.lock: BỎ QUA, ")


def test_where_the_programs_cannot_be_installed_that_is_said_and_nothing_half_done_is_left(tmp_path, monkeypatch):
    def fail(command, **_):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(audit.subprocess, "run", fail)
    (tmp_path / "a.lock").write_text("x==1")
    with pytest.raises(MissingProgramsError, match="không cài được pip-audit"):
        install_programs(tmp_path / "a.lock", tmp_path / "home")
    assert list((tmp_path / "home").iterdir()) == []


def test_programs_that_are_there_are_not_installed_again(tmp_path, monkeypatch):
    (tmp_path / "a.lock").write_text("x==1")
    monkeypatch.setattr(audit.subprocess, "run", lambda command, **_: (tmp_path / "home" / command[-3]).mkdir())
    folder = install_programs(tmp_path / "a.lock", tmp_path / "home").folder
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: pytest.fail("installed twice"))
    assert install_programs(tmp_path / "a.lock", tmp_path / "home").folder == folder


def test_what_breaks_the_format_of_the_bill_of_materials_is_told(tmp_path):
    assert examine_sbom(Answers("", "", 0), tmp_path / "x") == ""
    assert examine_sbom(Answers("", "'bomFormat' is missing\n", 1), tmp_path / "x") == "'bomFormat' is missing"


def test_every_lock_of_the_project_is_looked_up():
    assert {path.name for path in LOCKS} == {path.name for path in PROJECT.glob("requirements*.lock")}
