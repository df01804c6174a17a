"""A module that runs what it is told under the limits of an inspection."""

import sys

from uploads.limits import MAX_MEMORY, MAX_SECONDS
from uploads.processes import limit_process

if __name__ == "__main__":
    limit_process(seconds=MAX_SECONDS, memory=MAX_MEMORY)
    exec(sys.argv[1])
