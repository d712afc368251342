"""Leaders of several municipalities: each of these opens its own totals to them, and may close them again."""
