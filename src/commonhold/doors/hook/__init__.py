"""Git's hooks: what is about to be committed is checked, and only that."""
