// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IPricing} from "contracts/interfaces/IPricing.sol";
import {Pricing} from "contracts/rewards/Pricing.sol";
import {System} from "./System.sol";

abstract contract PricingFixture is System {
    function _note(uint8 sector, uint256 times) internal {
        for (uint256 i = 0; i < times; ++i) {
            vm.prank(address(rewards));
            pricing.noteAccepted(sector);
        }
    }

    function _isSector(uint8 sector) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPricing.PricingInvalidSector.selector, sector);
    }

    function _isUnauthorized(address caller) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
    }

    function _configure(IPricing.Parameters memory parameters) internal {
        vm.prank(governor);
        pricing.configure(parameters);
    }
}

contract PricingConfigureTest is PricingFixture {
    /// Only the governor sets the numbers.
    function test_configure_reverts_AccessManagedUnauthorized() public {
        _refuses(_isUnauthorized(outsider));
        vm.prank(outsider);
        pricing.configure(_pricingParameters());
    }

    /// The bounds of the multiplier stay what they were deployed with.
    function test_configure_reverts_PricingBoundsFixed() public {
        IPricing.Parameters memory parameters = _pricingParameters();
        parameters.floorBps += 1;
        _refuses(abi.encodeWithSelector(IPricing.PricingBoundsFixed.selector, 5_000, 20_000));
        _configure(parameters);
        parameters.floorBps -= 1;
        parameters.ceilingBps += 1;
        _refuses(abi.encodeWithSelector(IPricing.PricingBoundsFixed.selector, 5_000, 20_000));
        _configure(parameters);
    }

    /// Every number has its range.
    function test_configure_reverts_PricingInvalidParameters() public {
        for (uint256 i = 0; i < 10; ++i) {
            IPricing.Parameters memory parameters = _pricingParameters();
            if (i == 0) parameters.base = 0;
            if (i == 1) parameters.base = uint128(1) << 96;
            if (i == 2) parameters.cap = 0;
            if (i == 3) parameters.cap = uint128(1) << 96;
            if (i == 4) parameters.regularWeightBps = 0;
            if (i == 5) parameters.regularWeightBps = parameters.coreWeightBps + 1;
            if (i == 6) parameters.coreWeightBps = parameters.criticalWeightBps + 1;
            if (i == 7) parameters.criticalWeightBps = 100_001;
            if (i == 8) parameters.target = 0;
            if (i == 9) parameters.target = 1_000_001;
            _refuses(IPricing.PricingInvalidParameters.selector);
            _configure(parameters);
        }
    }

    /// The bounds are checked at deployment: a floor of 1000, a ceiling of at most sixteen floors.
    function test_constructor_reverts_PricingInvalidParameters() public {
        uint32[2][4] memory bounds =
            [[uint32(999), 2_000], [uint32(0), 0], [uint32(5_000), 4_999], [uint32(5_000), 80_001]];
        for (uint256 i = 0; i < bounds.length; ++i) {
            IPricing.Parameters memory parameters = _pricingParameters();
            (parameters.floorBps, parameters.ceilingBps) = (bounds[i][0], bounds[i][1]);
            _refuses(IPricing.PricingInvalidParameters.selector);
            new Pricing(address(manager), membership, address(rewards), parameters);
        }
    }
}

contract PricingSetTargetTest is PricingFixture {
    /// A stranger sets no target.
    function test_setTarget_reverts_AccessManagedUnauthorized() public {
        _refuses(_isUnauthorized(outsider));
        vm.prank(outsider);
        pricing.setTarget(1, 1);
    }

    /// There are 48 sectors and "not declared".
    function test_setTarget_reverts_PricingInvalidSector() public {
        _refuses(_isSector(49));
        vm.prank(treasurer);
        pricing.setTarget(49, 1);
    }

    /// A target is at most a million.
    function test_setTarget_reverts_PricingInvalidTarget() public {
        _refuses(abi.encodeWithSelector(IPricing.PricingInvalidTarget.selector, 1_000_001));
        vm.prank(treasurer);
        pricing.setTarget(1, 1_000_001);
    }

    /// A sector's own target holds until it is set to 0.
    function test_setTarget_holds() public {
        assertEq(pricing.targetOf(1), 4, "the network's");
        vm.prank(treasurer);
        pricing.setTarget(1, 9);
        assertEq(pricing.targetOf(1), 9, "its own");
        vm.prank(treasurer);
        pricing.setTarget(1, 0);
        assertEq(pricing.targetOf(1), 4, "the network's again");
    }

    /// An epoch's step goes by the target at its first acceptance; a later change rewrites nothing.
    function test_setTarget_rewritesNothing() public {
        _note(1, 1);
        vm.prank(treasurer);
        pricing.setTarget(1, 1);
        _note(1, 3);
        _enterEpoch(2);
        assertEq(pricing.multiplierBps(1, 2), 10_000, "4 of 4");
        _note(1, 2);
        _enterEpoch(3);
        assertEq(pricing.multiplierBps(1, 3), 8_750, "2 of 1");
        vm.prank(treasurer);
        pricing.setTarget(1, 1_000);
        assertEq(pricing.multiplierBps(1, 3), 8_750, "unchanged");
        assertEq(pricing.multiplierBps(1, 1), 10_000, "epoch 1");
    }
}

