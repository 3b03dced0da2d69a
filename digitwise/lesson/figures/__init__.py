"""What the figures of the learning page show: each module turns a trained network into one file of numbers."""
