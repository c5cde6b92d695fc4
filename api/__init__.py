"""The service: the only place that knows HTTP, the clock and the environment."""
