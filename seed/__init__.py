"""What the five sources say, the planning assumptions, and the loader that brings both to a database."""
