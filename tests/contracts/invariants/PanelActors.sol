// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {SharingActors} from "./SharingActors.sol";

/// @title PanelActors
/// @notice Panelists that take seats, commit and reveal, copy and forget; and the submitter that hands them the key.
abstract contract PanelActors is SharingActors {
    struct Stint {
        uint32 from;
        uint32 until;
    }

    mapping(uint32 organisation => Stint[]) private _stints;
    mapping(uint32 organisation => uint256) internal inRounds;
    mapping(uint32 organisation => uint8) internal noShows;

    // ------------------------------------------------------------------ seats

    function take(uint256 seed) external acts(seed) {
        bool valid = _validArguments();
        uint32 id = _someOrganisation();
        for (uint256 i = 0; valid && i < 20 && (_seatedFrom(id, type(uint32).max - 1) || id < 3); ++i) {
            id = _someOrganisation();
        }
        uint8 seat = uint8(valid ? 13 + _random(51) : _random(80));
        manager.grantRole(PANELIST_ROLE, _operator(id), 0);
        uint256 bond = seats.parameters().seatBond;
        vm.prank(_operator(id));
        seats.take(seat);
        _noteTaken(id, membership.nextEpoch(), bond);
    }

    function topUp(uint256 seed) external acts(seed) {
        uint32 id = _someOrganisation();
        uint256 bond = seats.parameters().seatBond;
        for (uint256 i = 0; i < 40 && !(_seatedFrom(id, type(uint32).max - 1) && seatBonds[id] < bond); ++i) {
            id = _someOrganisation();
        }
        address caller = _validArguments() ? _operator(id) : _anyAccount();
        id = membership.organisationOf(caller);
        vm.prank(caller);
        seats.topUp();
        _bondIn(id, bond);
    }

    /// Seldom: panels need people.
    function leave(uint256 seed) external acts(seed) {
        uint32 id = uint32(4 + _random(13));
        bool valid = _chance(4);
        vm.prank(valid ? _operator(id) : outsider);
        seats.leave();
        _noteLeft(id);
    }

    function vacate(uint256 seed) external acts(seed) {
        uint8 seat = uint8(_random(90));
        for (uint256 i = 0; i < 40 && _validArguments() && !_isOfRemoved(seat); ++i) {
            seat = uint8(_random(20));
        }
        uint32 id = seat < 64 ? seats.occupant(seat, type(uint32).max) : 0;
        vm.prank(_anyAccount());
        seats.vacate(seat);
        _noteLeft(id);
    }

    function withdrawSeatBond(uint256 seed) external acts(seed) {
        uint32 id = _someOrganisation();
        for (uint256 i = 0; i < 40 && (seatBonds[id] == 0 || _seatedFrom(id, membership.epoch())); ++i) {
            id = _someOrganisation();
        }
        uint256 before = token.balanceOf(_payout(id));
        vm.prank(_anyAccount());
        seats.withdrawBond(id);
        _check(!_seatedFrom(id, membership.epoch()), Property.NoLoss, "a bond of one seated");
        _check(inRounds[id] == 0, Property.NoLoss, "a bond of one in a round");
        _check(token.balanceOf(_payout(id)) - before == seatBonds[id], Property.NoLoss, "another amount");
        ledgerBonds -= seatBonds[id];
        _moneyOut(seatBonds[id]);
        seatBonds[id] = 0;
    }

    // ------------------------------------------------------------------ draw and key

    /// Looks, as soon as the seed is there, who would be drawn, and takes it back.
    function peek(uint256 seed) external acts(seed) {
        bytes32 id = _submissionIn(IValuation.Phase.Scheduled);
        uint256 seedBlock = _seedBlock(id);
        if (id == 0 || vm.getBlockNumber() <= seedBlock || lives[id].peekedAt != 0) return;
        uint256 state = vm.snapshotState();
        valuation.draw(id);
        bytes32 panel = _panelHash(id);
        vm.revertToState(state);
        lives[id].peekedPanel = panel;
        lives[id].peekedAt = 1 + (vm.getBlockNumber() - 1 - seedBlock) / 256;
    }

    function draw(uint256 seed) external acts(seed) {
        bytes32 id = _validArguments() ? _submissionIn(IValuation.Phase.Scheduled) : _anySubmission();
        if (lives[id].opened && _chance(2)) _waitFor(_seedBlock(id) + 1);
        vm.prank(_anyAccount());
        valuation.draw(id);
        _noteDrawn(id);
    }

    function releaseKey(uint256 seed) external acts(seed) {
        bytes32 id = _validArguments() ? _submissionIn(IValuation.Phase.Keying) : _anySubmission();
        vm.prank(_chance(8) ? _anyAccount() : _operator(lives[id].organisation));
        valuation.releaseKey(id, keccak256("panel slots"));
        lives[id].keyed = true;
    }

    // ------------------------------------------------------------------ ballots

    /// Valid: up to a whole panel, one after the other.
    function commitBallot(uint256 seed) external acts(seed) {
        bool valid = _validArguments();
        bytes32 id = valid ? _submissionIn(IValuation.Phase.Committing) : _anySubmission();
        uint32 panelist = _memberOf(id, false, false);
        if (!valid && _chance(2)) panelist = _chance(2) ? _memberOf(id, true, false) : _someOrganisation();
        _commitOwn(id, panelist);
        for (uint256 more = valid ? _random(5) : 0; more > 0; --more) {
            panelist = _memberOf(id, false, false);
            if (!committed[id][lives[id].round][panelist] && _mayVote(id, panelist)) _commitOwn(id, panelist);
        }
    }

    /// A panelist commits to what another one has committed to.
    function copyCommit(uint256 seed) external acts(seed) {
        bytes32 id = _submissionIn(IValuation.Phase.Committing);
        uint8 round = lives[id].round;
        uint32 author = _memberOf(id, true, false);
        uint32 copier = _memberOf(id, false, false);
        bytes32 digest = valuation.commitOf(id, round, author);
        vm.prank(_operator(copier));
        valuation.commitBallot(id, digest, "");
        _noteCommit(id, copier);
        copied[id][round][copier] = true;
    }

    /// Valid: up to a whole panel, one after the other; copiers try with what they copied.
    function reveal(uint256 seed) external acts(seed) {
        bool valid = _validArguments();
        bytes32 id = valid ? _revealable() : _anySubmission();
        if (!valid && _chance(2)) return _revealAgain();
        uint8 round = lives[id].round;
        uint32 panelist = _memberOf(id, true, false);
        bool copies = copied[id][round][panelist] || (!valid && _chance(2));
        _revealAs(id, panelist, copies ? _memberOf(id, true, true) : panelist);
        for (uint256 more = valid ? _random(5) : 0; more > 0; --more) {
            panelist = _memberOf(id, true, false);
            bool open_ = committed[id][round][panelist] && !revealed[id][round][panelist];
            if (open_ && !copied[id][round][panelist]) _revealAs(id, panelist, panelist);
        }
    }

    /// What a panelist has revealed in a round that still runs, once more.
    function _revealAgain() private {
        bytes32 id = _submissionIn(IValuation.Phase.Revealing);
        (uint32[] memory panel,) = valuation.panelOf(id);
        uint32 panelist = _someOrganisation();
        for (uint256 i = 0; i < panel.length; ++i) {
            if (revealed[id][lives[id].round][panel[i]]) panelist = panel[i];
        }
        _revealAs(id, panelist, panelist);
    }

    function _commitOwn(bytes32 id, uint32 panelist) internal {
        uint8 round = lives[id].round;
        bytes32 digest =
            round == 0 ? keccak256("any") : _ballotDigest(id, round, panelist, _ballotOf(id, round, panelist));
        vm.prank(_operator(panelist));
        valuation.commitBallot(id, digest, "sealed");
        _noteCommit(id, panelist);
    }

    function _revealAs(bytes32 id, uint32 panelist, uint32 author) internal {
        uint8 round = lives[id].round;
        IValuation.Ballot memory ballot;
        if (round != 0) ballot = _ballotOf(id, round, author);
        vm.prank(_operator(panelist));
        valuation.reveal(id, ballot, _salt(author));
        _check(author == panelist && !copied[id][round][panelist], Property.CopiedCommit, "another's commitment");
        _check(committed[id][round][panelist], Property.OneBallot, "a reveal without a commitment");
        _check(!revealed[id][round][panelist], Property.OneBallot, "revealed twice");
        revealed[id][round][panelist] = true;
    }

    // ------------------------------------------------------------------ the ledger

    function _noteTaken(uint32 id, uint32 fromEpoch, uint256 bond) internal {
        _check(!_seatedFrom(id, type(uint32).max - 1), Property.FixedDraw, "two seats");
        _stints[id].push(Stint(fromEpoch, type(uint32).max));
        noShows[id] = 0;
        if (seatBonds[id] < bond) _bondIn(id, bond);
    }

    function _noteLeft(uint32 id) internal {
        _stints[id][_stints[id].length - 1].until = membership.nextEpoch();
    }

    function _bondIn(uint32 id, uint256 bond) private {
        uint256 added = bond - seatBonds[id];
        seatBonds[id] = bond;
        ledgerBonds += added;
        _moneyIn(added);
    }

    function _seatedFrom(uint32 id, uint32 epoch) internal view returns (bool) {
        for (uint256 i = 0; i < _stints[id].length; ++i) {
            if (_stints[id][i].from <= epoch && epoch < _stints[id][i].until) return true;
        }
        return false;
    }

    function _noteDrawn(bytes32 id) internal {
        Life storage life = lives[id];
        (uint32[] memory panel, uint8 filled) = valuation.panelOf(id);
        uint256 eligible = 0;
        for (uint32 member = 1; member <= membership.organisationCount(); ++member) {
            bool seated = _seatedFrom(member, life.roundEpoch);
            if (seated && !_related(life.organisation, member, life.roundEpoch)) ++eligible;
        }
        _check(panel.length == (eligible > 10 ? 5 : eligible > 6 ? 3 : 0), Property.FixedDraw, "another size");
        for (uint256 i = 0; i < panel.length; ++i) {
            uint32 member = panel[i];
            _check(!_related(life.organisation, member, life.roundEpoch), Property.Recusal, "a related panelist");
            _check(_seatedFrom(member, life.roundEpoch), Property.FixedDraw, "one without a seat in that epoch");
            bool may = membership.mayServe(member) && seatBonds[member] >= seats.parameters().noShowPenalty;
            _check(may == (filled & (1 << i) != 0), Property.FixedDraw, "filled");
            if (may) ++inRounds[member];
            for (uint256 k = 0; k < i; ++k) {
                _check(member != panel[k], Property.FixedDraw, "drawn twice");
            }
        }
        bool sameSeed = life.peekedAt == 1 + (vm.getBlockNumber() - 1 - _seedBlock(id)) / 256;
        if (sameSeed) _check(_panelHash(id) == life.peekedPanel, Property.FixedDraw, "changed after the seed");
    }

    function _noteCommit(bytes32 id, uint32 panelist) internal {
        uint8 round = lives[id].round;
        _check(_mayVote(id, panelist), Property.OneBallot, "a commitment of one that may not");
        _check(!committed[id][round][panelist], Property.OneBallot, "committed twice");
        committed[id][round][panelist] = true;
    }

    function _mayVote(bytes32 id, uint32 panelist) private view returns (bool) {
        (uint32[] memory panel, uint8 filled) = valuation.panelOf(id);
        for (uint256 i = 0; i < panel.length; ++i) {
            if (panel[i] == panelist) return filled & (1 << i) != 0;
        }
        return false;
    }

    // ------------------------------------------------------------------ choices

    function _seedBlock(bytes32 id) internal view returns (uint256) {
        return uint256(valuation.roundOf(id).scheduledBlock) + 2;
    }

    function _isOfRemoved(uint8 seat) private view returns (bool) {
        uint32 id = seat < 64 ? seats.occupant(seat, type(uint32).max) : 0;
        return membership.organisation(id).status == IMembership.Status.Removed;
    }

    function _panelHash(bytes32 id) private view returns (bytes32) {
        (uint32[] memory panel,) = valuation.panelOf(id);
        return keccak256(abi.encode(panel));
    }

    /// A panelist that may act, has committed or not, and has revealed or not; else any of the panel, else anybody.
    function _memberOf(bytes32 id, bool hasCommitted, bool anyReveal) internal returns (uint32) {
        (uint32[] memory panel, uint8 filled) = valuation.panelOf(id);
        if (panel.length == 0) return _someOrganisation();
        uint8 round = lives[id].round;
        uint256 start = _random(panel.length);
        for (uint256 i = 0; i < panel.length; ++i) {
            uint256 at = (start + i) % panel.length;
            uint32 member = panel[at];
            bool fits = committed[id][round][member] == hasCommitted && (anyReveal || !revealed[id][round][member]);
            if (fits && filled & (1 << at) != 0) return member;
        }
        return panel[start];
    }

    /// One in its reveal window; else one whose commit window then passes.
    function _revealable() private returns (bytes32 id) {
        id = _submissionIn(IValuation.Phase.Revealing);
        if (id != 0) return id;
        id = _submissionIn(IValuation.Phase.Committing);
        if (id != 0 && _chance(2)) _waitFor(uint256(valuation.roundOf(id).commitBy) + 1);
    }
}
