"""What leaves the ledger: rows for data files, comparisons of reports, later the daily report and alerts."""
