"""Words of ink to numbers: cuts, lattice, sequence scores."""
