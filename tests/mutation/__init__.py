"""Small changes to a module, one at a time, each of which some test should notice."""
