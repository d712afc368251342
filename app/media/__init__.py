"""photos and documents: accept, turn upright, shrink, forget where they were taken, serve"""
