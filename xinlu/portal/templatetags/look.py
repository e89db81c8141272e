"""The parts of every page. All are builtins: no template needs to load them.

Lists are plain data, so that an app below the portal can fill them: where a part names keys, a
mapping, an object with such attributes or (for short rows) a tuple will do.
"""

from django import template

from xinlu.portal.templatetags import (
    look_drawings,
    look_forms,
    look_numbers,
    look_parts,
    look_receipts,
)

register = template.Library()
for part in (look_numbers, look_parts, look_forms, look_drawings, look_receipts):
    register.filters.update(part.register.filters)
    register.tags.update(part.register.tags)
