"""What was promised: baselines, what became of them, and why."""
