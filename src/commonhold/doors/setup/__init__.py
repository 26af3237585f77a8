"""Making Commonhold the checker of the programs on this machine, and taking that back."""
