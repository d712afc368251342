"""How things leave the workshop for good, and the time some of them spend at a repairer outside."""
