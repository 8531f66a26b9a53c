"""Errors of the use cases: what one part alone cannot know to be wrong."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "AmountRefused",
    "CannotRead",
    "DeploymentHandover",
    "DeploymentNonces",
    "DeploymentWiring",
    "FileUnusable",
    "FlowError",
    "HomeExists",
    "HomeMissing",
    "HomeSettings",
    "KeyAnnouncementMissing",
    "KeystoreMissing",
    "NoOrganisation",
    "NothingToDo",
    "OpenFilesLimit",
    "ParametersRefused",
    "PasswordMissing",
    "PhraseNotShown",
    "RoleUnknown",
    "SubmissionNotOurs",
    "SubmissionUnknown",
    "UsageRefused",
]


class FlowError(AisError):
    """Base of what a use case refuses."""

    code = "flow-refused"
    why = "it cannot be done: {reason}"
    what_to_do = "Look at `ais status`, then try again."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class OpenFilesLimit(FlowError):
    """The process may not have as many files open as it must. ``enough``: a limit to try."""

    code = "open-files-limit"
    why = "too many open files: the limit of {limit} for a process is too low"
    what_to_do = (
        "Run `ulimit -n {enough}` in this shell, then the same command again. Where that is "
        "refused, an administrator raises the hard limit (`ulimit -Hn` shows it)."
    )
    fields: ClassVar[tuple[str, ...]] = ("limit", "enough")


# ---- the home --------------------------------------------------------------------------------


class HomeMissing(FlowError):
    """The folder is no home: no settings, or no network."""

    code = "home-missing"
    why = "{path} is not an AIS home: it has no {lacking}"
    what_to_do = "Make one with `ais init --network FILE`, or name the right one with --home."
    fields: ClassVar[tuple[str, ...]] = ("path", "lacking")


class HomeExists(FlowError):
    """The folder already is a home; nothing in it is ever overwritten."""

    code = "home-exists"
    why = "{path} already holds a keystore"
    what_to_do = "Use it as it is, or name another folder with --home."
    fields: ClassVar[tuple[str, ...]] = ("path",)


class HomeSettings(FlowError):
    """The settings of the home cannot be read."""

    code = "home-settings"
    why = "{path} cannot be used: {reason}"
    what_to_do = "Correct the file, or write it anew with `ais init` in another folder."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


class KeystoreMissing(FlowError):
    """Something needs a key, and this home has none."""

    code = "keystore-missing"
    why = "{path} holds no keystore, and this needs the keys of a member"
    what_to_do = "Use a member's home, or make keys with `ais init`, or `ais keys restore`."
    fields: ClassVar[tuple[str, ...]] = ("path",)


class FileUnusable(FlowError):
    """A file that was named on the command line cannot be read or written."""

    code = "file-unusable"
    why = "{path} cannot be used: {reason}"
    what_to_do = "Check the path, its permissions and free space, or name another file."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


class UsageRefused(FlowError):
    """The command line was not understood; exit status 2."""

    code = "usage"
    why = "{reason}"
    what_to_do = "See `{command} --help`."
    fields: ClassVar[tuple[str, ...]] = ("reason", "command")


class PasswordMissing(FlowError):
    """The keystore is locked, and nobody can be asked."""

    code = "password-missing"
    why = "the keystore is locked and there is no password"
    what_to_do = "Set AIS_PASSWORD_FILE or AIS_PASSWORD, or run it on a terminal."
    fields: ClassVar[tuple[str, ...]] = ()


class PhraseNotShown(FlowError):
    """The recovery phrase would have gone to where it may be kept by accident."""

    code = "phrase-not-shown"
    why = "the recovery phrase is shown on a terminal only, and this is none"
    what_to_do = "Run it on a terminal, or write it to a file of your choice with --phrase-file."
    fields: ClassVar[tuple[str, ...]] = ()


class NoOrganisation(FlowError):
    """The accounts of this home belong to no organisation."""

    code = "no-organisation"
    why = "the accounts of this home belong to no organisation of the network"
    what_to_do = "Give the output of `ais keys show` to the registrar, then run `ais join`."
    fields: ClassVar[tuple[str, ...]] = ()


class KeyAnnouncementMissing(FlowError):
    """An organisation to which nothing can be sealed."""

    code = "key-announcement-missing"
    why = "organisation {organisation} has announced no sealing key that can be used"
    what_to_do = "It must announce one: `ais keys announce`."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class RoleUnknown(FlowError):
    """A role that the network does not have."""

    code = "role-unknown"
    why = "there is no role named {name!r}"
    what_to_do = "Use one of: {known}."
    fields: ClassVar[tuple[str, ...]] = ("name", "known")


# ---- deployment ------------------------------------------------------------------------------


class ParametersRefused(FlowError):
    """A parameter of a network that the contracts would refuse, or that makes no sense."""

    code = "parameters-refused"
    why = "the parameter {field} {reason}"
    what_to_do = "Correct the parameter file; `ais network deploy --help` lists them."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class AmountRefused(FlowError):
    """An amount of tokens that cannot be."""

    code = "amount-refused"
    why = "{amount} is no amount of the token, which has {decimals} decimals"
    what_to_do = "Give whole tokens or a fraction of one, such as 2500 or 0.5."
    fields: ClassVar[tuple[str, ...]] = ("amount", "decimals")


class DeploymentNonces(FlowError):
    """The deployer's account was used for something else in between."""

    code = "deployment-nonces"
    why = "{contract} was created at {found}, and {expected} had been promised to the others"
    what_to_do = "Deploy again with an account that does nothing else meanwhile, and --again."
    fields: ClassVar[tuple[str, ...]] = ("contract", "expected", "found")


class DeploymentWiring(FlowError):
    """A deployed contract does not know the others that it should."""

    code = "deployment-wiring"
    why = "{contract}.{getter} is {found}, not {expected}"
    what_to_do = "Do not use this deployment; deploy again and report this."
    fields: ClassVar[tuple[str, ...]] = ("contract", "getter", "expected", "found")


class DeploymentHandover(FlowError):
    """Somebody holds a right that he should not hold, or lacks one."""

    code = "deployment-handover"
    why = "after the handover {account} {reason}"
    what_to_do = "Do not use this deployment; deploy again and report this."
    fields: ClassVar[tuple[str, ...]] = ("account", "reason")


# ---- reading ---------------------------------------------------------------------------------


class SubmissionUnknown(FlowError):
    """No such submission, or an abbreviation that fits none or several."""

    code = "submission-unknown"
    why = "there is no submission {given}, or more than one that begins so"
    what_to_do = "See the ids with `ais list`."
    fields: ClassVar[tuple[str, ...]] = ("given",)


class SubmissionNotOurs(FlowError):
    """Something that only the submitter may do."""

    code = "submission-not-ours"
    why = "the submission {submission_id} is not of this organisation"
    what_to_do = "Ask its submitter."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class CannotRead(FlowError):
    """There is no way for this member to the key. ``reason`` says which way ended where."""

    code = "cannot-read"
    why = "submission {submission_id} cannot be read here: {reason}"
    what_to_do = "{advice}"
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "reason", "advice")


class NothingToDo(FlowError):
    """What was asked for has been done already, or nothing is due."""

    code = "nothing-to-do"
    why = "nothing is due: {reason}"
    what_to_do = "Look at `ais status` for what is."
    fields: ClassVar[tuple[str, ...]] = ("reason",)
