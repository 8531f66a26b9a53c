"""``python -m ais`` is the same as ``ais``."""

from ais.cli import main

if __name__ == "__main__":
    main()
