"""What lies in the room's working folder: the workers' boxes, what was found, the cases that reached something new."""

from pathlib import Path

BOX, FINDINGS, FOUND = "box", "findings", "found"
SCRATCH = "FUZZ_SCRATCH"  # the variable that tells workers where to write files that are to be read
MEMORY = Path("/dev/shm")  # a file there costs no write to a disk
