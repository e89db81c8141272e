"""From a checked tree to the shapes of `language`: nothing is decided here, only named."""

from collections.abc import Mapping
from typing import Any

from xinlu.rules.building import folding, measuring, scoring
from xinlu.rules.language import Grade, Parent, Rulebook
from xinlu.rules.sources import Source, text, unverified
from xinlu.rules.trees import Tree


def build(source: Source, plain: Mapping[str, Any]) -> Rulebook:
    """Return the rulebook that a checked tree says."""
    top = source.tree
    return Rulebook(
        scheme=text(top, "scheme"),
        edition=top.value["edition"].value,
        title=text(top, "title"),
        basis=text(top, "basis"),
        kind=text(top, "kind"),  # type: ignore[arg-type]  # the schema lists the three
        subject_kind=text(top, "subject"),
        cycle=folding.cycle(source),
        grades=tuple(grade(each) for each in source.shapes("grades")),
        parameters=source.parameters(),
        unverified=tuple(unverified(source)),
        parents=tuple(parent(each) for each in source.shapes("parents")),
        tree=plain,
        **named_shapes(source),
        **ordered_shapes(source),
        **single_shapes(source),
    )


def grade(shape: Tree) -> Grade:
    """Return a grade."""
    outside = shape.value.get("outside")
    return Grade(text(shape, "code"), text(shape, "word"), outside.value if outside else False)


def parent(shape: Tree) -> Parent:
    """Return an edition that was inherited from."""
    return Parent(text(shape, "scheme"), text(shape, "edition"), text(shape, "hash"))


def named_shapes(source: Source) -> dict[str, Any]:
    """Return the shapes that are known by a name or a code."""
    kinds = {
        "quantities": ("name", measuring.quantity),
        "measures": ("name", measuring.measure),
        "components": ("name", scoring.component),
        "groups": ("code", scoring.group),
        "items": ("code", scoring.item),
        "bans": ("name", folding.ban),
    }
    return {
        key: {text(each, name): make(source, each) for each in source.shapes(key)}
        for key, (name, make) in kinds.items()
    }


def ordered_shapes(source: Source) -> dict[str, Any]:
    """Return the shapes whose order counts."""
    requirements = enumerate(source.shapes("requirements"), 1)
    return {
        "total": tuple(scoring.totals(source)),
        "bands": tuple(scoring.band(source, each) for each in source.shapes("bands")),
        "decisions": tuple(scoring.decisions(source, "decisions")),
        "without_result": tuple(scoring.decisions(source, "without_result")),
        "limits": tuple(scoring.grade_limit(source, each) for each in source.shapes("limits")),
        "requirements": tuple(
            scoring.requirement(source, each, place) for place, each in requirements
        ),
        "after_bands": tuple(each.text for each in source.shapes("after_bands")),
        "candidates": tuple(folding.candidates(source)),
    }


def single_shapes(source: Source) -> dict[str, Any]:
    """Return the shapes of which there is one at most."""
    kinds = {
        "total_floor": ("floor", scoring.limit),
        "total_ceiling": ("ceiling", scoring.limit),
        "one_step_up": ("rise", scoring.limit),
        "rounding": ("rounding", scoring.rounding),
        "step_down_after_veto": ("step_down_after_veto", scoring.choice),
        "account": ("account", folding.account),
        "initial_grade": ("initial_grade", scoring.initial_grade),
        "term": ("term", folding.term),
    }
    top = source.tree.value
    return {name: make(source, top[key], key) for key, (name, make) in kinds.items() if key in top}
