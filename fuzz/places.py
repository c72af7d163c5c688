"""What lies in the room's working folder: the workers' boxes, what was found, the cases that reached something new."""

BOX, FINDINGS, FOUND = "box", "findings", "found"
