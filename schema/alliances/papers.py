"""What can be signed, convened and resolved: memoranda and joint conferences."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.alliances
from domain import alliances
from resolvers.context import Info
from schema.alliances.happened import (
    MemorandumSigned,
    MemorandumTerminated,
    MinutesRecorded,
    ResolutionAdopted,
    SessionConvened,
)
from schema.alliances.refused import (
    DayOutOfOrder,
    MemorandumExists,
    MemorandumOver,
    OutsideAllianceLife,
    SessionYetToCome,
)
from schema.backing import Given, act, key_of
from schema.refused import InvalidInput, NotFound, Outdated, RecordEnded

VERSION = "The version that was looked at. 所依据的版本号。"


@strawberry.input(description="Record a memorandum that was signed. 登记共建备忘录。")
class SignMemorandumInput:
    counterparty_id: strawberry.ID = strawberry.field(description="The organization that signed. 签约单位。")
    topic: str = strawberry.field(description="What it is on, at most 200 characters. 主题。")
    signed_on: date = strawberry.field(description="When it was signed, not after today. 签订日期。")
    expires_on: date = strawberry.field(description="First day without it. 到期日期。")
    alliance_id: strawberry.ID | None = strawberry.field(
        default=None, description="With which alliance; without: with the zone itself. 所属联盟。"
    )

    def command(self) -> alliances.SignMemorandum:
        return alliances.SignMemorandum(
            counterparty_id=key_of("Organization", self.counterparty_id),
            alliance_id=key_of("PartyAlliance", self.alliance_id or ""),
            with_alliance=self.alliance_id is not None,
            topic=self.topic,
            signed_on=self.signed_on,
            expires_on=self.expires_on,
        )


SignMemorandumResult = Annotated[
    MemorandumSigned | InvalidInput | NotFound | RecordEnded | OutsideAllianceLife | MemorandumExists,
    strawberry.union("SignMemorandumResult", description="What signMemorandum answers. 结果。"),
]


@strawberry.input(description="End a memorandum before its term. 终止备忘录。")
class TerminateMemorandumInput:
    memorandum_id: strawberry.ID = strawberry.field(description="The memorandum. 备忘录。")
    version: int = strawberry.field(description=VERSION)
    on: date = strawberry.field(description="First day without it, not after today. 终止日期。")

    def command(self) -> alliances.TerminateMemorandum:
        return alliances.TerminateMemorandum(key_of("Memorandum", self.memorandum_id), self.version, self.on)


TerminateMemorandumResult = Annotated[
    MemorandumTerminated | InvalidInput | NotFound | Outdated | MemorandumOver | DayOutOfOrder,
    strawberry.union("TerminateMemorandumResult", description="What terminateMemorandum answers. 结果。"),
]


@strawberry.input(
    description="A conference by its name in an alliance; registered when it is not known yet. 按名称登记联席会议。"
)
class ConferenceRegistrationInput:
    alliance_id: strawberry.ID = strawberry.field(description="The alliance. 联盟。")
    name: str = strawberry.field(description="Name, at most 120 characters. 名称。")
    rule: str | None = strawberry.field(
        default=None, description="When it meets, in words, at most 200 characters. 召开规则。"
    )


@strawberry.input(one_of=True, description="A joint conference, by id or by name. 联席会议:按标识或按名称。")
class ConferenceReferenceInput:
    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Id of a known conference. 已有联席会议的标识。"
    )
    registration: ConferenceRegistrationInput | None = strawberry.field(
        default=strawberry.UNSET, description="Alliance, name and rule. 联盟、名称与规则。"
    )

    def reference(self) -> alliances.ConferenceReference:
        if self.registration:
            alliance_id = key_of("PartyAlliance", self.registration.alliance_id)
            return alliances.ConferenceRegistration(
                alliance_id, self.registration.name, self.registration.rule
            )
        return key_of("JointConference", self.id or "")


@strawberry.input(description="Convene a session of a joint conference. 召开联席会议。")
class ConveneSessionInput:
    conference: ConferenceReferenceInput = strawberry.field(description="The conference. 联席会议。")
    held_on: date = strawberry.field(description="The day of the session. 召开日期。")
    agenda: str = strawberry.field(description="What it is about, at most 2,000 characters. 议程。")
    minutes: str | None = strawberry.field(
        default=None,
        description="What was said, where it was held already, at most 20,000 characters. 会议纪要。",
    )

    def command(self) -> alliances.ConveneSession:
        return alliances.ConveneSession(self.conference.reference(), self.held_on, self.agenda, self.minutes)


ConveneSessionResult = Annotated[
    SessionConvened | InvalidInput | NotFound | OutsideAllianceLife,
    strawberry.union("ConveneSessionResult", description="What conveneSession answers. 结果。"),
]


@strawberry.input(description="Write down what was said in a session. 登记会议纪要。")
class RecordMinutesInput:
    session_id: strawberry.ID = strawberry.field(description="The session. 会议。")
    version: int = strawberry.field(description=VERSION)
    minutes: str = strawberry.field(description="What was said, at most 20,000 characters. 会议纪要。")

    def command(self) -> alliances.RecordMinutes:
        return alliances.RecordMinutes(
            key_of("ConferenceSession", self.session_id), self.version, self.minutes
        )


RecordMinutesResult = Annotated[
    MinutesRecorded | InvalidInput | NotFound | Outdated | SessionYetToCome,
    strawberry.union("RecordMinutesResult", description="What recordMinutes answers. 结果。"),
]


@strawberry.input(description="Write down what a session resolved. 登记议定事项。")
class AdoptResolutionInput:
    session_id: strawberry.ID = strawberry.field(description="The session. 会议。")
    text: str = strawberry.field(description="What is to be done, at most 1,000 characters. 内容。")
    owner_name: str = strawberry.field(description="Who answers for it, at most 80 characters. 责任人。")
    due_on: date = strawberry.field(description="The day by which it is done. 完成期限。")

    def command(self) -> alliances.AdoptResolution:
        return alliances.AdoptResolution(
            key_of("ConferenceSession", self.session_id), self.text, self.owner_name, self.due_on
        )


AdoptResolutionResult = Annotated[
    ResolutionAdopted | InvalidInput | NotFound | SessionYetToCome | OutsideAllianceLife,
    strawberry.union("AdoptResolutionResult", description="What adoptResolution answers. 结果。"),
]


@strawberry.type
class PaperMutations:
    """Acts on memoranda and joint conferences."""

    @act(SignMemorandumResult, "Record a memorandum that was signed. 登记共建备忘录。")
    async def sign_memorandum(self, info: Info, input: Annotated[SignMemorandumInput, Given]) -> object:
        return await resolvers.alliances.sign_memorandum(info.context, input.command())

    @act(TerminateMemorandumResult, "End a memorandum before its term. 终止备忘录。")
    async def terminate_memorandum(
        self, info: Info, input: Annotated[TerminateMemorandumInput, Given]
    ) -> object:
        return await resolvers.alliances.terminate_memorandum(info.context, input.command())

    @act(ConveneSessionResult, "Convene a session of a joint conference. 召开联席会议。")
    async def convene_session(self, info: Info, input: Annotated[ConveneSessionInput, Given]) -> object:
        return await resolvers.alliances.convene_session(info.context, input.command())

    @act(RecordMinutesResult, "Write down what was said in a session that was held. 登记会议纪要。")
    async def record_minutes(self, info: Info, input: Annotated[RecordMinutesInput, Given]) -> object:
        return await resolvers.alliances.record_minutes(info.context, input.command())

    @act(
        AdoptResolutionResult,
        "Write down what a session resolved, and enter it in the ledger. 登记议定事项。",
    )
    async def adopt_resolution(self, info: Info, input: Annotated[AdoptResolutionInput, Given]) -> object:
        return await resolvers.alliances.adopt_resolution(info.context, input.command())
