"""What is to be done, and when: programmes and their tasks, the network between them, the schedule computed from it."""
