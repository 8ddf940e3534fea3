"""The register: units, people whose data are sealed, who may sign, and whom to believe."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from services.registration.domain.people import Person
from services.registration.domain.units import Unit
from shared.contracts.base import Role
from shared.contracts.registration.access import OpenAccount, RevokeAccount, TrustIssuer, WithdrawIssuer
from shared.contracts.registration.kinds import PositionClass, UnitKind
from shared.contracts.registration.people import Contact, ContactsDisclosed, DiscloseContacts
from shared.errors import Conflict, Invalid, NotFound
from tests.unit.registration.department import EMAIL, IDENTITY, NAME, NOTIFICATION, OPERATOR, POSITION, Department
from tests.unit.telling import ask, published, refused, saves, stored


def test_a_unit_is_published_as_it_was_entered(department: Department) -> None:
    parent = department.registers_unit("SO", kind=UnitKind.DEPARTMENT)
    unit = department.registers_unit(parent_id=parent, mailbox="hctp@stp.example", external_code="H42.12")

    assert published(department.log)[2:] == [
        (
            "UnitRegistered",
            {
                "unit_id": str(unit),
                "code": "HCTP",
                "name": "Phòng Hành chính tư pháp",
                "kind": "room",
                "parent_id": str(parent),
                "mailbox": "hctp@stp.example",
                "external_code": "H42.12",
                "small": False,
                "effective_on": "2022-01-20",
            },
        ),
        ("claim.Made", None),
        ("claim.Made", None),
    ]


def test_a_units_codes_and_id_are_used_once(department: Department) -> None:
    unit = department.registers_unit(external_code="H42.12")

    with refused(department.log, Conflict, "name-taken", name="HCTP"):
        department.registers_unit()
    with refused(department.log, Conflict, "name-taken", name="H42.12"):
        department.registers_unit("TTRA", external_code="H42.12")
    with refused(department.log, Conflict, "id-taken", id=unit):
        department.registers_unit("TTRA", unit_id=unit)
    department.registers_unit("H42.12")  # a code of ours is no code of theirs


def test_a_unit_belongs_to_one_that_is_known(department: Department) -> None:
    with refused(department.log, NotFound, "unknown"):
        department.registers_unit(parent_id=uuid4())
    with refused(department.log, NotFound, "unknown"):
        department.registers_person(uuid4())


def test_of_a_person_only_the_name_is_published(department: Department) -> None:
    unit = department.registers_unit()
    person = department.registers_person(unit, external_code="CB-17", identity_number=IDENTITY)

    ((_, data),) = [one for one in published(department.log) if one[0] == "PersonRegistered"]

    assert data == {
        "person_id": str(person),
        "unit_id": str(unit),
        "position_class": "staff",
        "name": NAME,
        "external_digest": department.log.sealer.match("external", "CB-17"),
        "staff_kind": None,
        "front_line": False,
        "recruited_on": None,
        "effective_on": "2022-01-20",
    }


def test_what_is_personal_is_never_recorded_in_clear(department: Department) -> None:
    person = department.registers_person(department.registers_unit(), external_code="CB-17", identity_number=IDENTITY)

    kept = stored(department.log)

    assert [one for one in (NAME, POSITION, EMAIL, "CB-17", IDENTITY) if one in kept] == []
    assert department.log.load(Person, person).position_class is PositionClass.STAFF
    assert department.log.sealer.open(department.log.load(Person, person).facts.on()["identity"]) == {
        "name": NAME,
        "position": POSITION,
        "email": EMAIL,
        "external_code": "CB-17",
        "identity_number": IDENTITY,
        "birth": "",
        "gender": "",
    }


@pytest.mark.parametrize("code", ["external_code", "identity_number"])
def test_a_person_is_entered_once_by_either_number(department: Department, code: str) -> None:
    unit = department.registers_unit()
    department.registers_person(unit, **{code: "12345"})

    with refused(department.log, Conflict, "name-taken"):
        department.registers_person(unit, **{code: "12345"})
    department.registers_person(unit, **{code: "12346"})
    department.registers_person(unit)  # without a number nothing is compared
    department.registers_person(unit)


def test_a_refusal_does_not_repeat_the_number(department: Department) -> None:
    unit = department.registers_unit()
    department.registers_person(unit, identity_number=IDENTITY)

    with pytest.raises(Conflict) as caught:
        department.registers_person(unit, identity_number=IDENTITY)

    assert IDENTITY not in str(caught.value)


def test_an_erased_person_has_no_name(department: Department) -> None:
    person = department.registers_person(department.registers_unit())
    department.log.sealer.keys.delete(person)

    assert published(department.log)[-1][1]["name"] == "(đã xóa dữ liệu cá nhân)"


def test_a_persons_id_is_of_no_other_kind(department: Department) -> None:
    unit = department.registers_unit()
    person = department.registers_person(unit)

    with refused(department.log, NotFound, "unknown", id=person):
        department.log.load(Unit, person)
    with refused(department.log, Conflict, "id-taken", id=unit):
        department.registers_person(unit, person_id=unit)


def test_who_may_sign_is_published_with_his_days(department: Department) -> None:
    person = department.registers_person(department.registers_unit())
    signatory = department.appoints(person, valid_until=date(2025, 12, 31))

    assert published(department.log)[-1] == (
        "SignatoryAppointed",
        {
            "signatory_id": str(signatory),
            "person_id": str(person),
            "capacity": "GIÁM ĐỐC",
            "valid_from": "2021-01-01",
            "valid_until": "2025-12-31",
            "form": "head",
            "delegated_by": None,
        },
    )
    with refused(department.log, Conflict, "id-taken", id=signatory):
        department.appoints(person, signatory_id=signatory)
    with refused(department.log, Conflict, "inverted-dates"):
        department.appoints(person, valid_until=date(2020, 12, 31))
    with refused(department.log, NotFound, "unknown"):
        department.appoints(uuid4())
    department.appoints(person, valid_until=date(2021, 1, 1))  # both days are included


def test_contacts_are_handed_out_for_a_purpose_and_that_is_recorded(department: Department) -> None:
    unit = department.registers_unit()
    known, erased = department.registers_person(unit), department.registers_person(unit)
    department.log.sealer.keys.delete(erased)
    command = ask(DiscloseContacts, disclosure_id=uuid4(), person_ids=(known, erased), purpose="letter")

    answer = department.log.disclose_contacts(command, NOTIFICATION)

    assert answer == ContactsDisclosed(
        id=command.disclosure_id,
        contacts=(Contact(person_id=known, name=NAME, position=POSITION, email=EMAIL),),
    )
    recorded = department.log.recorded_events(department.log.length - 1, 1)[0][1]
    assert (recorded.by, recorded.purpose, recorded.person_ids) == (
        "notification",
        "letter",
        [str(known), str(erased)],
    )
    assert published(department.log)[-1] == ("disclosure.Made", None)
    with refused(department.log, Conflict, "id-taken"):
        department.log.disclose_contacts(
            ask(DiscloseContacts, **{**fields(command), "request_id": uuid4()}), NOTIFICATION
        )
    with refused(department.log, NotFound, "unknown"):
        unknown = {**fields(command), "disclosure_id": uuid4(), "person_ids": (uuid4(),)}
        department.log.disclose_contacts(DiscloseContacts(**unknown), NOTIFICATION)


def fields(command: DiscloseContacts) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.dump()}


def test_a_key_is_trusted_once_and_withdrawn_once(department: Department) -> None:
    log = department.log
    trust = {"kid": "cong-noi-bo", "public_key": "-----BEGIN PUBLIC KEY-----\n…", "roles": (Role.CLERK, Role.HEAD)}
    log.trust_issuer(ask(TrustIssuer, **trust), OPERATOR)

    with refused(log, Conflict, "name-taken", name="cong-noi-bo"):
        log.trust_issuer(ask(TrustIssuer, **trust), OPERATOR)
    log.withdraw_issuer(ask(WithdrawIssuer, kid="cong-noi-bo"), OPERATOR)
    with refused(log, Conflict, "already-revoked"):
        log.withdraw_issuer(ask(WithdrawIssuer, kid="cong-noi-bo"), OPERATOR)
    with refused(log, Conflict, "name-taken", name="cong-noi-bo"):
        log.trust_issuer(ask(TrustIssuer, **trust), OPERATOR)
    with refused(log, NotFound, "unknown"):
        log.withdraw_issuer(ask(WithdrawIssuer, kid="khac"), OPERATOR)

    assert published(log) == [
        ("IssuerTrusted", {**trust, "roles": ["clerk", "head"]}),
        ("IssuerWithdrawn", {"kid": "cong-noi-bo"}),
    ]


def test_an_account_is_opened_once_and_revoked_once(department: Department) -> None:
    log = department.log
    account = {"name": "he-thong-tinh", "role": Role.READER, "until": date(2022, 12, 31)}
    log.open_account(ask(OpenAccount, **account), OPERATOR)

    with refused(log, Conflict, "name-taken", name="he-thong-tinh"):
        log.open_account(ask(OpenAccount, **account), OPERATOR)
    log.revoke_account(ask(RevokeAccount, name="he-thong-tinh"), OPERATOR)
    with refused(log, Conflict, "already-revoked"):
        log.revoke_account(ask(RevokeAccount, name="he-thong-tinh"), OPERATOR)
    with refused(log, NotFound, "unknown"):
        log.revoke_account(ask(RevokeAccount, name="cong-noi-bo"), OPERATOR)

    assert published(log) == [
        ("AccountOpened", {"name": "he-thong-tinh", "role": "reader", "until": "2022-12-31"}),
        ("AccountRevoked", {"name": "he-thong-tinh"}),
    ]


def test_nothing_is_entered_as_of_tomorrow(department: Department) -> None:
    with refused(department.log, Invalid, "effective-later"):
        department.registers_unit(effective_on=date(2022, 1, 21))
    department.registers_unit(effective_on=date(2021, 12, 1))
    assert saves(department.log, 0) == ["unit.Registered", "claim.Made"]
