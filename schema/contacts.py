"""Contacts in the contract. No type but the answer of revealContact has a name or a phone."""

from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.contacts
from domain import contacts
from resolvers.context import Info
from schema.backing import Given, Node, Refusal, about, act, backed_by, identity, key_of, related
from schema.refused import InvalidInput, NotFound, OutsideRemit

if TYPE_CHECKING:
    from schema.enterprises import Enterprise


@backed_by(contacts.Contact, keys=("id",))
class Contact(Node):
    """Somebody whom an enterprise can be reached through; name and phone are sealed. 联系人,姓名与电话封存。"""

    id: strawberry.ID = identity("Contact")
    title: str = about("What they are in the enterprise. 职务。")
    enterprise: Annotated["Enterprise", strawberry.lazy("schema.enterprises")] = related(
        "The enterprise. 企业。"
    )


@backed_by(contacts.Recorded)
class ContactRecorded:
    """The contact was recorded. 联系人已登记。"""

    contact: Contact = about("The contact. 联系人。")


@backed_by(contacts.Revealed)
class ContactRevealed:
    """What of the contact is sealed; the audit has who read it, and for what. 联系人已解封查看,并已留痕。"""

    contact: Contact = about("The contact. 联系人。")
    name: str = about("Name. 姓名。")
    phone: str = about("Phone number: 13905380000 or 0538-8220000. 电话。")


@backed_by(contacts.TooManyContacts)
class TooManyContacts(Refusal):
    """The enterprise has as many contacts as it may have. 联系人数已达上限。"""

    limit: int = about("How many it may have. 上限。")


@strawberry.input(description="Record a contact of an enterprise. 登记联系人。")
class RecordContactInput:
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    title: str = strawberry.field(
        description="What they are in the enterprise, at most 60 characters. 职务。"
    )
    name: str = strawberry.field(description="Name, at most 60 characters; sealed. 姓名(封存)。")
    phone: str = strawberry.field(
        description="A mobile, or a landline with its area code; sealed. 手机号或带区号的固定电话(封存)。"
    )

    def command(self) -> contacts.RecordContact:
        return contacts.RecordContact(
            key_of("Enterprise", self.enterprise_id), self.title, self.name, self.phone
        )


RecordContactResult = Annotated[
    ContactRecorded | InvalidInput | NotFound | OutsideRemit | TooManyContacts,
    strawberry.union("RecordContactResult", description="What recordContact answers. 结果。"),
]


@strawberry.input(description="Read what of a contact is sealed. 查看封存的联系人信息。")
class RevealContactInput:
    id: strawberry.ID = strawberry.field(description="The contact. 联系人。")
    purpose: str = strawberry.field(
        description="What for, 2 to 200 characters; the audit keeps it. 用途,2 至 200 字,留痕备查。"
    )

    def command(self) -> contacts.RevealContact:
        return contacts.RevealContact(key_of("Contact", self.id), self.purpose)


RevealContactResult = Annotated[
    ContactRevealed | InvalidInput | NotFound | OutsideRemit,
    strawberry.union("RevealContactResult", description="What revealContact answers. 结果。"),
]


@strawberry.type
class ContactMutations:
    """Acts on contacts; the root puts them together with the other contexts'."""

    @act(RecordContactResult, "Record a contact; name and phone are sealed from then on. 登记联系人。")
    async def record_contact(self, info: Info, input: Annotated[RecordContactInput, Given]) -> object:
        return await resolvers.contacts.record_contact(info.context, input.command())

    @act(RevealContactResult, "Read name and phone of one contact; the audit has it first. 解封查看联系人。")
    async def reveal_contact(self, info: Info, input: Annotated[RevealContactInput, Given]) -> object:
        return await resolvers.contacts.reveal_contact(info.context, input.command())
