"""The site as it is, but that three rows are too many to wait for."""

from commissioning.settings import *

WORKBOOK_AT_ONCE = 2
