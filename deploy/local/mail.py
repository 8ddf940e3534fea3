"""The stack's mail server: a real SMTP server that keeps every letter as a text file to read."""

import argparse
import asyncio
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """A folder of letters, numbered in the order of their arrival."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        numbers = (int(file.stem) for file in folder.glob("*.txt") if file.stem.isdigit())
        self._numbers: Iterator[int] = count(max(numbers, default=0) + 1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a letter: aiosmtpd calls this when one has come in whole."""
        content = envelope.content
        assert isinstance(content, bytes)
        letter = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(content)
        name = f"{next(self._numbers):04d}.txt"
        draft = self._folder / f".{name}"
        draft.write_text(readable(letter, envelope.rcpt_tos), encoding="utf-8")
        draft.replace(self._folder / name)
        return f"250 OK {name}"


def readable(letter: EmailMessage, recipients: list[str]) -> str:
    """The letter as a person reads it: decoded headings, a blank line, decoded text."""
    headings = {
        "Từ": letter["From"],
        "Đến": letter["To"] or ", ".join(recipients),
        "Tiêu đề": letter["Subject"],
        "Ngày": letter["Date"],
        "Message-ID": letter["Message-ID"],
    }
    lines = [f"{name}: {' '.join(str(value or '').split())}" for name, value in headings.items()]
    lines += [f"Đính kèm: {part.get_filename()}" for part in letter.iter_attachments()]
    return "\n".join([*lines, "", _text(letter).replace("\r\n", "\n")])


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except LookupError:  # a charset that Python does not know
        return bytes(body.get_payload(decode=True) or b"").decode("utf-8", "replace")


async def serve(port: int, folder: Path) -> None:
    """Take letters on a loopback port for as long as the process lives."""
    mailbox = Mailbox(folder)
    loop = asyncio.get_running_loop()
    # Without a name of ours, aiosmtpd would ask the network for the host's.
    server = await loop.create_server(
        lambda: SMTP(mailbox, hostname="localhost", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.folder))
