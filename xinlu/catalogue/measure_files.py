"""The national list of measures and the ranks of regulations, as the jurisdiction's files say."""

from functools import cache

from xinlu.accounts import jurisdictions
from xinlu.catalogue import entries, regulation_files
from xinlu.catalogue.citing import Reader
from xinlu.catalogue.sanctions import Listed, Ranking, Wording
from xinlu.kernel.yaml_files import read_yaml


@cache
def listed() -> Listed:
    """Return the measures of the national list by class, and the wordings that it forbids.

    The national editions that are known have the same measures.
    """
    classes: dict[str, str] = {}
    wordings: list[Wording] = []
    for path in jurisdictions.files("sanctions"):
        said = read_yaml(path)
        if said["jurisdiction"] == "national":
            classes |= {each["title"]: each["class"] for each in entries.of_file(said)}
            wordings += [
                Wording(tuple(each["words"]), each["instead"]) for each in said.get("wordings", [])
            ]
    return Listed(classes, tuple(wordings))


@cache
def ranking() -> Ranking:
    """Return what ranks a basis, with the library as the files hold it."""
    texts = regulation_files.library()
    return Ranking(
        Reader(text.known for text in texts),
        {text.code: (text.kind, text.issuer) for text in texts},
    )
