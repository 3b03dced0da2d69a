"""The training loop compiled with JAX: one program per epoch."""
