"""The command line: all tasks under one name, and what was typed in the spelling that Invoke understands.

In: the arguments of `tasks.py`. Out: the task's exit status.
"""

from __future__ import annotations

import os
import sys
from itertools import pairwise

import invoke

from . import developing, editing, publishing, voice
from .task import PortalTask

# Tasks that take names one after another, and the option of each.
LISTS = {"check": "--path", "import": "--source", "views": "--log"}


def run(arguments: list[str]) -> None:
    """Run the task that the arguments name, and end the process."""
    program = invoke.Program(namespace=collect_tasks(), name="tasks.py", binary="tasks.py")
    # Invoke would keep Python from keeping compiled code, and each task would compile the rooms and templates anew.
    first = [] if sys.dont_write_bytecode else ["--write-pyc"]
    try:
        program.run([sys.argv[0], *first, *(_join_words(_spread_paths(arguments)) or ["--list"])])
    except ValueError as error:  # Invoke lets a number that is none through to int()
        sys.exit(f"Giá trị không hợp lệ trong lệnh: {error}.")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # taking ten thousand items apart one by one would take longer than reading them


def collect_tasks() -> invoke.Collection:
    tasks = invoke.Collection()
    for module in (developing, editing, publishing, voice):
        for value in vars(module).values():
            if isinstance(value, PortalTask):
                tasks.add_task(value)
    return tasks


def _spread_paths(arguments: list[str]) -> list[str]:
    """`check A B` as Invoke understands it: `check --path A --path B`; it has no lists of positional arguments."""
    name = next((argument for argument in arguments if not argument.startswith("-")), "")
    if name not in LISTS:
        return arguments
    head, tail = arguments[: arguments.index(name) + 1], arguments[arguments.index(name) + 1 :]
    with_value = {"--content", "-c", "--format", "-f", "--folder", "--public", "-p", "--site", "-s"}
    with_value |= {LISTS[name], LISTS[name][1:3]}
    spelt: list[str] = []
    previous = ""
    for argument in tail:
        is_value = argument.startswith("-") or previous in with_value
        spelt += [argument] if is_value else [LISTS[name], argument]
        previous = argument
    return head + spelt


def _join_words(arguments: list[str]) -> list[str]:
    """`search dân vận` as an editor types it: one query of two words; Invoke would take the second for a task.

    `new` may come without a title, which it then asks for, and `deploy` without a target: all are then listed.
    """
    with_value: dict[str, set[str]] = {
        "search": {"--content", "-c", "--limit", "-l"},
        "new": {"--category", "--content", "--event-date", "--region", "--chair"},
        "deploy": {"--output", "-o"},
        "rollback": set(),
        "status": {"--output", "-o"},
    }
    name = arguments[0] if arguments else ""
    if name not in with_value:
        return arguments
    if "--help" in arguments:  # after the name Invoke would take it for the query or the title
        return ["--help", name]
    words: list[str] = []
    options: list[str] = []
    for previous, argument in pairwise(arguments):
        is_option = argument.startswith("-") or previous in with_value[name]
        (options if is_option else words).append(argument)
    return [name, *([" ".join(words)] if words or name != "search" else []), *options]
