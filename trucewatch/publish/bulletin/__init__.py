"""The daily report: what it holds, its sentences, and the forms it is read in."""
