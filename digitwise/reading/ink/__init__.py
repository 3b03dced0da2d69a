"""Gray levels to ink: polarity, background, binarization, stroke width."""
