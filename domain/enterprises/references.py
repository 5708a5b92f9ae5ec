"""What an input names: a record by its id, or by what identifies it outside."""

from uuid import UUID

from domain.codes import division_problem, uscc_problem
from domain.enterprises.names import name_problem
from domain.enterprises.organizations import OrganizationRegistration
from domain.enterprises.places import ZoneRegistration
from domain.enterprises.register import EnterpriseRegistration
from domain.refusals import Problems

# By id, or by what identifies it outside. An id that could not be read is `None` and names nothing.
EnterpriseReference = UUID | EnterpriseRegistration | None
OrganizationReference = UUID | OrganizationRegistration | None
ZoneReference = UUID | ZoneRegistration | None


def check_registration(
    reference: EnterpriseReference | OrganizationReference | ZoneReference, path: str, problems: Problems
) -> None:
    """Note what is wrong with a reference; one by id is right as it stands."""
    if reference is None or isinstance(reference, UUID):
        return
    problems.note(f"{path}.registration.name", name_problem(reference.name))
    match reference:
        case EnterpriseRegistration():
            problems.note(f"{path}.registration.uscc", uscc_problem(reference.uscc))
        case ZoneRegistration():
            problems.note(f"{path}.registration.divisionCode", division_problem(reference.division_code))
        case _:
            pass
