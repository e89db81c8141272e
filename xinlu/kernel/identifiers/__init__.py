"""Numbers by which the state knows subjects: checked, and returned in one normal form.

Every function takes what was typed, removes blanks, full-width characters and lower case, and
returns the normal form or raises `IdentifierError`. Look-alike letters are never exchanged.
"""

from xinlu.kernel.identifiers.commitments import commitment_code, make_commitment_code
from xinlu.kernel.identifiers.licences import (
    operating_licence,
    practitioner_licence,
    transport_certificate,
)
from xinlu.kernel.identifiers.plates import (
    PLATE_COLOUR_CODES,
    plate,
    plate_colour,
    toll_plate_colour,
)
from xinlu.kernel.identifiers.shape import IdentifierError
from xinlu.kernel.identifiers.subjects import (
    credit_code,
    credit_code_division,
    is_placeholder_code,
    organisation_code,
    resident_id,
    resident_id_birth,
)
from xinlu.kernel.identifiers.vessels import imo, is_mainland_mmsi, mmsi, ship_id

__all__ = [
    "PLATE_COLOUR_CODES",
    "IdentifierError",
    "commitment_code",
    "credit_code",
    "credit_code_division",
    "imo",
    "is_mainland_mmsi",
    "is_placeholder_code",
    "make_commitment_code",
    "mmsi",
    "operating_licence",
    "organisation_code",
    "plate",
    "plate_colour",
    "practitioner_licence",
    "resident_id",
    "resident_id_birth",
    "ship_id",
    "toll_plate_colour",
    "transport_certificate",
]
