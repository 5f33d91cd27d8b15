"""A day's access log counted by the task `views`, and by GoAccess where the machine has it: time and memory.

The log is made up: a fifth of its lines ask for pages, most of the others for what pages load; one in eight is a
robot's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
import tempfile
from pathlib import Path

from tests.access_logs import BROWSER, ZONE, combined
from tests.bench.measure import Cost, measure
from tests.programs import find_program

ITEMS, LINES = 10_000, 1_000_000
WORDS = (
    "hoi-nghi",
    "so-ket",
    "cong-tac",
    "dan-van",
    "nhan-dan",
    "giam-sat",
    "phan-bien",
    "nong-thon",
    "moi",
    "xa",
    "tinh",
)
ROBOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)",
    "curl/8.5.0",
)
FILES = ("/theme/portal.0a1b2c3d.css", "/theme/portal.4e5f6a7b.js", "/moi-nhat.json", "/images/2026/anh-640.avif")
REQUESTS_ONLY = (
    "VISITORS", "REQUESTS_STATIC", "NOT_FOUND", "HOSTS", "OS", "BROWSERS", "VISIT_TIMES", "VIRTUAL_HOSTS", "REFERRERS",
    "REFERRING_SITES", "KEYPHRASES", "STATUS_CODES", "REMOTE_USER", "GEO_LOCATION",
)  # fmt: skip


def write_log(file: Path, lines: int) -> None:
    """Lines of yesterday, in the order of time; the same ones each time but for the day."""
    chance = random.Random(1)
    items = [f"/tin/{2022 + n % 5}/{1 + n % 12:02}/{'-'.join(chance.choices(WORDS, k=5))}-{n}/" for n in range(ITEMS)]
    read = chance.choices(items, [1 / (n + 1) ** 0.9 for n in range(ITEMS)], k=lines)
    browsers = [BROWSER.replace("142", str(version)) for version in range(60, 143)]
    midnight = dt.datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0) - dt.timedelta(days=1)
    with file.open("w") as log:
        for number in range(lines):
            at = midnight + dt.timedelta(seconds=number * 86_400 / lines)
            client = ".".join(str(chance.randint(1, 223)) for _ in range(4))
            is_robot, kind = chance.random() < 0.125, chance.random()
            agent = chance.choice(ROBOTS if is_robot else browsers)
            if kind < 0.14 or (is_robot and kind < 0.6):
                log.write(combined(read[number], at, client=client, agent=agent))
            elif kind < 0.2:
                path, status = chance.choice([("/", 200), ("/chuyen-muc/dan-van/", 200), ("/.env", 404)])
                log.write(combined(path, at, client=client, agent=agent, status=status))
            else:
                referer = f"https://cong.example{read[number]}"
                log.write(combined(chance.choice(FILES), at, client=client, agent=agent, referer=referer))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=ITEMS, help="items; a hundred lines are made for each")
    parser.add_argument("--items", help="not used here")
    lines = LINES // ITEMS * parser.parse_args().n
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log, copy = folder / "access.log", folder / "access.log.1"
        write_log(log, lines)
        copy.write_bytes(log.read_bytes())
        print(f"Log {lines} dòng, {log.stat().st_size / 1e6:.0f} MB")
        task = [sys.executable, "tasks.py", "views", "--folder", str(folder / "views")]
        tell("tasks.py views", measure([*task, str(log)]))
        tell("  tệp khác, mọi dòng đã đếm", measure([*task, str(copy)]))
        tell("  tệp không đổi", measure([*task, str(log)]))
        if goaccess := find_program("goaccess"):
            peer = [goaccess, str(log), "--log-format=COMBINED", "--ignore-crawlers", "--no-progress"]
            tell("GoAccess, mọi bảng", measure([*peer, "-o", str(folder / "all.json")]))
            panels = [f"--ignore-panel={panel}" for panel in REQUESTS_ONLY]
            tell("GoAccess, chỉ bảng địa chỉ", measure([*peer, *panels, "-o", str(folder / "requests.json")]))
        else:
            print("Máy không có GoAccess để so.")


def tell(name: str, cost: Cost) -> None:
    print(f"{name:<30} {cost.wall:6.1f} s, {cost.cpu:6.1f} s CPU, {cost.memory:6.0f} MB")


if __name__ == "__main__":
    main()
