"""Write docs/reference from the code, or with --check say which page is out of date."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commissioning.settings")
    os.environ.setdefault("DEBUG", "1")
    import django

    django.setup()
    from commissioning.reference import out_of_date, write_all

    if "--check" not in sys.argv:
        write_all(FOLDER)
        return 0
    stale = out_of_date(FOLDER)
    if stale:
        print(f"Out of date: {', '.join(stale)}. Run: .venv/bin/python scripts/reference.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
