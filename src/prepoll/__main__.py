"""`python -m prepoll`: the command line."""

from prepoll.cli import main

if __name__ == "__main__":
    main()
