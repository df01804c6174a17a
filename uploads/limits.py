"""Every limit of an evidence file."""

MEBIBYTE = 1024 * 1024

# The file as it arrives. The first is the largest size accepted.
MAX_BYTES = 20 * MEBIBYTE
MAX_PIXELS = 50_000_000
MAX_IMAGE_PARTS = 50_000
MAX_NAME = 150
# All files together that one web process receives in a second.
RECEIVED_A_SECOND = 20 * MEBIBYTE

# What an office file or a PDF may unpack to, all of its parts together.
MAX_UNPACKED = 200 * MEBIBYTE
MAX_ENTRIES = 2_000
MAX_DIRECTORY = MEBIBYTE

# How tightly a part may be packed. Small parts are not judged: a page of blanks packs well and harms nobody.
MAX_RATIO = 100
RATIO_GRACE = MEBIBYTE

# XML elements read one by one in search of links and fields: between one and two seconds of work.
MAX_ELEMENTS = 600_000
# The longest tag or comment: the XML reader has to hold it whole.
MAX_TOKEN = 4 * MEBIBYTE
# The codes of all fields of one part of a Word file, in characters.
MAX_FIELD_TEXT = 1_000_000

# Names in a PDF that have to be looked at one by one.
MAX_PDF_NAMES = 200_000

# What is unpacked at a time, so also the most that can be unpacked beyond a limit.
CHUNK = 64 * 1024

# The process that inspects a file: seconds of processor time, bytes of address space.
MAX_SECONDS = 2
MAX_MEMORY = 768 * MEBIBYTE
# The line in which it says what it found.
MAX_LINE = MEBIBYTE
