"""A hundred thousand random inputs through reader, importer and analysis.

`python -m tests.campaigns.fuzz [--inputs N] [--seed N] [--jobs N]` prints what became of them, the slowest, and each
finding once with the number by which it can be made again; the exit status is 1 when there is one.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random

from tests.fuzzing import inputs
from tests.fuzzing.targets import Trial

# Of a hundred inputs; those of the importer take ten times as long as those of the reader.
SHARES = {"item": 82, ".html": 5, ".docx": 3, ".txt": 5, "words": 5}
BATCH = 250
HANG = 30  # seconds after which an input is given up
Outcome = tuple[Counter[str], float, dict[str, tuple[int, str, bytes]]]


class HangError(Exception):
    pass


def _hang(*_: object) -> None:
    raise HangError


def make(number: int, seed: int) -> tuple[str, bytes]:
    """The kind and the bytes of an input."""
    random = Random(f"{seed} {number}")
    kind = random.choices(list(SHARES), list(SHARES.values()))[0]
    if kind == "item":
        return kind, inputs.item(random)
    if kind == "words":
        return kind, inputs.words(random).encode("utf-8", "surrogatepass")
    return kind, inputs.SOURCES[kind](random)


def run(trial: Trial, kind: str, data: bytes) -> str:
    if kind == "item":
        return trial.read(data)
    if kind == "words":
        return trial.analyse(data.decode("utf-8", "surrogatepass"))
    return trial.import_(data, kind)


def run_batch(start: int, seed: int) -> Outcome:
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGALRM, _hang)
    counts: Counter[str] = Counter()
    findings: dict[str, tuple[int, str, bytes]] = {}
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        for number in range(start, start + BATCH):
            kind, data = make(number, seed)
            signal.alarm(HANG)
            try:
                counts[f"{kind} {run(trial, kind, data)}"] += 1
            except Exception as error:
                frame = traceback.extract_tb(error.__traceback__)[-1]
                place = f"{Path(frame.filename).name}:{frame.lineno}"
                findings.setdefault(f"{kind} {type(error).__name__} at {place}", (number, str(error)[:300], data))
            finally:
                signal.alarm(0)
        try:
            trial.check_traces()
        except AssertionError as error:
            findings[f"traces: {error}"] = (start, "", b"")
    return counts, trial.slowest, findings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for the inputs of findings")
    asked = parser.parse_args()
    started, counts, slowest = time.monotonic(), Counter[str](), 0.0
    findings: dict[str, tuple[int, str, bytes]] = {}
    batches = range(0, asked.inputs, BATCH)
    with multiprocessing.get_context("fork").Pool(asked.jobs) as pool:
        for done, (counted, slow, found) in enumerate(
            pool.imap_unordered(partial(run_batch, seed=asked.seed), batches), 1
        ):
            counts += counted
            slowest = max(slowest, slow)
            for what, finding in found.items():
                if what not in findings:
                    findings[what] = finding
                    print(f"finding: {what}: input {finding[0]}: {finding[1]}", flush=True)
                    if asked.keep:
                        asked.keep.mkdir(parents=True, exist_ok=True)
                        (asked.keep / f"{finding[0]}").write_bytes(finding[2])
            if done % 20 == 0:
                print(f"{done * BATCH} inputs, {time.monotonic() - started:.0f} s", flush=True)
    for what, count in sorted(counts.items()):
        print(f"{count:8} {what}")
    total = sum(counts.values())
    print(f"{total} inputs without a finding, {len(findings)} findings, slowest {slowest:.2f} s of work,"
          f" {time.monotonic() - started:.0f} s in all, seed {asked.seed}")  # fmt: skip
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
