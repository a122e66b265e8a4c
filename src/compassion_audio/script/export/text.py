"""A practice as plain words, to print, to paste or to read: a sentence a line."""

from collections.abc import Iterable

from compassion_audio.script.export.outline import paragraphs, quiet
from compassion_audio.script.model import FrontMatter, Say, Section, Step


def written(front: FrontMatter, steps: Iterable[Step]) -> str:
    """Write the title, the sections and the words.

    A blank line stands for each pause and each new paragraph, two stand above a section. Bells
    and backgrounds are not words, and are left out.

    Args:
        front: For its title.
        steps: Resolved.

    Returns:
        Text that ends with a line break.
    """
    lines = [front.title]
    for item in paragraphs(steps):
        is_apart = True
        for step in item if isinstance(item, tuple) else (item,):
            match step:
                case Say(role=role):
                    told = f"{role}: {step.caption}" if role else step.caption
                    lines += ["", told] if is_apart else [told]
                    is_apart = False
                case Section(name=name):
                    lines += ["", "", name]
                case _ if quiet(step):
                    is_apart = True
                case _:
                    pass
    return "\n".join([*lines, ""])
