"""The workflow files of the hosts are whole, ask for the least and never run two deploys at once."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from plugins.hosting.hosts import HOSTS
from plugins.tasks.program import collect_tasks

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PUBLISH = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text("utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_read_the_repository_and_no_more(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        allowed = {"pages": "write", "id-token": "write"} if name == "github-pages" else {}
        assert job.get("permissions", {}) == allowed


def test_publishing_runs_on_main_and_on_a_schedule_one_at_a_time():
    on = PUBLISH[True]  # YAML reads the key `on` as true
    assert on["push"] == {"branches": ["main"]}
    assert on["schedule"]
    assert "pull_request" not in on
    assert PUBLISH["concurrency"] == {"group": "publish", "cancel-in-progress": False}


def test_nothing_is_published_until_a_variable_chooses_a_host():
    for job in PUBLISH["jobs"].values():
        assert "vars.PUBLISH" in job["if"]


def test_the_engine_s_cache_goes_from_run_to_run_with_the_output_and_its_passport():
    (cache,) = [step for step in PUBLISH["jobs"]["publish"]["steps"] if "cache@" in step.get("uses", "")]
    assert cache["with"]["path"].split() == [".cache", "output", "output.release.json"]
    gitlab = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))["pages"]
    assert gitlab["cache"]["paths"] == [".cache", "output", "output.release.json"]


def test_texts_from_outside_reach_scripts_as_variables_only():
    """A name put into a script as text would be run."""
    for path in WORKFLOWS:
        for job in yaml.safe_load(path.read_text("utf-8"))["jobs"].values():
            for step in job["steps"]:
                assert "${{" not in step.get("run", "")


def test_secrets_come_from_the_host_s_store():
    text = (ROOT / ".github/workflows/publish.yml").read_text("utf-8")
    for name in re.findall(r"(\w*(?:TOKEN|KEY|CONF)): \$\{\{ (\w+)\.", text):
        assert name[1] == "secrets"


def test_gitlab_publishes_the_default_branch_one_at_a_time():
    job = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))["pages"]
    assert job["resource_group"] == "publish"
    assert "schedule" in job["rules"][0]["if"]
    assert job["artifacts"]["paths"] == ["public"]


def test_netlify_publishes_the_checked_output():
    build = tomllib.loads((ROOT / "netlify.toml").read_text("utf-8"))["build"]
    assert build["command"] == "python3 tasks.py publish"
    assert build["publish"] == "output"


def test_each_workflow_tells_the_build_which_host_it_is_for():
    """Without it the host gets no `_headers` and no `_redirects`."""
    (build,) = [step for step in PUBLISH["jobs"]["publish"]["steps"] if "publish" in step.get("run", "").split()]
    named = {
        *re.findall(r"'(\w+)'", build["env"]["PORTAL_HOST"]),
        yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))["pages"]["variables"]["PORTAL_HOST"],
        tomllib.loads((ROOT / "netlify.toml").read_text("utf-8"))["build"]["environment"]["PORTAL_HOST"],
    }
    assert named == {"github", "cloudflare", "gitlab", "netlify"} <= HOSTS.keys()
    assert "vars.PORTAL_HOST" in build["env"]["PORTAL_HOST"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path):
    assert re.findall(r"uses: \S+@(?![0-9a-f]{40} # v)\S+", path.read_text("utf-8")) == []


def test_workflows_name_tasks_that_exist():
    texts = [path.read_text("utf-8") for path in (*WORKFLOWS, ROOT / ".gitlab-ci.yml", ROOT / "netlify.toml")]
    names = set(re.findall(r"tasks\.py (\w+)", "\n".join(texts)))
    assert {"publish", "deploy", "check", "gates", "audit"} == names
    assert names <= collect_tasks().task_names.keys()
