"""The process that opens one workbook: standard input to lines of JSON.

A process of its own, because a hostile workbook can make its reader use all memory, never end or abort; here that
ends this process only. Cells arrive as their last calculated values: formulas and macros are never run.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import time, timedelta
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from imports.register_files.faults import RegisterFault, RegisterRefused
from imports.register_files.limits import MAX_CELLS, MAX_MEMORY, MAX_SECONDS, MAX_SHEETS
from imports.register_files.sheets import SheetReader, as_json
from uploads.processes import limit_process

# Cells of a sheet's rectangle that are looked at, filled or not.
MAX_AREA = 10 * MAX_CELLS


def write_cells(data: bytes, out: IO[str]) -> None:
    """Write a line for each sheet and each row of it, or a last line that names a fault."""

    def write(line: object) -> None:
        out.write(json.dumps(line) + "\n")

    reader = SheetReader()
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            if len(workbook.sheets_metadata) > MAX_SHEETS:
                raise RegisterRefused(RegisterFault.TOO_MANY_SHEETS)
            for index, metadata in enumerate(workbook.sheets_metadata):
                sheet = workbook.get_sheet_by_index(index)
                if sheet.start is None:
                    continue
                if sheet.total_height * sheet.total_width > MAX_AREA:
                    raise RegisterRefused(RegisterFault.TOO_MUCH_WORK)
                write({"sheet": sheet.name, "hidden": metadata.visible != SheetVisibleEnum.Visible})
                rows = (
                    [str(cell) if isinstance(cell, (time, timedelta)) else cell for cell in row]
                    for row in sheet.to_python(skip_empty_area=False)
                )
                for row in reader.read_rows(sheet.name, rows):
                    write([None if cell == "" else as_json(cell) for cell in row])
    except RegisterRefused as refused:
        write({"fault": refused.fault.name, "words": refused.words})
    except PasswordError:
        write({"fault": RegisterFault.PROTECTED.name, "words": {}})
    except (CalamineError, ValueError, OSError, LookupError):
        write({"fault": RegisterFault.DAMAGED.name, "words": {}})


if __name__ == "__main__":
    limit_process(seconds=MAX_SECONDS, memory=MAX_MEMORY)
    write_cells(sys.stdin.buffer.read(), sys.stdout)
