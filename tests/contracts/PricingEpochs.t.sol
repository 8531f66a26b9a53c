// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPricing} from "contracts/interfaces/IPricing.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {System} from "./System.sol";

/// @notice Prices hold from the epoch after they are set, and a submission keeps those of its opening.
contract PricingEpochsTest is System {
    /// New numbers hold from the next epoch, and for what is opened from then on: the running epoch keeps its own for
    /// ever. What is announced can be seen before.
    function test_configure_holdsFromTheNextEpoch() public {
        (IPricing.Parameters memory former, IPricing.Parameters memory parameters) = _sevenUnits();
        vm.expectEmit(address(pricing));
        emit IPricing.PricingConfigured(parameters, 2);
        _configure(parameters);
        _assertSame(pricing.parameters(), former, "still those of before");
        _assertAnnounced(parameters, 2);
        _assertSame(pricing.parametersAt(2), parameters, "of the next epoch");
        assertEq(pricing.targetOf(1), 4, "target");
        _enterEpoch(2);
        _assertSame(pricing.parameters(), parameters, "new ones");
        _assertSame(pricing.parametersAt(1), former, "of the epoch before");
        assertEq(pricing.targetOf(1), 9, "new target");
        assertEq(pricing.price(0, 10_000, 10_000, 1), 1_000 * UNIT, "price of epoch 1");
        assertEq(pricing.price(0, 10_000, 10_000, 2), 7, "price of epoch 2");
    }

    /// Set twice in an epoch, the last numbers count; set back, nothing has happened.
    function test_configure_overwritesWhatIsAnnounced() public {
        (IPricing.Parameters memory former, IPricing.Parameters memory parameters) = _sevenUnits();
        _configure(parameters);
        _configure(former);
        _assertAnnounced(former, 2);
        _enterEpoch(2);
        _assertSame(pricing.parameters(), former, "as before");
    }

    /// Before the start numbers hold at once, however often they are set.
    function test_configure_holdsAtOnceBeforeTheStart() public {
        (IPricing.Parameters memory former, IPricing.Parameters memory parameters) = _sevenUnits();
        vm.mockCall(address(membership), abi.encodeCall(membership.nextEpoch, ()), abi.encode(0));
        _configure(former);
        _configure(parameters);
        vm.clearMockedCalls();
        _assertSame(pricing.parameters(), parameters, "at once");
        _assertAnnounced(parameters, 0);
    }

    /// Whatever is set when, an epoch's numbers are the last ones set before it began, and stay.
    function testFuzz_configure_epochsKeepTheirNumbers(uint8[24] memory acts) public {
        IPricing.Parameters memory parameters = _pricingParameters();
        uint256[64] memory bases;
        bases[1] = parameters.base;
        uint32 running = 1;
        for (uint256 i = 0; i < acts.length; ++i) {
            if (acts[i] % 3 != 0) {
                parameters.base = uint128(1 + acts[i]);
                _configure(parameters);
            }
            bases[running + 1] = parameters.base;
            assertEq(pricing.parametersAt(running + 1).base, parameters.base, "announced");
            for (uint256 passed = acts[i] / 4 % 3; passed > 0; --passed) {
                _enterEpoch(++running);
                bases[running + 1] = bases[running];
            }
        }
        for (uint32 epoch = 1; epoch <= running; ++epoch) {
            assertEq(pricing.parametersAt(epoch).base, bases[epoch], "of its epoch");
            uint256 price = bases[epoch] * pricing.multiplierBps(1, epoch) / 10_000;
            price = price > parameters.cap ? parameters.cap : price;
            assertEq(pricing.price(1, 10_000, 10_000, epoch), price, "price");
        }
    }

    function _sevenUnits() private view returns (IPricing.Parameters memory former, IPricing.Parameters memory later) {
        (former, later) = (_pricingParameters(), _pricingParameters());
        (later.base, later.target) = (7, 9);
    }

    function _assertSame(IPricing.Parameters memory found, IPricing.Parameters memory wanted, string memory what)
        private
        pure
    {
        assertEq(keccak256(abi.encode(found)), keccak256(abi.encode(wanted)), what);
    }

    function _assertAnnounced(IPricing.Parameters memory wanted, uint32 fromEpoch) private view {
        (IPricing.Parameters memory found, uint32 from) = pricing.announced();
        _assertSame(found, wanted, "announced");
        assertEq(from, fromEpoch, "from");
    }

    /// A class that changes weighs from the next epoch on: the running one keeps its weight, also afterwards.
    function test_weightBps_ofAnEpochStays() public {
        vm.prank(governor);
        membership.classifySector(1, 3);
        assertEq(pricing.weightBps(1, 1), 10_000, "running");
        assertEq(pricing.weightBps(1, 2), 15_000, "announced");
        _enterEpoch(2);
        assertEq(pricing.weightBps(1, 1), 10_000, "past");
        assertEq(pricing.price(1, 5_000, 5_000, 1), 250 * UNIT, "price of epoch 1");
        assertEq(pricing.price(1, 5_000, 5_000, 2), 421_875_000, "1,000 x 1.5 x 0.5 x 0.5 x 1.125");
    }

    function _configure(IPricing.Parameters memory parameters) private {
        vm.prank(governor);
        pricing.configure(parameters);
    }
}

/// @notice The same, seen from what is open.
contract PricingOfTheOpeningTest is System {
    /// Base, cap, weights and the sector's class too are those of the epoch of `open`, whatever is announced while the
    /// valuation is open.
    function test_settle_atThePriceOfItsOpening() public {
        bytes32 id = _keyed(ALICE);
        _vote(id, _same(_valid(1, 10_000, 10_000)));
        IPricing.Parameters memory later = _pricingParameters();
        (later.base, later.cap, later.regularWeightBps) = (1, 1, 1);
        vm.startPrank(governor);
        pricing.configure(later);
        membership.classifySector(1, 3);
        vm.stopPrank();
        uint256 snapshot = vm.snapshotState();
        rewards.settle(id);
        assertEq(rewards.claimOf(ALICE, 1), 1_000 * UNIT, "in the epoch of the change");
        vm.revertToState(snapshot);
        _enterEpoch(2);
        rewards.settle(id);
        assertEq(rewards.claimOf(ALICE, 2), 1_000 * UNIT, "when it holds");
    }

    /// Where no sector has a majority, the lowest class of the epoch of `open` decides, in a later round too.
    function test_settle_lowestClassOfItsOpening() public {
        bytes32 id = _keyed(ALICE);
        mine(21);
        vm.startPrank(governor);
        membership.classifySector(2, 1); // critical before
        membership.classifySector(3, 3); // regular before
        vm.stopPrank();
        _enterEpoch(2);
        rewards.settle(id);
        _draw(id);
        _releaseKey(id, ALICE);
        IValuation.Ballot[] memory ballots = _same(_plain(IValuation.Verdict.Invalid));
        for (uint256 i = 0; i < 4; ++i) {
            ballots[i] = _valid(uint8(2 + i % 2), 10_000, 10_000);
        }
        _vote(id, ballots);
        rewards.settle(id);
        assertEq(rewards.claimOf(ALICE, 2), 1_000 * UNIT, "regular");
    }
}
