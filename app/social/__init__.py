"""What the work means for people, as figures of groups; never a name, and never a figure of fewer than five."""
