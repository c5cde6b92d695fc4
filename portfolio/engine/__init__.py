"""The engine: the law over columns of integers, and what turns a plan into columns and back."""
