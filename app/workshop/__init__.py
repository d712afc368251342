"""Jobs that make a unit ready again: tasks, minutes, parts, data erasure, quality check."""
