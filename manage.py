"""Django's command line, for those who look for it here; `xinlu` is the same."""

from xinlu.cli import main

if __name__ == "__main__":
    main()
