"""Items and units, categories, storage places; a unit's stages of life; search."""
