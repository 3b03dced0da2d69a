"""What the cells around a cell say of it."""
