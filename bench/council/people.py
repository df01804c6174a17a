"""The staff of a larger council: everybody of the played one once more, under another name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from bench.council.names import split_names

FIRST = split_names("""
    Aisha, Alan, Beth, Callum, Chloe, Dev, Ellen, Farah, Gareth, Hugo, Imogen, Jas, Kirsty, Liam, Maya, Neil, Olu,
    Petra, Rhys, Sana, Toby, Uma, Vera, Wes, Yusuf, Zoe
""")
LAST = split_names("""
    Abbott, Bell, Chowdhury, Dixon, Eastwood, Fenwick, Gill, Harker, Iqbal, Jessop, Kaur, Lamb, Marsden, Nowak, Osei,
    Pinder, Quinn, Rudd, Sharma, Thorpe, Underwood, Vickers, Walsh, Young
""")


def people_of(casts: int, people: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int, str, str]]:
    """(cast, whose double, name, e-mail address) for every cast but the played one."""
    names = list(product(LAST, FIRST))
    for cast in range(1, casts):
        for place, (user_id, email) in enumerate(people):
            last, first = names[(cast * len(people) + place) % len(names)]
            yield cast, user_id, f"{first} {last}", f"cast{cast}.{email}"
