"""What-ifs: sets of changes kept beside the live plan, compared with it, and applied whole or not at all."""
