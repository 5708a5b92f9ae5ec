"""Contacts (联系人) of enterprises. Name and phone are sealed: no list, search or export has them. They are revealed one
at a time, for a purpose, and the audit has it."""

import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from domain.enterprises import Enterprise
from domain.people import Acts, Reach, Role, Sight, reach_of_cases
from domain.refusals import REQUIRED, InvalidInput, Problems, Refusal, Words, text_problem

TITLE_LIMIT = 60
NAME_LIMIT = 60
PURPOSE_LEAST, PURPOSE_LIMIT = 2, 200

PLACES = 20
"""How many contacts an enterprise has at most."""

CONTACT = Words("contact", "联系人")

MOBILE = re.compile(r"1[3-9]\d{9}\Z")
LANDLINE = re.compile(r"(?P<area>0(?:10|2\d|[3-9]\d{2}))(?P<number>[2-9]\d{6,7})\Z")
"""A landline: its area code has a zero and two digits in Beijing and the cities of 02x, three elsewhere."""

_BETWEEN = re.compile(r"[\s()+-]")
"""What is written between digits for who reads them."""

_SEALED_TO = frozenset({Role.CHAIN_LEAD, Role.INSTITUTION_REP, Role.FAIR_OPERATOR})
"""Roles that may look after single cases, and not after who is called about them."""

_SPEAKERS = frozenset({Role.ENTERPRISE_REP, Role.SECRETARY, Role.DISPATCHER})

ACTS: Acts = {
    "recordContact": _SPEAKERS,
    "revealContact": _SPEAKERS | {Role.HANDLER, Role.DEPT_LEAD},
}
"""Which roles record and reveal. An inspector sees that there is a contact, and reveals none."""


def reach(sight: Sight) -> Reach:
    """Which contacts a role sees, sealed: those of the enterprises of its cases."""
    return Reach.NONE if sight.role in _SEALED_TO else reach_of_cases(sight)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom an enterprise can be reached through, as far as it is not sealed. `place` counts the contacts of the
    enterprise from 1, in the order in which they were recorded."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    place: int
    title: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """What of a contact is sealed."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class RecordContact:
    """Record a contact of an enterprise."""

    enterprise_id: UUID | None
    title: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class RevealContact:
    """Read what of a contact is sealed, for a purpose."""

    contact_id: UUID | None
    purpose: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The contact was recorded."""

    contact: Contact


@dataclass(frozen=True, slots=True)
class Revealed:
    """A contact, and what of it is sealed."""

    contact: Contact
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class TooManyContacts(Refusal):
    """An enterprise has so many contacts at most."""

    limit: int = PLACES

    @property
    def message(self) -> Words:
        return Words(
            f"The enterprise has {self.limit} contacts already, and may not have more",
            f"该企业已有 {self.limit} 位联系人,不能再添加",
        )


def check_contact(command: RecordContact) -> InvalidInput | None:
    """All that is wrong with a contact by itself."""
    problems = Problems()
    problems.note("title", text_problem(command.title, TITLE_LIMIT))
    problems.note("name", text_problem(command.name, NAME_LIMIT))
    problems.note("phone", phone_problem(command.phone))
    return problems.refusal()


def check_purpose(command: RevealContact) -> InvalidInput | None:
    """What is wrong with the purpose."""
    problems = Problems()
    problems.note("purpose", purpose_problem(command.purpose))
    return problems.refusal()


def purpose_problem(purpose: str) -> Words | None:
    """What is wrong with a purpose, if anything: it says something."""
    problem = text_problem(purpose, PURPOSE_LIMIT)
    if problem is None and len(purpose.strip()) < PURPOSE_LEAST:
        return Words(f"needs at least {PURPOSE_LEAST} characters", f"至少 {PURPOSE_LEAST} 字")
    return problem


def clean_phone(phone: str) -> str | None:
    """A phone number as it is stored: 13905380000, 0538-8220000; `None` when it is none. Spaces, hyphens, brackets, full
    width digits and the code of the country are as good."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", phone))
    if not digits.isascii() or not digits.isdigit():
        return None
    national = re.sub(r"^(00)?86", "", digits)
    if MOBILE.match(national):
        return national
    # From abroad the zero of the area code is left out.
    landline = LANDLINE.match(national if national == digits or national.startswith("0") else f"0{national}")
    return landline and f"{landline['area']}-{landline['number']}"


def phone_problem(phone: str) -> Words | None:
    """What is wrong with a phone number, if anything."""
    if not phone.strip():
        return REQUIRED
    if clean_phone(phone) is None:
        return Words(
            "is no phone number: 11 digits of a mobile (13905380000), or a landline with its area code (0538-8220000)",
            "不是有效电话:请填 11 位手机号(如 13905380000),或带区号的固定电话(如 0538-8220000)",
        )
    return None


def record(
    command: RecordContact, enterprise: Enterprise, held: int, id: UUID
) -> tuple[Recorded, Sealed] | TooManyContacts:
    """Record a checked contact beside the `held` that the enterprise has."""
    phone = clean_phone(command.phone)
    assert phone is not None
    if held >= PLACES:
        return TooManyContacts()
    contact = Contact(id, enterprise.county_code, enterprise.id, held + 1, command.title.strip())
    return Recorded(contact), Sealed(command.name.strip(), phone)
