"""How the networks that ship with the package are trained (``make weights``)."""
