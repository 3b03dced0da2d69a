"""Numbers as they lie on printed paper, nothing cleaned away."""
