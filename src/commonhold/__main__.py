"""``python -m commonhold`` is the ``commonhold`` command."""

from commonhold.doors.cli import main

if __name__ == "__main__":
    main()
