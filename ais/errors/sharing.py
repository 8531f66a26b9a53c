"""Errors of sharing: what must not go out, and to whom it must not go."""

from __future__ import annotations

from typing import ClassVar

from .flows import FlowError

__all__ = [
    "AllowListMissing",
    "AllowListNone",
    "AllowListUnknown",
    "BenignFound",
    "EligibleDisagree",
    "InputRefused",
    "MarkingTooStrict",
    "NothingToSubmit",
    "WithholdUnknown",
]


class InputRefused(FlowError):
    """Objects were refused, and nothing may be left out silently."""

    code = "input-has-refusals"
    why = "{count} objects were refused; the first, in {path}: {reason}"
    what_to_do = "See all with `ais check`; correct them, or leave them out with --skip-refused."
    fields: ClassVar[tuple[str, ...]] = ("count", "path", "reason")


class BenignFound(FlowError):
    """Values that are known to be harmless; sharing them hurts every reader."""

    code = "benign-found"
    why = "{count} values are known to be harmless; the first, in {path}: {value} ({reason})"
    what_to_do = "Take them out, or keep them on purpose with --allow-benign."
    fields: ClassVar[tuple[str, ...]] = ("count", "path", "value", "reason")


class NothingToSubmit(FlowError):
    """No object is left to share."""

    code = "nothing-to-submit"
    why = "{path} holds nothing that could be submitted"
    what_to_do = "See why with `ais check`."
    fields: ClassVar[tuple[str, ...]] = ("path",)


class MarkingTooStrict(FlowError):
    """An object inside carries a stricter TLP label than the policy would have."""

    code = "marking-too-strict"
    why = "{path} holds an object marked {marking}, and the policy says {policy}"
    what_to_do = "Submit it with --tlp {marking}, or split the file."
    fields: ClassVar[tuple[str, ...]] = ("path", "marking", "policy")


class AllowListUnknown(FlowError):
    """The allow list names an organisation that could not read anyhow."""

    code = "allow-list-unknown"
    why = "the allow list names organisation {organisation}, which the policy does not admit"
    what_to_do = "Take it from the list, or widen the policy: the list only narrows."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class AllowListMissing(FlowError):
    """Whom the allow list names was known to a journal that is gone."""

    code = "allow-list-missing"
    why = "the allow list of {submission_id} is not known any more"
    what_to_do = "Name the organisations again: `ais release ID --allow 3,5`."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class AllowListNone(FlowError):
    """An allow list is given for a submission that was made without one."""

    code = "allow-list-none"
    why = "the submission {submission_id} has no allow list: its policy admits all its readers"
    what_to_do = "Leave out --allow, or revoke it and submit again with --allow."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class WithholdUnknown(FlowError):
    """An object that was to be withheld is in none of the files: a misspelt id would go out."""

    code = "withhold-unknown"
    why = "no file holds an object {id}, which was to be withheld"
    what_to_do = "Correct the id: it is that of the object in the STIX bundle."
    fields: ClassVar[tuple[str, ...]] = ("id",)


class EligibleDisagree(FlowError):
    """Chain and local table differ over who may read: nobody gets a key."""

    code = "eligible-disagree"
    why = "the chain and the local table differ over organisation {organisation} at block {block}"
    what_to_do = "Run `ais sync --rebuild` and try again; if it stays so, the node may be lying."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "block")
