"""Whether messages get out: shown by age, because silence raises no error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from notifications.models import Letter, LetterState, Sweep

LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Health:
    """The age of the oldest letter that is due and unsent, and of the last sweep; None where there is none."""

    unsent: timedelta | None
    swept: timedelta | None

    @property
    def faults(self) -> list[str]:
        found = []
        if self.swept is None:
            found.append("The sweep has never run")
        elif self.swept > LATE:
            found.append(f"The sweep last ran {_minutes(self.swept)} minutes ago")
        if self.unsent and self.unsent > LATE:
            found.append(f"The oldest unsent message waits for {_minutes(self.unsent)} minutes")
        return found


def health(now: datetime) -> Health:
    unsent = Letter.objects.filter(state__in=[LetterState.WAITING, LetterState.SENDING], next_attempt_at__lte=now)
    oldest = unsent.aggregate(oldest=Min("next_attempt_at"))["oldest"]
    last = Sweep.objects.values_list("ran_at", flat=True).first()
    return Health(now - oldest if oldest else None, now - last if last else None)


def _minutes(age: timedelta) -> int:
    return int(age.total_seconds() // 60)
