"""Whether messages get out: shown by age, because silence raises no error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from notifications.models import Letter, LetterState, Sweep

LATE = timedelta(minutes=10)
PUT_OFF_TOO_LONG = timedelta(minutes=30)  # since it was written, whatever has been tried meanwhile
SEVERAL = 5  # e-mails given up within a day: one may be a wrong address, so many are the mail server's


@dataclass(frozen=True)
class Health:
    """The ages of the letter that is due for longest, of the oldest unsent one, and of the last sweep, if any."""

    due: timedelta | None
    unsent: timedelta | None
    swept: timedelta | None
    failed: str = ""
    parked: int = 0

    @property
    def faults(self) -> list[str]:
        found = []
        if self.swept is None:
            found.append("The sweep has never run")
        elif self.swept > LATE:
            found.append(f"The sweep last ran {_minutes(self.swept)} minutes ago")
        if self.failed:
            found.append(f"The sweep could not do {self.failed}")
        if self.due and self.due > LATE:
            found.append(f"The oldest unsent message waits for {_minutes(self.due)} minutes")
        elif self.unsent and self.unsent > PUT_OFF_TOO_LONG:
            found.append(f"The oldest unsent message was written {_minutes(self.unsent)} minutes ago")
        if self.parked >= SEVERAL:
            found.append(f"{self.parked} e-mails were given up within a day")
        return found


def health(now: datetime) -> Health:
    unsent = Q(state__in=[LetterState.WAITING, LetterState.SENDING])
    given_up = Q(state=LetterState.PARKED, next_attempt_at__gte=now - timedelta(days=1))
    found = Letter.objects.filter(unsent | given_up).aggregate(
        due=Min("next_attempt_at", filter=unsent & Q(next_attempt_at__lte=now)),
        written=Min("created_at", filter=unsent),
        parked=Count("pk", filter=given_up),
    )
    run = Sweep.objects.first() or Sweep()
    return Health(
        due=now - found["due"] if found["due"] else None,
        unsent=now - found["written"] if found["written"] else None,
        swept=now - run.ran_at if run.ran_at else None,
        failed=run.failed,
        parked=found["parked"],
    )


def _minutes(age: timedelta) -> int:
    return int(age.total_seconds() // 60)
