"""`xinlu rules …`: read, try and apply rulebooks on files alone."""


def main(argv: list[str]) -> int:
    """Run `check` or `judge`; return the exit status."""
    raise NotImplementedError(argv)
