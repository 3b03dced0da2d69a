"""Connected components to text lines, words and boxes; calls no network."""
