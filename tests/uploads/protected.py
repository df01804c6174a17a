"""PDFs with passwords, made by the library that reads them."""

from __future__ import annotations

import io

import pikepdf


def restricted(data: bytes, *, user: str = "", packed: bool = False) -> bytes:
    """The same PDF, which only its owner's password lets print; `user` is asked for when it is opened.

    Packed, its objects are in streams that are encrypted.
    """
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    with pikepdf.open(io.BytesIO(data)) as pdf:
        rights = pikepdf.Permissions(print_highres=False, print_lowres=False, extract=False)
        key = pikepdf.Encryption(owner="owner", user=user, allow=rights)
        pdf.save(out, encryption=key, object_stream_mode=mode)
    return out.getvalue()


def with_properties(data: bytes, **properties: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for name, value in properties.items():
            pdf.docinfo[f"/{name}"] = value
        pdf.save(out)
    return out.getvalue()
