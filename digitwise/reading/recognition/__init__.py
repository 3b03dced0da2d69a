"""Crops of ink to probabilities: normalization, strips, the two networks and their ensemble."""
