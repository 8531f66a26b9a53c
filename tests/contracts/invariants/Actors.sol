// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRewards} from "contracts/interfaces/IRewards.sol";
import {ISeats} from "contracts/interfaces/ISeats.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {MoneyActors} from "./MoneyActors.sol";

/// @title Actors
/// @notice All actors together, the states from which campaigns start, and the stranger that ends everything.
contract Actors is MoneyActors {
    enum Start {
        Opened,
        Drawn,
        Committed,
        ThirdRound,
        EpochEnded
    }

    uint256 private constant MOST_CALLS = 6; // three rounds, a draw and a settlement each

    /// A poor pool: claims exceed it now and then.
    function _funds() internal pure override returns (uint256) {
        return 300 * UNIT;
    }

    /// Long windows: each actor acts but once in a while.
    function _windows() internal pure override returns (IValuation.Windows memory) {
        return IValuation.Windows(2, 150, 200, 200);
    }

    // ------------------------------------------------------------------ starts

    /// From the system's set-up to a state in which three submissions are that far.
    function prepare(Start start) external {
        ledgerFree = _funds() + 15 * 20 * UNIT;
        ledgerBonds = 13 * 100 * UNIT;
        _moneyIn(ledgerFree + ledgerBonds);
        for (uint32 id = FIRST_PANELIST; id <= ORGANISATIONS; ++id) {
            seatBonds[id] = 100 * UNIT;
            _noteTaken(id, 0, 100 * UNIT);
        }
        for (uint32 id = 1; id <= 3; ++id) {
            bytes32 submission = _submit(id);
            known.push(submission);
            (lives[submission].organisation, lives[submission].released) = (id, true);
            _notePolicy(submission, id);
            _open(submission, id);
            _noteOpened(submission);
        }
        if (start == Start.Opened) return;
        if (start == Start.ThirdRound) _loseTwoRounds();
        for (uint256 i = 0; i < 3; ++i) {
            _prepareRound(known[i], start != Start.Drawn && (start != Start.ThirdRound || i == 0));
        }
        if (start == Start.EpochEnded) _endEpoch();
    }

    function _prepareRound(bytes32 id, bool withBallots) private {
        mine(3);
        valuation.draw(id);
        _noteDrawn(id);
        if (!withBallots) return;
        _releaseKey(id, lives[id].organisation);
        lives[id].keyed = true;
        for (uint256 i = 0; i < 3; ++i) {
            uint32 panelist = _panelist(id, i);
            _commit(id, i, _ballotOf(id, lives[id].round, panelist));
            _noteCommit(id, panelist);
        }
    }

    /// By panels that do not commit; the penalty is small for the time, so that bonds last.
    function _loseTwoRounds() private {
        vm.prank(governor);
        seats.configure(ISeats.Parameters(uint128(100 * UNIT), uint128(UNIT)));
        for (uint256 round = 1; round <= 2; ++round) {
            for (uint256 i = 0; i < 3; ++i) {
                mine(3);
                valuation.draw(known[i]);
                _noteDrawn(known[i]);
                _releaseKey(known[i], lives[known[i]].organisation);
                lives[known[i]].keyed = true;
                _waitFor(uint256(valuation.roundOf(known[i]).commitBy) + 1);
                settleOne(known[i]);
            }
        }
    }

    function _endEpoch() private {
        for (uint256 i = 0; i < 3; ++i) {
            bytes32 id = known[i];
            _waitFor(uint256(valuation.roundOf(id).commitBy) + 1);
            for (uint256 k = 0; k < 3; ++k) {
                uint32 panelist = _panelist(id, k);
                _reveal(id, k, _ballotOf(id, 1, panelist));
                revealed[id][1][panelist] = true;
            }
            settleOne(id);
        }
        _enterEpoch(2);
    }

    // ------------------------------------------------------------------ the diligent

    /// Everybody does what falls due on one submission, three steps far; now and then one panelist forgets.
    function carry(uint256 seed) external acts(seed) {
        bytes32 id = _submissionIn(IValuation.Phase(1 + _random(5)));
        if (id == 0) id = _openable();
        for (uint256 step = 0; step < 3; ++step) {
            if (!lives[id].opened) {
                if (rewards.stageOf(id) != IRewards.Stage.Openable) return;
                _open(id, lives[id].organisation);
                _noteOpened(id);
            } else if (!lives[id].ended) {
                _carryOn(id, valuation.phaseOf(id));
            }
        }
    }

    function _carryOn(bytes32 id, IValuation.Phase phase) private {
        if (phase == IValuation.Phase.Keying) {
            _releaseKey(id, lives[id].organisation);
            lives[id].keyed = true;
        } else if (phase == IValuation.Phase.Committing || phase == IValuation.Phase.Revealing) {
            bool commits = phase == IValuation.Phase.Committing;
            (uint32[] memory panel, uint8 filled) = valuation.panelOf(id);
            for (uint256 i = 0; i < panel.length; ++i) {
                if (filled & (1 << i) != 0 && !_chance(8)) _vote(id, panel[i], commits);
            }
            if (commits) _waitFor(uint256(valuation.roundOf(id).commitBy) + 1);
        } else {
            _step(id);
        }
    }

    function _vote(bytes32 id, uint32 panelist, bool commits) private {
        uint8 round = lives[id].round;
        if (commits && !committed[id][round][panelist] && valuation.phaseOf(id) == IValuation.Phase.Committing) {
            _commitOwn(id, panelist);
        }
        bool may = committed[id][round][panelist] && !copied[id][round][panelist];
        if (!commits && may && !revealed[id][round][panelist]) _revealAs(id, panelist, panelist);
    }

    // ------------------------------------------------------------------ the stranger

    /// Whether a stranger alone brings every opened submission to a final stage in a few calls, then closes what has
    /// claims, pays them and returns bonds; the text says where it fails. Empty = it does.
    function finishEverything() external returns (string memory) {
        for (uint256 i = 0; i < known.length; ++i) {
            if (!lives[known[i]].opened || lives[known[i]].ended) continue;
            for (uint256 calls = 0; calls < MOST_CALLS && !_isFinal(known[i]); ++calls) {
                _step(known[i]);
            }
            if (!_isFinal(known[i])) return "an opened submission does not end";
        }
        _enterEpoch(membership.epoch() + 1);
        vm.warp(vm.getBlockTimestamp() + 2 days); // what a new payout account waits, and the close
        vm.startPrank(outsider);
        while (nextClose < membership.epoch()) {
            rewards.closeEpoch(nextClose);
            _noteClosed(nextClose);
        }
        for (uint32 epoch = 1; epoch < nextClose; ++epoch) {
            for (uint32 id = 1; id <= membership.organisationCount(); ++id) {
                if (rewards.claimOf(id, epoch) != 0) rewards.pay(id, epoch);
            }
        }
        for (uint32 id = 1; id <= membership.organisationCount(); ++id) {
            if (rewards.freeBondOf(id) != 0) rewards.withdrawBond(id);
        }
        vm.stopPrank();
        if (pool.reserved() != 0) return "something stays reserved";
        if (_unopenedForEver()) return "an unopened submission stays open to valuation";
        return "";
    }

    /// One call of a stranger.
    function _step(bytes32 id) private {
        if (valuation.phaseOf(id) == IValuation.Phase.Scheduled) {
            _waitFor(_seedBlock(id) + 1);
            vm.prank(outsider);
            valuation.draw(id);
            _noteDrawn(id);
        } else {
            _passPhase(id);
            settleOne(id);
        }
    }

    function _isFinal(bytes32 id) private view returns (bool) {
        return uint256(rewards.stageOf(id)) >= uint256(IRewards.Stage.Rewarded)
            || rewards.stageOf(id) == IRewards.Stage.Unvalued;
    }

    /// A week after its release what was not opened is unvalued, without any call.
    function _unopenedForEver() private returns (bool) {
        vm.warp(vm.getBlockTimestamp() + 7 days);
        for (uint256 i = 0; i < known.length; ++i) {
            if (rewards.stageOf(known[i]) == IRewards.Stage.Openable) return true;
            if (rewards.stageOf(known[i]) == IRewards.Stage.Open) return true;
        }
        return false;
    }

    // ------------------------------------------------------------------ properties that look at everything

    /// Empty = no final stage has changed.
    function changedFinal() external view returns (string memory) {
        for (uint256 i = 0; i < known.length; ++i) {
            Life storage life = lives[known[i]];
            if (life.ended && uint256(rewards.stageOf(known[i])) != life.finalStage) return "a final stage changed";
            if (!life.opened && uint256(rewards.stageOf(known[i])) == uint256(IRewards.Stage.Rewarded)) {
                return "paid without an opening";
            }
        }
        return "";
    }

    /// The multipliers of a sector as the contract and as the actors' count have them.
    function multipliers(uint8 sector) external view returns (uint256 running, uint256 before, uint256 expected) {
        uint32 epoch = membership.epoch();
        running = pricing.multiplierBps(sector, epoch);
        before = pricing.multiplierBps(sector, epoch - 1);
        expected = _multiplier(sector, epoch);
    }
}
