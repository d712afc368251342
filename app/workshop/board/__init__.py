"""How far everything in the workshop is: the board of those who work, and the lead's view of it."""
