"""The one door for untrusted pictures: bytes to pixels, or a refusal with a code."""
