"""Plans as files: what other tools write, read into one value, and written back."""