contract PricingNoteAcceptedTest is PricingFixture {
    /// Only Rewards counts, not even the governor.
    function test_noteAccepted_reverts_PricingNotRewards() public {
        _refuses(abi.encodeWithSelector(IPricing.PricingNotRewards.selector, governor));
        vm.prank(governor);
        pricing.noteAccepted(1);
    }

    /// Nothing is accepted in a sector that there is not.
    function test_noteAccepted_reverts_PricingInvalidSector() public {
        _refuses(_isSector(49));
        vm.prank(address(rewards));
        pricing.noteAccepted(49);
    }

    /// An acceptance moves nothing in its own epoch, and nothing in other sectors.
    function test_noteAccepted_movesLaterEpochsOfItsSector() public {
        _note(1, 6);
        assertEq(pricing.multiplierBps(1, 1), 10_000, "the same epoch");
        _enterEpoch(2);
        assertEq(pricing.multiplierBps(1, 2), 9_375, "6 of 4");
        assertEq(pricing.multiplierBps(2, 2), 11_250, "none of 4");
    }
}

contract PricingViewsTest is PricingFixture {
    /// A sector that there is not has no target.
    function test_targetOf_reverts_PricingInvalidSector(uint8 sector) public {
        sector = uint8(bound(sector, 49, 255));
        _refuses(_isSector(sector));
        pricing.targetOf(sector);
    }

    /// It has no weight.
    function test_weightBps_reverts_PricingInvalidSector(uint8 sector) public {
        sector = uint8(bound(sector, 49, 255));
        _refuses(_isSector(sector));
        pricing.weightBps(sector, 1);
    }

    /// It has no multiplier.
    function test_multiplierBps_reverts_PricingInvalidSector() public {
        _refuses(_isSector(49));
        pricing.multiplierBps(49, 1);
    }

    /// The multiplier of an epoch to come is not known.
    function test_multiplierBps_reverts_PricingFutureEpoch() public {
        _refuses(abi.encodeWithSelector(IPricing.PricingFutureEpoch.selector, 2, 1));
        pricing.multiplierBps(1, 2);
    }

    /// A sector that there is not has no price.
    function test_price_reverts_PricingInvalidSector() public {
        _refuses(_isSector(49));
        pricing.price(49, 1, 1, 1);
    }

    /// The price of an epoch to come is not known.
    function test_price_reverts_PricingFutureEpoch() public {
        _refuses(abi.encodeWithSelector(IPricing.PricingFutureEpoch.selector, 2, 1));
        pricing.price(1, 1, 1, 2);
    }

    /// Weights go by the class that Membership holds; "not declared" is regular.
    function test_weightBps_followsTheClass() public view {
        assertEq(pricing.weightBps(0, 1), 10_000, "not declared");
        assertEq(pricing.weightBps(1, 1), 10_000, "never classified");
        assertEq(pricing.weightBps(3, 1), 10_000, "regular");
        assertEq(pricing.weightBps(4, 1), 12_500, "core");
        assertEq(pricing.weightBps(2, 1), 15_000, "critical");
    }

    /// The worked example of the protocol: 1,000 x 1.25 x 0.5 x 0.5 x 1.125.
    function test_price_workedExample() public {
        _enterEpoch(2);
        assertEq(pricing.price(4, 5_000, 5_000, 2), 351_562_500, "price");
        assertEq(pricing.price(2, 10_000, 10_000, 2), 1_500_000_000, "cap");
    }
}

