"""The layouts in which data sets of digits are handed around, each read into the same four arrays."""
