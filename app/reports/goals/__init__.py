"""What a municipality or a workplace wants to reach in a year, and campaigns held against the same days before."""
