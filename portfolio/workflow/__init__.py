"""A task's life: the steps that lead from a proposal to its closing, who may take each, and the reminders on the way."""
