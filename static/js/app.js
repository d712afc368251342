// The entry of our own scripts. Every page works without them.
