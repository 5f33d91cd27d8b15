"""Runs the programs that reach a target, and says in Vietnamese what went wrong there.

In: a command and what it reads. Out: what it wrote, or a `TargetError` that names cause and remedy. What a broken
connection stopped is tried again after growing pauses; what a second try cannot mend is not. Nothing that looks like a
secret is ever shown.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from plugins.model import SiteError

T = TypeVar("T")
PAUSES = (1.0, 4.0, 10.0)  # seconds before the second, third and fourth try
SHOWN = 400  # characters of a program's own words


class TargetError(SiteError):
    """A target cannot be reached or changed; `transient` where another try may do."""

    def __init__(self, message: str, *, transient: bool = False) -> None:
        super().__init__(message)
        self.transient = transient


class _Cause(NamedTuple):
    pattern: str
    message: str
    transient: bool = False


# What ssh, rsync, rclone and git say; the first that fits.
CAUSES = (
    _Cause(
        r"Host key verification failed|REMOTE HOST IDENTIFICATION",
        "máy chủ chưa được xác nhận hoặc đã đổi khóa: hãy kiểm tra khóa của nó rồi ghi vào known_hosts",
    ),
    _Cause(
        r"Permission denied \([a-z,-]*(publickey|password|keyboard)|Authentication failed|could not read Username"
        r"|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|ExpiredToken|NoCredentialProviders"
        r"|no credentials|invalid credentials|Load key|Unauthorized|401",
        "đích không nhận thông tin đăng nhập: hãy kiểm tra khóa SSH, khóa truy cập hoặc mật khẩu trong môi trường",
    ),
    _Cause(
        r"RequestTimeTooSkewed|RequestExpired|certificate (has expired|is not yet valid)",
        "đồng hồ của máy này lệch với đích: hãy chỉnh lại giờ hệ thống",
    ),
    _Cause(
        r"No space left|Disk quota exceeded|QuotaExceeded|InsufficientStorage|EntityTooLarge|507 ",
        "đích hết chỗ: hãy giải phóng chỗ hoặc giảm số bản giữ lại (keep) rồi chạy lại",
    ),
    _Cause(
        r"Read-only file system|Permission denied|AccessDenied|access denied|Operation not permitted|Forbidden|403",
        "không được phép ghi ở đích: hãy kiểm tra quyền của tài khoản và đường dẫn",
    ),
    _Cause(r"didn't find section in config file", "rclone chưa có kho này: hãy khai báo bằng `rclone config`"),
    _Cause(
        r"Failed to decrypt|unable to decrypt|config.*password",
        "tệp cấu hình của rclone có mật khẩu: hãy đặt RCLONE_CONFIG_PASS trong môi trường",
    ),
    _Cause(
        r"NoSuchBucket|bucket does not exist|Repository not found|does not appear to be a git repository"
        r"|does not exist|No such file or directory|directory not found|Not a directory",
        "không có nơi này ở đích: hãy tạo nó trước, hoặc sửa đường dẫn trong PORTAL_TARGETS",
    ),
    _Cause(
        r"rsync: (command )?not found|rsync: No such file|remote command not found|code 127",
        "máy chủ chưa có rsync: hãy cài nó",
    ),
    _Cause(
        r"stale info|\[rejected\]|\[remote rejected\]|failed to push|cannot lock ref",
        "một lần triển khai khác vừa ghi vào nhánh này: hãy xem `status` rồi chạy lại",
    ),
    _Cause(r"Could not resolve|no such host|Name or service not known", "không tìm thấy máy chủ: hãy kiểm tra tên máy"),
    _Cause(
        r"Connection (refused|reset|closed|timed out)|connection (refused|reset)|lost connection|Broken pipe"
        r"|connection unexpectedly closed|Timeout|timed? ?out|unreachable|EOF|hung up|kex_exchange"
        r"|InternalError|ServiceUnavailable|SlowDown|50[0234]",
        "mất kết nối với đích: hãy kiểm tra mạng và máy chủ rồi chạy lại; lần sau làm tiếp từ chỗ dở",
        transient=True,
    ),
)
_SECRET_NAME = re.compile(r"SECRET|TOKEN|PASS|KEY|CREDENTIAL", re.IGNORECASE)


def run(
    command: Sequence[str],
    *,
    feed: bytes | None = None,
    environment: Mapping[str, str] | None = None,
    quiet_codes: Sequence[int] = (),
    hear: Callable[[bytes], object] | None = None,
) -> bytes:
    """What the command writes; TargetError where it ends with another code than 0 or `quiet_codes`.

    `hear` is told each line as it comes; such a command reads nothing.
    """
    if shutil.which(command[0]) is None:
        raise TargetError(f"Máy này chưa có chương trình {os.path.basename(command[0])}; hãy cài nó.")  # noqa: PTH119
    surroundings = dict(os.environ if environment is None else environment) | {"LC_ALL": "C"}
    if hear is not None:
        done = _run_aloud(command, surroundings, hear)
    else:
        done = subprocess.run(command, input=feed or b"", capture_output=True, env=surroundings, check=False)
    if done.returncode and done.returncode not in quiet_codes:
        raise explain(os.path.basename(command[0]), done.stderr.decode("utf-8", "replace"))  # noqa: PTH119
    return done.stdout


def _run_aloud(
    command: Sequence[str], environment: Mapping[str, str], hear: Callable[[bytes], object]
) -> subprocess.CompletedProcess[bytes]:
    told: list[bytes] = []
    # What it complains of goes to a file: a pipe that nobody reads would hold it up.
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=environment
        ) as process:
            try:
                assert process.stdout is not None
                for line in process.stdout:
                    hear(line)
                    told.append(line)
            except BaseException:
                process.kill()  # as `subprocess.run` does; without it, leaving would wait for the end
                raise
        errors.seek(0)
        return subprocess.CompletedProcess(command, process.returncode, b"".join(told), errors.read())


def explain(program: str, words: str) -> TargetError:
    """The error for what a program said on its way out."""
    told = hide_secrets(" ".join(words.split()))
    told = f"{told[:SHOWN]}…" if len(told) > SHOWN else told
    for cause in CAUSES:
        if re.search(cause.pattern, words):
            return TargetError(
                f"Không triển khai được: {cause.message}. ({program}: {told})", transient=cause.transient
            )
    return TargetError(f"Không triển khai được; {program} báo: {told or 'không rõ lý do'}")


def hide_secrets(text: str) -> str:
    """The text without the values of variables that hold secrets and without passwords within addresses."""
    for name, value in os.environ.items():
        if len(value) >= 6 and _SECRET_NAME.search(name) and not value.startswith("/"):
            text = text.replace(value, "…")
    return re.sub(r"(\w+://[^\s:/@]+:)[^\s@/]+@", r"\1…@", text)


def retry(work: Callable[[], T], say: Callable[[str], object]) -> T:
    """What the work gives; it is begun again while the connection is to blame."""
    for pause in PAUSES:
        try:
            return work()
        except TargetError as error:
            if not error.transient:
                raise
            say(f"Mất kết nối; thử lại sau {pause:g} giây…")
            time.sleep(pause)
    return work()
