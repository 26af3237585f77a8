"""The doors: where people and programs come in. Only doors read files and terminals, and only doors catch errors."""