/// @notice The formula once more: fractions in lowest terms, multiplied by schoolbook steps on limbs of 64 bits, all
///         constants as the document's literals.
contract PricingExactTest is PricingFixture {
    /// The price equals the exact one, for every parameter, sector and ballot.
    function testFuzz_price_equalsAnIndependentExactComputation(
        uint96 base,
        uint96 cap,
        uint8 sector,
        uint16 severity,
        uint16 scope,
        uint8 epochs
    ) public {
        IPricing.Parameters memory parameters = _pricingParameters();
        parameters.base = uint128(bound(base, 1, type(uint96).max));
        parameters.cap = uint128(bound(cap, 1, type(uint96).max));
        _configure(parameters);
        sector = uint8(bound(sector, 0, 48));
        (severity, scope) = (uint16(bound(severity, 1, 10_000)), uint16(bound(scope, 1, 10_000)));
        uint32 epoch = uint32(bound(epochs, 2, 12));
        _enterEpoch(epoch);

        uint256 class = sector < 2 ? 1 : sector % 3 + 1;
        uint256[5] memory factors =
            [parameters.base, class == 1 ? 10_000 : class == 2 ? 12_500 : 15_000, severity, scope, _climbed(epoch)];
        uint256 exact = _productOverTenToTheSixteenth(factors);
        uint256 expected = exact > parameters.cap ? parameters.cap : exact;
        assertEq(pricing.price(sector, severity, scope, epoch), expected, "price");
    }

    /// Untouched: an eighth up an epoch, rounded down, to twice the start.
    function _climbed(uint32 epoch) private pure returns (uint256 bps) {
        uint16[7] memory first = [10_000, 11_250, 12_656, 14_238, 16_017, 18_019, 20_000];
        return first[epoch > 7 ? 6 : epoch - 1];
    }

    /// Limbs of 64 bits, then sixteen exact divisions by ten of the whole number, remainders dropped at the end only.
    function _productOverTenToTheSixteenth(uint256[5] memory factors) private pure returns (uint256 quotient) {
        uint64[8] memory limbs;
        limbs[0] = 1;
        for (uint256 f = 0; f < 5; ++f) {
            uint64[8] memory next;
            for (uint256 half = 0; half < 2; ++half) {
                uint256 digit = uint64(factors[f] >> (64 * half));
                uint256 carry = 0;
                for (uint256 i = 0; i + half < 8; ++i) {
                    uint256 sum = digit * limbs[i] + next[i + half] + carry;
                    (next[i + half], carry) = (uint64(sum), sum >> 64);
                }
            }
            limbs = next;
        }
        for (uint256 tens = 0; tens < 16; ++tens) {
            uint256 remainder = 0;
            for (uint256 i = 8; i > 0; --i) {
                uint256 part = remainder << 64 | limbs[i - 1];
                (limbs[i - 1], remainder) = (uint64(part / 10), part % 10);
            }
        }
        for (uint256 i = 4; i > 0; --i) {
            quotient = quotient << 64 | limbs[i - 1];
        }
    }
}

contract PricingControllerTest is PricingFixture {
    /// Whatever is accepted, the multiplier stays in bounds, moves by an eighth at most, follows the document's formula
    /// in signed arithmetic, and what it was stays what it was.
    function testFuzz_multiplier_staysInBoundsAndMovesAnEighthAtMost(uint8[12] memory accepted, uint8 target) public {
        target = uint8(bound(target, 1, 20));
        vm.prank(treasurer);
        pricing.setTarget(7, target);
        int256 expected = 10_000;
        uint256[13] memory seen;
        for (uint32 epoch = 1; epoch <= 12; ++epoch) {
            uint256 count = accepted[epoch - 1] % 4 == 0 ? 0 : accepted[epoch - 1] % 45;
            seen[epoch] = pricing.multiplierBps(7, epoch);
            assertEq(seen[epoch], uint256(expected), "formula");
            _note(7, count);
            int256 capped = int256(count > 2 * uint256(target) ? 2 * uint256(target) : count);
            int256 step = expected * (int256(uint256(target)) - capped) / (8 * int256(uint256(target)));
            int256 next = expected + step;
            expected = next < 5_000 ? int256(5_000) : next > 20_000 ? int256(20_000) : next;
            _enterEpoch(epoch + 1);
            uint256 moved = pricing.multiplierBps(7, epoch + 1);
            assertGe(moved, 5_000, "floor");
            assertLe(moved, 20_000, "ceiling");
            uint256 difference = moved > seen[epoch] ? moved - seen[epoch] : seen[epoch] - moved;
            assertLe(difference * 8, seen[epoch], "an eighth");
        }
        for (uint32 epoch = 1; epoch <= 12; ++epoch) {
            assertEq(pricing.multiplierBps(7, epoch), seen[epoch], "history");
        }
    }

    /// However long a sector lies idle, the price is there at little cost.
    function test_multiplier_loopStopsAtTheCeiling() public {
        _note(7, 1);
        _enterEpoch(5_000);
        uint256 before = gasleft();
        assertEq(pricing.multiplierBps(7, 5_000), 20_000, "ceiling");
        assertLe(before - gasleft(), 60_000, "gas");
    }
}
