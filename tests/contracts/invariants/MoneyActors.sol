// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IPricing} from "contracts/interfaces/IPricing.sol";
import {IRewards} from "contracts/interfaces/IRewards.sol";
import {ISeats} from "contracts/interfaces/ISeats.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {Verdicts} from "./Verdicts.sol";

/// @title MoneyActors
/// @notice Everybody who opens, settles, closes and pays, and what each of them expects to come of it.
abstract contract MoneyActors is Verdicts {
    // ------------------------------------------------------------------ the pool

    function fund(uint256 seed) external acts(seed) {
        uint256 amount = _validArguments() ? 1 + _random(100 * UNIT) : 0;
        address giver = _operator(_someOrganisation());
        vm.prank(giver);
        pool.fund(amount);
        ledgerFree += amount;
        _moneyIn(amount);
    }

    /// Tokens that nobody asked for.
    function donate(uint256 seed) external acts(seed) {
        uint256 amount = 1 + _random(10 * UNIT);
        token.mint(address(pool), amount);
        unasked += amount;
        _moneyIn(amount);
    }

    function sweep(uint256 seed) external acts(seed) {
        vm.prank(_anyAccount());
        pool.sweep();
        ledgerFree += unasked;
        unasked = 0;
    }

    // ------------------------------------------------------------------ open and settle

    function open(uint256 seed) external acts(seed) {
        bytes32 id = _validArguments() ? _openable() : _anySubmission();
        vm.prank(_chance(10) ? _anyAccount() : _operator(lives[id].organisation));
        rewards.open(id);
        _noteOpened(id);
    }

    function settle(uint256 seed) external acts(seed) {
        bytes32 id = _validArguments() ? _settleable() : _anySubmission();
        if (_chance(6)) _changePrices();
        settleOne(id);
    }

    /// Settles as anybody, and compares all that comes of it.
    function settleOne(bytes32 id) public {
        Expected memory expected = _expected(id);
        uint32[] memory panel;
        if (lives[id].opened) (panel,) = valuation.panelOf(id);
        uint256[] memory bonds = _bondsOf(panel);
        (, uint8 filled) = valuation.panelOf(id);
        vm.prank(outsider);
        rewards.settle(id);
        _check(lives[id].opened && !lives[id].ended, Property.Outcome, "settled what was not open");
        _check(lives[id].released, Property.Released, "valued without a release");
        _settlePanel(id, expected, panel, filled, bonds);
        _settleMoney(id, expected);
        _check(
            valuation.resultOf(id) == (expected.isFinal ? expected.result : IValuation.Result.None),
            Property.Outcome,
            "another result"
        );
    }

    // ------------------------------------------------------------------ epochs

    function closeEpoch(uint256 seed) external acts(seed) {
        uint32 epoch = uint32(_validArguments() ? nextClose : _random(nextClose + 3));
        uint256 closableAt = membership.epochStart(epoch + 1) + rewards.parameters().closeDelaySeconds;
        if (_chance(2) && vm.getBlockTimestamp() < closableAt && closableAt < vm.getBlockTimestamp() + 9 days) {
            vm.warp(closableAt);
        }
        vm.prank(_anyAccount());
        rewards.closeEpoch(epoch);
        _check(epoch == nextClose && vm.getBlockTimestamp() >= closableAt, Property.Outcome, "closed out of order");
        _noteClosed(epoch);
    }

    /// Valid: often all that the epoch still owes.
    function pay(uint256 seed) external acts(seed) {
        bool valid = _validArguments();
        (uint32 id, uint32 epoch) = valid ? _owed() : (_anyOrganisation(), uint32(_random(nextClose + 2)));
        _payOne(id, epoch);
        if (!valid || _chance(3)) return;
        for (id = 1; id <= membership.organisationCount(); ++id) {
            (, uint40 holdsFrom) = membership.payoutOf(id);
            if (claims[epoch][id] != 0 && holdsFrom <= vm.getBlockTimestamp()) _payOne(id, epoch);
        }
    }

    function _payOne(uint32 id, uint32 epoch) private {
        uint256 before = token.balanceOf(_payout(id));
        vm.prank(outsider);
        rewards.pay(id, epoch);
        uint256 expected = _notePaid(id, epoch);
        _check(token.balanceOf(_payout(id)) - before == expected, Property.Outcome, "paid another amount");
        _moneyOut(expected);
    }

    function payDues(uint256 seed) external acts(seed) {
        uint32 id = _validArguments() ? _someOrganisation() : _anyOrganisation();
        uint32 epoch = membership.epoch();
        (bool known_, uint256 due) = _dues(id, epoch);
        vm.prank(_operator(_someOrganisation()));
        rewards.payDues(id, _chance(5) ? due / 2 : due);
        _check(known_ && !duesPaid[epoch][id], Property.Outcome, "dues unknown or paid before");
        duesPaid[epoch][id] = true;
        ledgerFree += due;
        _moneyIn(due);
    }

    function withdrawBond(uint256 seed) external acts(seed) {
        uint32 id = _anyOrganisation();
        for (uint256 i = 0; i < 20 && freeBonds[id] == 0; ++i) {
            id = _someOrganisation();
        }
        if (_chance(3)) id = _anyOrganisation();
        uint256 before = token.balanceOf(_payout(id));
        vm.prank(_anyAccount());
        rewards.withdrawBond(id);
        _check(token.balanceOf(_payout(id)) - before == freeBonds[id], Property.Outcome, "returned another bond");
        ledgerBonds -= freeBonds[id];
        _moneyOut(freeBonds[id]);
        freeBonds[id] = 0;
    }

    // ------------------------------------------------------------------ governance

    function configureRewards(uint256 seed) external acts(seed) {
        IRewards.Parameters memory parameters = _rewardParameters();
        parameters.stipend = uint128(1 + _random(10 * UNIT));
        parameters.duesFloor = uint128(_random(50 * UNIT));
        parameters.regularShareBps = uint16(_random(3_001));
        if (!_validArguments()) parameters.stipend += uint128(11 * UNIT);
        vm.prank(governor);
        rewards.configure(parameters);
    }

    function configureSeats(uint256 seed) external acts(seed) {
        ISeats.Parameters memory parameters = _seatParameters();
        parameters.noShowPenalty = uint128(1 + _random(40 * UNIT));
        vm.prank(_validArguments() ? governor : outsider);
        seats.configure(parameters);
    }

    function configurePricing(uint256 seed) external acts(seed) {
        IPricing.Parameters memory parameters = _pricingParameters();
        parameters.base = uint128(1 + _random(3_000 * UNIT));
        parameters.target = uint32(1 + _random(6));
        if (!_validArguments()) parameters.ceilingBps += 1;
        vm.prank(governor);
        pricing.configure(parameters);
        _notePrices(parameters);
    }

    function setTarget(uint256 seed) external acts(seed) {
        uint8 sector = uint8(_validArguments() ? _random(6) : 49);
        vm.prank(treasurer);
        pricing.setTarget(sector, uint32(_random(6)));
    }

    /// What belongs to a contract is refused to everybody else.
    function intrude(uint256 seed) external acts(seed) {
        uint256 which = _random(14);
        address target = _clerkOf(which);
        bytes memory input = _privateCall(which);
        vm.prank(_anyAccount());
        (bool done, bytes memory answer) = target.call(input);
        _check(!done, Property.Clerks, "a stranger did a contract's work");
        if (!done) {
            assembly ("memory-safe") { revert(add(answer, 32), mload(answer)) } // so that it counts as refused
        }
    }

    // ------------------------------------------------------------------ the ledger

    function _noteOpened(bytes32 id) internal {
        Life storage life = lives[id];
        _check(life.released && !life.revoked && !life.opened, Property.Released, "opened without a release");
        IRewards.Parameters memory parameters = rewards.parameters();
        life.opened = true;
        (life.openEpoch, life.roundEpoch, life.round) = (membership.epoch(), membership.epoch(), 1);
        (life.bond, life.stipend) = (parameters.submissionBond, parameters.stipend);
        ledgerBonds += life.bond;
        _moneyIn(life.bond);
    }

    function _settlePanel(
        bytes32 id,
        Expected memory expected,
        uint32[] memory panel,
        uint8 filled,
        uint256[] memory bonds
    ) private {
        Life storage life = lives[id];
        uint256 penalty = seats.parameters().noShowPenalty;
        for (uint256 i = 0; i < panel.length; ++i) {
            uint32 member = panel[i];
            uint256 lost = bonds[i] - seats.bondOf(member);
            bool absent = life.keyed && !life.revoked && filled & (1 << i) != 0 && !revealed[id][life.round][member];
            _check(life.keyed || lost == 0, Property.NoLoss, "a loss without a key");
            _check(absent || lost == 0, Property.NoLoss, "a loss of one that was not absent");
            if (absent) _penalise(member, penalty, lost);
            if (revealed[id][life.round][member]) noShows[member] = 0;
            if (filled & (1 << i) != 0) --inRounds[member];
        }
        life.stipends += uint8(expected.revealed.length);
        for (uint256 i = 0; i < expected.revealed.length; ++i) {
            _claim(expected.revealed[i], life.stipend);
        }
    }

    function _penalise(uint32 member, uint256 penalty, uint256 lost) private {
        if (penalty > seatBonds[member]) penalty = seatBonds[member];
        _check(lost == penalty, Property.Outcome, "another penalty");
        seatBonds[member] -= penalty;
        ledgerBonds -= penalty;
        ledgerFree += penalty;
        if (++noShows[member] >= 2 && _seatedFrom(member, type(uint32).max - 1)) _noteLeft(member);
    }

    function _settleMoney(bytes32 id, Expected memory expected) private {
        Life storage life = lives[id];
        if (!expected.isFinal) {
            (life.round, life.roundEpoch, life.keyed) = (life.round + 1, membership.epoch(), false);
            (life.peekedAt, life.peekedPanel) = (0, 0);
            return;
        }
        life.ended = true;
        IValuation.Result r = expected.result;
        uint256 forfeited = 0;
        bool lateKey = r == IValuation.Result.KeyMissed && life.round > 1;
        if (r == IValuation.Result.Revoked) {
            forfeited = 5 * life.round * life.stipend;
        } else if (r == IValuation.Result.Invalid || r == IValuation.Result.Duplicate) {
            forfeited = life.stipends * life.stipend;
        } else if (r == IValuation.Result.Unavailable || (r == IValuation.Result.KeyMissed && !lateKey)) {
            forfeited = life.bond;
        }
        ledgerBonds -= forfeited;
        ledgerFree += forfeited;
        freeBonds[life.organisation] += life.bond - forfeited;
        if (r == IValuation.Result.Valid) {
            _claim(life.organisation, _price(expected, life.openEpoch));
            _noteAccepted(expected.sector);
        }
        life.finalStage = uint256(rewards.stageOf(id));
        _check(_isStageOf(r, lateKey, life.finalStage), Property.Outcome, "another stage");
        _check(rewards.freeBondOf(life.organisation) == freeBonds[life.organisation], Property.Outcome, "bond");
    }

    function _claim(uint32 id, uint256 amount) private {
        uint32 epoch = membership.epoch();
        claims[epoch][id] += amount;
        epochClaims[epoch] += amount;
        _check(rewards.claimOf(id, epoch) == claims[epoch][id], Property.Outcome, "another claim");
    }

    function _noteClosed(uint32 epoch) internal {
        uint256 total = epochClaims[epoch];
        uint256 reserved = total < ledgerFree ? total : ledgerFree;
        ledgerFree -= reserved;
        ledgerReserved += reserved;
        (epochReserved[epoch], epochRemaining[epoch], epochUnpaid[epoch]) = (reserved, reserved, total);
        nextClose = epoch + 1;
        IRewards.Parameters memory p = rewards.parameters();
        uint16[4] memory shares = [0, p.regularShareBps, p.coreShareBps, p.criticalShareBps];
        for (uint8 tier = 1; tier <= 3; ++tier) {
            uint256 members = membership.activeCount(tier);
            uint256 due = p.duesFloor;
            if (members != 0) {
                uint256 parts = 10_000 * members;
                due = (total * shares[tier]) / parts + (total * shares[tier] % parts == 0 ? 0 : 1);
                if (due < p.duesFloor) due = p.duesFloor;
                if (due > p.duesCap) due = p.duesCap;
            }
            dues[epoch + 1][tier] = shares[tier] == 0 ? 0 : due;
        }
    }

    /// What must arrive at the payout account: the claim's part, less dues that it covers.
    function _notePaid(uint32 id, uint32 epoch) internal returns (uint256 sent) {
        uint256 claim = claims[epoch][id];
        _check(claim != 0 && epoch < nextClose, Property.Outcome, "paid what was not owed");
        uint256 owed = claim * epochReserved[epoch] / epochClaims[epoch];
        (claims[epoch][id], epochUnpaid[epoch]) = (0, epochUnpaid[epoch] - claim);
        epochRemaining[epoch] -= owed;
        uint32 running = membership.epoch();
        (bool known_, uint256 due) = _dues(id, running);
        bool active = membership.organisation(id).status == IMembership.Status.Active;
        bool setOff = active && known_ && !duesPaid[running][id] && due != 0 && due <= owed;
        if (setOff) (duesPaid[running][id], ledgerFree) = (true, ledgerFree + due);
        sent = setOff ? owed - due : owed;
        ledgerReserved -= owed;
        if (epochUnpaid[epoch] == 0) {
            ledgerReserved -= epochRemaining[epoch];
            ledgerFree += epochRemaining[epoch];
            epochRemaining[epoch] = 0;
        }
    }

    function _dues(uint32 id, uint32 epoch) internal view returns (bool known_, uint256 due) {
        uint8 tier = membership.organisation(id).tier;
        if (epoch >= 2) return (epoch <= nextClose, epoch <= nextClose ? dues[epoch][tier] : 0);
        IRewards.Parameters memory p = rewards.parameters();
        uint16[4] memory shares = [0, p.regularShareBps, p.coreShareBps, p.criticalShareBps];
        return (true, shares[tier] == 0 ? 0 : p.duesFloor);
    }

    function _isStageOf(IValuation.Result r, bool lateKey, uint256 stage) private pure returns (bool) {
        if (r == IValuation.Result.Valid) return stage == uint256(IRewards.Stage.Rewarded);
        if (r == IValuation.Result.Revoked) return stage == uint256(IRewards.Stage.Withdrawn);
        bool unvalued = r == IValuation.Result.NoPanel || r == IValuation.Result.NoQuorum || lateKey;
        return stage == uint256(unvalued ? IRewards.Stage.Unvalued : IRewards.Stage.Rejected);
    }

    // ------------------------------------------------------------------ choices

    function _openable() internal returns (bytes32) {
        uint256 start = _random(known.length);
        for (uint256 i = 0; i < known.length; ++i) {
            bytes32 id = known[(start + i) % known.length];
            if (rewards.stageOf(id) == IRewards.Stage.Openable) return id;
        }
        return _anySubmission();
    }

    /// One that is due; else any open one, whose phase then passes.
    function _settleable() private returns (bytes32 id) {
        id = _submissionIn(IValuation.Phase.Tallying);
        if (id != 0) return id;
        for (uint256 i = 0; i < 12 && (!lives[id].opened || lives[id].ended); ++i) {
            id = _anySubmission();
        }
        if (lives[id].opened && !lives[id].ended && _chance(4)) _passPhase(id);
    }

    function _passPhase(bytes32 id) internal {
        IValuation.Round memory round = valuation.roundOf(id);
        if (round.revealBy != 0) _waitFor(uint256(round.revealBy) + 1);
        else if (round.keyBy != 0) _waitFor(uint256(round.keyBy) + 1);
    }

    function _owed() private returns (uint32, uint32) {
        uint32 start = _someOrganisation();
        uint32 count = membership.organisationCount();
        for (uint32 epoch = 1; epoch < nextClose; ++epoch) {
            if (epochUnpaid[epoch] == 0) continue;
            for (uint32 i = 0; i < count; ++i) {
                uint32 id = (start + i) % count + 1;
                if (claims[epoch][id] != 0) return (id, epoch);
            }
        }
        return (start, nextClose - 1);
    }

    function _bondsOf(uint32[] memory panel) private view returns (uint256[] memory bonds) {
        bonds = new uint256[](panel.length);
        for (uint256 i = 0; i < panel.length; ++i) {
            bonds[i] = seats.bondOf(panel[i]);
        }
    }

    function _clerkOf(uint256 which) private view returns (address) {
        if (which < 7) return address(pool);
        if (which < 9) return address(seats);
        if (which < 11) return address(valuation);
        if (which == 11) return address(pricing);
        return which == 12 ? address(indicators) : address(membership);
    }

    function _privateCall(uint256 which) private view returns (bytes memory) {
        if (which == 0) return abi.encodeCall(pool.collect, (_operator(2), 1));
        if (which == 1) return abi.encodeCall(pool.reserve, (1));
        if (which == 2) return abi.encodeCall(pool.unreserve, (1));
        if (which == 3) return abi.encodeCall(pool.payReserved, (outsider, 1));
        if (which == 4) return abi.encodeCall(pool.lockBond, (_operator(2), 1));
        if (which == 5) return abi.encodeCall(pool.returnBond, (outsider, 1));
        if (which == 6) return abi.encodeCall(pool.forfeitBond, (1));
        if (which == 7) return abi.encodeCall(seats.enterRound, (4));
        if (which == 8) return abi.encodeCall(seats.leaveRound, (4, ISeats.Outcome.NoShow));
        if (which == 9) return abi.encodeCall(valuation.schedule, (known[0], 2));
        if (which == 10) return abi.encodeCall(valuation.tally, (known[0], 1));
        if (which == 11) return abi.encodeCall(pricing.noteAccepted, (1));
        if (which == 12) return abi.encodeCall(indicators.markValuation, (known[0], false));
        return abi.encodeCall(membership.grantStanding, (2, 99));
    }
}
