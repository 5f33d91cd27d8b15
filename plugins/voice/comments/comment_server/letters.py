"""Tells editors by mail of each comment that awaits review, with links to decide on it.

In: the comment and the section `[smtp]` of the configuration. Out: a letter. It is sent by a thread of its own: whoever
writes a comment does not wait for the mail server, and a comment whose letter could not be sent waits in the queue all
the same.
"""

from __future__ import annotations

import logging
import queue
import smtplib
import ssl
import threading
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import NamedTuple

from .database import Waiting
from .rendering import NAMELESS, format_moment

MOST_LETTERS = 200  # that wait to be sent; of more, the queue's page tells
PAUSE = 60  # seconds until a letter is tried again
TRIES = 5

logger = logging.getLogger("comment_server")


class Mail(NamedTuple):
    """`security` is `none`, `starttls` or `ssl`; `recipients` and `sender` are addresses."""

    host: str
    port: int
    security: str
    username: str
    password: str
    recipients: str
    sender: str
    timeout: int = 10


def write_letter(comment: Waiting, link: str, queue_link: str, mail: Mail) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Date"] = mail.sender, mail.recipients, formatdate()
    letter["Message-ID"] = make_msgid(domain="y-kien.invalid")
    letter["Subject"] = f"Ý kiến chờ duyệt: {comment.title}"
    letter["Auto-Submitted"] = "auto-generated"
    parent = f"Trả lời ý kiến: {comment.parent}\n\n" if comment.parent else ""
    letter.set_content(
        f"{comment.author or NAMELESS} viết lúc {format_moment(comment.created)}, dưới bài «{comment.title}»:\n\n"
        f"{parent}{comment.text}\n\n--\nXem rồi duyệt hoặc xoá ý kiến này: {link}\n"
        f"Mọi ý kiến đang chờ: {queue_link}\n\nHai liên kết dùng được trong 30 ngày; xin đừng chuyển tiếp thư này.\n"
    )
    return letter


class Postman:
    def __init__(self, mail: Mail, pause: float = PAUSE) -> None:
        self._mail, self._pause = mail, pause
        self._letters: queue.Queue[Callable[[], EmailMessage]] = queue.Queue(MOST_LETTERS)
        threading.Thread(target=self._work, daemon=True).start()

    def post(self, write: Callable[[], EmailMessage]) -> None:
        try:
            self._letters.put_nowait(write)
        except queue.Full:
            logger.warning("Nhiều thư chờ gửi quá: ý kiến vẫn ở trang duyệt, nhưng không có thư báo.")

    def _work(self) -> None:
        while True:
            write = self._letters.get()
            for attempt in range(1, TRIES + 1):
                try:
                    self._send(write())
                    break
                except (OSError, smtplib.SMTPException) as error:
                    logger.warning("Không gửi được thư báo duyệt (lần %d): %s", attempt, error)
                except Exception:
                    logger.exception("Không lập được thư báo duyệt")
                    break
                threading.Event().wait(self._pause)

    def _send(self, letter: EmailMessage) -> None:
        mail = self._mail
        context = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(mail.host, mail.port, timeout=mail.timeout, context=context)
            if mail.security == "ssl"
            else smtplib.SMTP(mail.host, mail.port, timeout=mail.timeout)
        ) as server:
            if mail.security == "starttls":
                server.starttls(context=context)
            if mail.username:
                server.login(mail.username, mail.password)
            server.send_message(letter)
