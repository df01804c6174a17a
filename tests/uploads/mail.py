"""E-mails and Outlook messages with whatever parts a test puts into them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

Tree = Mapping[str, "bytes | Tree"]
SECTOR, SMALL = 512, 4096
FREE, END, FAT, NOTHING = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def eml(*attachments: tuple[str, bytes], html: str = "", subject: str = "Consultation replies") -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "Ann Lee <ann.lee@example.org>", "team@example.org"
    message["Subject"], message["Date"] = subject, "Fri, 27 Mar 2026 09:30:00 +0000"
    message.set_content("The replies are attached.")
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def nested_eml(depth: int) -> bytes:
    """Messages in messages, each the only attachment of the one around it."""
    inner = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: last\r\n\r\nWords\r\n"
    for _ in range(depth):
        inner = (
            b"From: a@example.org\r\nTo: b@example.org\r\nSubject: around\r\nContent-Type: message/rfc822\r\n\r\n"
            + inner
        )
    return inner


def wrapped_eml(depth: int) -> bytes:
    """Messages in messages as attached files."""
    inner = eml()
    for _ in range(depth):
        inner = eml(("inner.eml", inner))
    return inner


def msg(
    *attachments: tuple[str, bytes], html: bytes = b"", rtf: bytes = b"", more: Tree | None = None, method: int = 1
) -> bytes:
    """An Outlook message of 27 March 2026."""
    moment = 134_190_000_000_000_000  # 26 March 2026, 21:20, in steps of 100 ns since 1601
    tree: dict[str, bytes | Tree] = {
        "__properties_version1.0": bytes(32) + struct.pack("<LLQ", 0x00390040, 6, moment),
        "__substg1.0_0037001F": "Consultation replies".encode("utf-16-le"),
        "__substg1.0_001A001F": "IPM.Note".encode("utf-16-le"),
    }
    tree |= {"__substg1.0_10130102": html} if html else {}
    tree |= {"__substg1.0_10090102": rtf} if rtf else {}
    for number, (name, data) in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": bytes(8) + struct.pack("<LLQ", 0x37050003, 6, method),
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": data,
        }
    return compound({**tree, **(more or {})})


def compound(tree: Tree) -> bytes:
    """A compound file of those storages and streams: small streams in the small table, as the format asks."""
    entries: list[list[int | str]] = [["Root Entry", 5, NOTHING, NOTHING, END, 0]]
    sectors, table, small, small_table = bytearray(), list[int](), bytearray(), list[int]()

    def place(data: bytes, into: bytearray, chain: list[int], step: int) -> int:
        first, count = len(chain), -(-len(data) // step)
        chain.extend([*range(first + 1, first + count), END] if count else [])
        into.extend(data.ljust(count * step, b"\0"))
        return first if count else END

    def add(parent: int, branch: Tree) -> None:
        before: int | None = None
        for name, value in branch.items():
            index = len(entries)
            entries.append([name, 1, NOTHING, NOTHING, END, 0])
            entries[parent if before is None else before][3 if before is None else 2] = index
            before = index
            if isinstance(value, bytes):
                is_small = len(value) < SMALL
                start = place(value, small, small_table, 64) if is_small else place(value, sectors, table, SECTOR)
                entries[index][1], entries[index][4], entries[index][5] = 2, start, len(value)
            else:
                add(index, value)

    add(0, tree)
    entries[0][4], entries[0][5] = place(bytes(small), sectors, table, SECTOR), len(small)
    packed_small = b"".join(struct.pack("<L", each) for each in small_table)
    small_sectors = -(-len(packed_small) // SECTOR)
    at_small = place(packed_small.ljust(small_sectors * SECTOR, b"\xff"), sectors, table, SECTOR)
    directory = b""
    for name, kind, sibling, child, start, size in entries:
        text = str(name).encode("utf-16-le") + b"\0\0"
        directory += text.ljust(64, b"\0") + struct.pack("<HBBLLL", len(text), kind, 1, NOTHING, sibling, child)
        directory += bytes(36) + struct.pack("<LQ", start, size)
    at_directory = place(directory, sectors, table, SECTOR)
    tables = 1
    while (len(table) + tables) * 4 > tables * SECTOR:
        tables += 1
    at_tables = range(len(table), len(table) + tables)
    table += [FAT] * tables
    fat = b"".join(struct.pack("<L", each) for each in table).ljust(tables * SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<LLLLLLLLL", 0, tables, at_directory, 0, SMALL, at_small, small_sectors, END, 0)
    head += b"".join(struct.pack("<L", each) for each in at_tables)
    return head.ljust(SECTOR, b"\xff") + bytes(sectors) + fat
