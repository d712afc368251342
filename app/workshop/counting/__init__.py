"""Stock counts: what should stand on a place, what does, what is missing and what is extra."""
