"""Makes the report of a content folder and writes it.

In: the desk and the file to write. Out: the file; an old one is replaced in one step.
"""

from __future__ import annotations

from pathlib import Path

from plugins.desk.desk import Desk
from plugins.desk.replacing import write_beside
from plugins.desk.report.figures import measure
from plugins.desk.report.page import compose_report
from plugins.model import SiteError
from plugins.model.paths import is_within

MOST_MONTHS = 1200


def write_report(desk: Desk, file: Path, months: int) -> Path:
    """Check everything, count, and write; SiteError when the months make no sense or the file cannot be written."""
    if not 1 <= months <= MOST_MONTHS:
        raise SiteError(f"--months là {months}; ghi một số từ 1 đến {MOST_MONTHS}.")
    config = desk.portal.config
    for folder in (config.content, config.pages):
        if is_within(folder, file):
            raise SiteError(f"Không đặt báo cáo trong thư mục nội dung {folder}; hãy chọn nơi khác với --output.")
    if file.is_dir():
        raise SiteError(f"{file} là một thư mục; hãy ghi cả tên tệp sau --output, ví dụ {file / 'bao-cao.html'}.")
    outcome = desk.check()
    figures = measure(desk.portal, outcome.digests, outcome.faults, months)
    page = compose_report(desk.portal, figures, months, file.parent)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with write_beside(file, page.encode()) as trial:
            trial.replace(file)
    except OSError as error:
        raise SiteError(f"Không ghi được {file}: {error.strerror}. Hãy chọn nơi khác với --output.") from None
    return file
