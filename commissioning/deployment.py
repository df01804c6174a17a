"""The checks of a real site, for `check --deploy`: what has to be said in the environment, because no default fits."""

from __future__ import annotations

import ipaddress
import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

# Backends of Django that send nothing to anybody.
NOT_SENDING = ("filebased", "console", "locmem", "dummy")


def check_environment(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Refuse a site without DEBUG that leaves PROXIES, SITE_URL or EMAIL_URL to their defaults."""
    if settings.DEBUG:
        return []
    faults: list[CheckMessage] = []
    if "PROXIES" not in os.environ or settings.PROXIES < 0:
        faults.append(
            Error(
                "PROXIES is not set: wrong passwords are counted by network address, which may be a proxy's.",
                hint="Set PROXIES to how many proxies of your own stand before the site, for example PROXIES=1;"
                " PROXIES=0 says that there is none.",
                id="deployment.E001",
            )
        )
    if "SITE_URL" not in os.environ or not _is_public_https(settings.SITE_URL):
        faults.append(
            Error(
                "SITE_URL is not the site's own https address: links in e-mails and calendars would lead nowhere.",
                hint="Set SITE_URL to the address that people type, for example"
                " SITE_URL=https://commissioning.example.gov.uk.",
                id="deployment.E002",
            )
        )
    if "EMAIL_URL" not in os.environ or settings.EMAIL_BACKEND.split(".")[-2] in NOT_SENDING:
        faults.append(
            Error(
                "EMAIL_URL names no mail server: nobody would get a link to sign in, a reminder or a notification.",
                hint="Set EMAIL_URL, for example EMAIL_URL=smtp+tls://user:password@mail.example.gov.uk:587.",
                id="deployment.E003",
            )
        )
    return faults


def _is_public_https(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        is_own = ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        is_own = host == "localhost" or host.endswith(".localhost")
    return parts.scheme == "https" and host != "" and not is_own
