"""The shop, read: what is on offer, narrowed and sorted, and one item with all there is to know of it."""
