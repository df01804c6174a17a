"""Every limit of a register that is read."""

MEBIBYTE = 1024 * 1024

MAX_BYTES = 10 * MEBIBYTE
# What a workbook may unpack to: 20,000 rows of 40 filled columns take about half of it.
MAX_UNPACKED = 100 * MEBIBYTE

# Of one sheet, after the empty rows and columns around it are dropped.
MAX_ROWS = 20_000
MAX_COLUMNS = 200
# Of the whole file.
MAX_CELLS = 1_000_000
MAX_SHEETS = 50
# What Excel itself keeps in a cell, in characters.
MAX_CELL = 32_767
# Of the whole file, in characters: the most hostile cells take about a second and a half for each million.
MAX_TEXT = 20_000_000

# The process that opens a workbook: seconds of processor time, seconds by the clock, bytes of address space.
MAX_SECONDS = 20
MAX_WAIT = 60
MAX_MEMORY = 1024 * MEBIBYTE
