"""The notice of what a meeting concluded: its sentences, and the whole as one value that every format renders."""
