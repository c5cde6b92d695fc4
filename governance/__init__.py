"""Who answers for it, on what authority: bodies, posts, persons, instruments, and the record of every change to them."""
