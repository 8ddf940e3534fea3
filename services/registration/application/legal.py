"""The use cases of legal texts, and what is to be said of those that a plan cites."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.registration.application.base import Base
from services.registration.domain.legal import LegalText
from shared.contracts.base import Done
from shared.contracts.registration.campaigns import EndLegalText, RegisterLegalText
from shared.eventlog import Claim
from shared.principals import Principal

REGISTER = ("legal-register", "any")  # taken with the first text: from then on the register is asked


class LegalTexts(Base):
    """What can be done with legal texts."""

    def register_legal_text(self, command: RegisterLegalText, who: Principal) -> Done:
        """Enter a text; its number is taken once."""
        did = self.did(who, command)
        text = LegalText.register(
            self.new(command.text_id),
            number=command.number,
            title=command.title,
            issuer=command.issuer,
            issued_on=command.issued_on,
            in_force_from=command.in_force_from,
            in_force_until=command.in_force_until,
            source=command.source,
            verified=command.verified,
            did=did,
        )
        claims = [self.claim("legal-text", command.number, text.id, did)]
        if not self._keeps_texts():
            claims.append(Claim.on(*REGISTER, text.id, did))  # of two first texts at once, the second begins anew
        return self.record(text, *claims, did=did, answer=Done(id=text.id))

    def end_legal_text(self, command: EndLegalText, who: Principal) -> Done:
        """Say until when a text is in force, and what takes its place."""
        did = self.did(who, command)
        text = self.load(LegalText, command.text_id)
        if command.replaced_by:
            self.load(LegalText, command.replaced_by)
        text.end(command.last_day, command.replaced_by, did)
        return self.record(text, did=did, answer=Done(id=text.id))

    def _cited(self, basis: dict[str, Any]) -> LegalText | None:
        """The text of the register that a basis names, by its id or else by its number."""
        if basis["text_id"]:
            return self.load(LegalText, basis["text_id"])
        claim = self.find(Claim, Claim.id_of("legal-text", basis["number"]))
        return self.load(LegalText, claim.owner) if claim else None

    def _number_of_successor(self, text: LegalText) -> str:
        return self.load(LegalText, text.replaced_by).number if text.replaced_by else ""

    def _basis_warnings(self, bases: Iterable[dict[str, Any]], on: date) -> list[dict[str, Any]]:
        """What is to be said of the bases of a plan on a day; an empty register says nothing."""
        found = []
        for basis in bases:
            number = basis["number"]
            text = self._cited(basis)
            if text is None:
                code = "basis-unknown"
                message = f"Văn bản {number} chưa có trong sổ văn bản." if self._keeps_texts() else ""
            else:
                code = "basis-expired"
                message = text.warning_on(on, self._number_of_successor(text))
            if message:
                found.append({"code": code, "about": number, "message": message})
        return found

    def _keeps_texts(self) -> bool:
        return self.find(Claim, Claim.id_of(*REGISTER)) is not None
