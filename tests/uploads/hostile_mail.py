"""E-mails and Outlook messages that act, or carry what would be refused by itself."""

from __future__ import annotations

import compressed_rtf

from tests.uploads import mail, office, pdfs
from tests.uploads.cases import Hostile
from tests.uploads.hostile_contents import macro_word, word_pointing
from uploads.results import FileFault

PROGRAM = b"MZ\x90\0program"
SIGNED = b"From: a@example.org\r\nTo: b@example.org\r\nContent-Type: application/pkcs7-mime\r\n\r\nMIAG\r\n"

HOSTILE_MAIL = [
    Hostile("web page as an e-mail", "a.eml", lambda: b"<html><body>Hello</body></html>", FileFault.NOT_AS_CALLED),
    Hostile("text as an e-mail", "a.eml", lambda: b"Dear all,\nthe replies are in.\n", FileFault.NOT_AS_CALLED),
    Hostile("e-mail with a script", "a.eml", lambda: mail.eml(html="<script>go()</script>"), FileFault.ACTIVE),
    Hostile("e-mail with a frame", "a.eml", lambda: mail.eml(html="<iframe src=x>"), FileFault.ACTIVE),
    Hostile("e-mail with a program", "a.eml", lambda: mail.eml(("a.exe", PROGRAM)), FileFault.ATTACHMENT),
    Hostile("program called a picture", "a.eml", lambda: mail.eml(("a.gif", PROGRAM)), FileFault.ATTACHMENT),
    Hostile("e-mail with macros", "a.eml", lambda: mail.eml(("a.docx", macro_word())), FileFault.ATTACHMENT),
    Hostile(
        "e-mail with a template from elsewhere",
        "a.eml",
        lambda: mail.eml(("a.docx", word_pointing("attachedTemplate", "http://198.51.100.7/t.dotm", "External"))),
        FileFault.ATTACHMENT,
    ),
    Hostile("encrypted e-mail", "a.eml", lambda: SIGNED, FileFault.PROTECTED),
    Hostile("e-mails in e-mails", "a.eml", lambda: mail.wrapped_eml(5), FileFault.ATTACHMENT),
    Hostile("PDF as an Outlook message", "a.msg", pdfs.pdf, FileFault.NOT_AS_CALLED),
    Hostile(
        "old workbook as a message", "a.msg", lambda: mail.compound({"Workbook": b"\0" * 600}), FileFault.NOT_AS_CALLED
    ),
    Hostile("message with a script", "a.msg", lambda: mail.msg(html=b"<a href='javascript:x()'>"), FileFault.ACTIVE),
    Hostile("message with a program", "a.msg", lambda: mail.msg(("a.scr", PROGRAM)), FileFault.ATTACHMENT),
    Hostile("message with an old workbook", "a.msg", lambda: mail.msg(("a.xls", PROGRAM)), FileFault.ATTACHMENT),
    Hostile(
        "message with an object", "a.msg", lambda: mail.msg(("a.docx", office.docx()), method=6), FileFault.EMBEDDED
    ),
    Hostile(
        "message with an object in its text",
        "a.msg",
        lambda: mail.msg(rtf=compressed_rtf.compress(b"{\\rtf1{\\object\\objdata 0105}}")),
        FileFault.EMBEDDED,
    ),
    Hostile("message with false text", "a.msg", lambda: mail.msg(rtf=b"x" * 40), FileFault.NOT_CHECKABLE),
    Hostile(
        "message with macros", "a.msg", lambda: mail.msg(more={"Macros": {"VBA": {"dir": b"x"}}}), FileFault.MACROS
    ),
]
