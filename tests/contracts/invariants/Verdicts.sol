// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPricing} from "contracts/interfaces/IPricing.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {PanelActors} from "./PanelActors.sol";

/// @title Verdicts
/// @notice What a round must come to, by the document's rules and the actors' own record of who revealed what. Written
///         by counting, where the contract sorts.
abstract contract Verdicts is PanelActors {
    struct Expected {
        IValuation.Result result;
        bool isFinal;
        uint8 sector;
        uint16 severityBps;
        uint16 scopeBps;
        uint32[] revealed;
        IValuation.Ballot[] ballots;
    }

    mapping(uint8 sector => mapping(uint32 epoch => uint32)) internal accepted;
    mapping(uint8 sector => mapping(uint32 epoch => uint32)) private _targets;
    /// What the governor said in an epoch holds from the next one.
    mapping(uint32 epoch => IPricing.Parameters) private _saidPrices;

    function _expected(bytes32 id) internal view returns (Expected memory expected) {
        Life storage life = lives[id];
        (uint32[] memory panel, uint8 filled) = valuation.panelOf(id);
        uint256 places = _bits(filled);
        _collect(id, panel, expected);
        if (life.revoked) expected.result = IValuation.Result.Revoked;
        else if (panel.length == 0) expected.result = IValuation.Result.NoPanel;
        else if (places <= panel.length / 2) expected.result = IValuation.Result.NoQuorum;
        else if (!life.keyed) expected.result = IValuation.Result.KeyMissed;
        else if (expected.revealed.length <= panel.length / 2) expected.result = IValuation.Result.NoQuorum;
        else expected.result = _majority(expected.ballots);
        expected.isFinal = expected.result != IValuation.Result.NoQuorum || life.round == 3;
        if (expected.result != IValuation.Result.Valid) return expected;
        (expected.severityBps, expected.scopeBps) = (_middle(expected.ballots, true), _middle(expected.ballots, false));
        expected.sector = _sectorOf(expected.ballots, life.openEpoch);
    }

    /// New prices and classes, and the epoch from which they hold begins: what is open is to keep its own.
    function _changePrices() internal {
        IPricing.Parameters memory parameters = _pricingParameters();
        parameters.base = uint128(1 + _random(3_000 * UNIT));
        parameters.coreWeightBps = uint32(10_000 + _random(5_000));
        vm.prank(governor);
        pricing.configure(parameters);
        _notePrices(parameters);
        for (uint8 sector = 1; sector < 6; ++sector) {
            _classify(governor, sector, uint8(1 + _random(3)));
        }
        _enterEpoch(membership.epoch() + 1);
    }

    function _notePrices(IPricing.Parameters memory parameters) internal {
        _saidPrices[membership.epoch()] = parameters;
    }

    /// Nothing said: what held before.
    function _pricesOf(uint32 epoch) internal view returns (IPricing.Parameters memory) {
        for (; epoch > 0; --epoch) {
            if (_saidPrices[epoch - 1].base != 0) return _saidPrices[epoch - 1];
        }
        return _pricingParameters();
    }

    /// reward = min(cap, base x weight x severity x scope x multiplier / 10^16), each of the epoch of the opening.
    function _price(Expected memory expected, uint32 openEpoch) internal view returns (uint256) {
        IPricing.Parameters memory p = _pricesOf(openEpoch);
        uint8 class = _classOf(expected.sector, openEpoch);
        uint256 weight = class == 3 ? p.criticalWeightBps : class == 2 ? p.coreWeightBps : p.regularWeightBps;
        uint256 product = uint256(p.base) * weight * expected.severityBps * expected.scopeBps;
        uint256 reward = product * _multiplier(expected.sector, openEpoch) / 10_000 / 10_000 / 10_000 / 10_000;
        return reward < p.cap ? reward : p.cap;
    }

    /// From epoch 1 on, step by step in signed arithmetic, by the actors' count of what was accepted.
    function _multiplier(uint8 sector, uint32 epoch) internal view returns (uint256) {
        int256 m = 10_000;
        for (uint32 e = 1; e < epoch; ++e) {
            int256 count = int256(uint256(accepted[sector][e]));
            int256 target = count == 0 ? int256(1) : int256(uint256(_targets[sector][e]));
            if (count > 2 * target) count = 2 * target;
            m += m * (target - count) / (8 * target);
            if (m < 5_000) m = 5_000;
            if (m > 20_000) m = 20_000;
        }
        return uint256(m);
    }

    function _noteAccepted(uint8 sector) internal {
        uint32 epoch = membership.epoch();
        if (accepted[sector][epoch] == 0) _targets[sector][epoch] = pricing.targetOf(sector);
        ++accepted[sector][epoch];
    }

    function _bits(uint8 mask) internal pure returns (uint256 bits) {
        for (uint256 i = 0; i < 8; ++i) {
            bits += mask >> i & 1;
        }
    }

    function _collect(bytes32 id, uint32[] memory panel, Expected memory expected) private view {
        uint8 round = lives[id].round;
        uint256 count = 0;
        for (uint256 i = 0; i < panel.length; ++i) {
            if (revealed[id][round][panel[i]]) ++count;
        }
        expected.revealed = new uint32[](count);
        expected.ballots = new IValuation.Ballot[](count);
        for (uint256 i = panel.length; i > 0; --i) {
            if (!revealed[id][round][panel[i - 1]]) continue;
            expected.revealed[--count] = panel[i - 1];
            expected.ballots[count] = _ballotOf(id, round, panel[i - 1]);
        }
    }

    function _majority(IValuation.Ballot[] memory ballots) private pure returns (IValuation.Result) {
        uint256[5] memory counts;
        for (uint256 i = 0; i < ballots.length; ++i) {
            if (++counts[uint256(ballots[i].verdict)] * 2 > ballots.length) {
                return IValuation.Result(uint8(ballots[i].verdict));
            }
        }
        return IValuation.Result.NoQuorum;
    }

    /// The least of the valid values that at least half of them do not exceed.
    function _middle(IValuation.Ballot[] memory ballots, bool severity) private pure returns (uint16 middle) {
        middle = type(uint16).max;
        for (uint256 i = 0; i < ballots.length; ++i) {
            if (ballots[i].verdict != IValuation.Verdict.Valid) continue;
            uint16 value = severity ? ballots[i].severityBps : ballots[i].scopeBps;
            (uint256 all, uint256 notAbove) = (0, 0);
            for (uint256 k = 0; k < ballots.length; ++k) {
                if (ballots[k].verdict != IValuation.Verdict.Valid) continue;
                ++all;
                if ((severity ? ballots[k].severityBps : ballots[k].scopeBps) <= value) ++notAbove;
            }
            if (notAbove * 2 >= all && value < middle) middle = value;
        }
    }

    function _sectorOf(IValuation.Ballot[] memory ballots, uint32 openEpoch) private view returns (uint8) {
        uint256[49] memory votes;
        uint256 all = 0;
        for (uint256 i = 0; i < ballots.length; ++i) {
            if (ballots[i].verdict != IValuation.Verdict.Valid) continue;
            ++votes[ballots[i].sector];
            ++all;
        }
        for (uint8 sector = 0; sector < 49; ++sector) {
            if (votes[sector] * 2 > all) return sector;
        }
        for (uint8 class = 1; class <= 3; ++class) {
            for (uint8 sector = 0; sector < 49; ++sector) {
                if (votes[sector] != 0 && _classOf(sector, openEpoch) == class) return sector;
            }
        }
        return 0;
    }
}
