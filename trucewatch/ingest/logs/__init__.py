"""From the logs of observation posts (CSV, XLSX, JSON) to reports, observations and claims; a line that cannot be is named."""

from trucewatch.ingest.logs.days import LogDay
from trucewatch.ingest.logs.files import is_log, log_files, read_log_file
from trucewatch.ingest.logs.reading import read_log

__all__ = ["LogDay", "is_log", "log_files", "read_log", "read_log_file"]
