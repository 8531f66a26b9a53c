// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IPool} from "contracts/interfaces/IPool.sol";
import {IPricing} from "contracts/interfaces/IPricing.sol";
import {IRewards} from "contracts/interfaces/IRewards.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {Rewards} from "contracts/rewards/Rewards.sol";
import {System} from "./System.sol";

/// @title BookingRewards
/// @notice Rewards, and a way to book a claim without a valuation.
contract BookingRewards is Rewards {
    constructor(
        address manager,
        IMembership membership_,
        IIndicators indicators_,
        IValuation valuation_,
        IPricing pricing_,
        IPool pool_,
        Parameters memory parameters_
    ) Rewards(manager, membership_, indicators_, valuation_, pricing_, pool_, parameters_) {}

    function book(uint32 organisation, uint32 epoch_, uint256 amount) external {
        _book(organisation, epoch_, 0, amount, false);
    }
}

/// @title MoneyFixture
/// @notice Puts the inputs of `scripts/money_vectors.py` to the deployed contracts and compares with what Python made
///         of them. What an input sets besides (parameters, a checkpoint, members, free tokens) is written by the
///         governor or, where nobody may, straight into storage.
abstract contract MoneyFixture is System {
    string private constant FOLDER = ".build/vectors/";
    uint256 private constant WORD = 32;

    error Differs(uint256 word, uint256 python, uint256 solidity);

    /// Words of a file and how far they are read.
    struct Tape {
        bytes words;
        uint256 at;
    }

    function _tape(string memory name) internal view returns (Tape memory tape) {
        tape.words = vm.readFileBinary(string.concat(FOLDER, name, ".bin"));
    }

    /// The first `count` words of a file.
    function _head(string memory name, uint256 count) internal view returns (Tape memory tape) {
        bytes memory all = _tape(name).words;
        tape.words = new bytes(count * WORD);
        for (uint256 i = WORD; i <= count * WORD; i += WORD) {
            assembly ("memory-safe") {
                mstore(add(mload(tape), i), mload(add(all, i)))
            }
        }
    }

    /// Adds to one of them.
    function _bend(Tape memory tape, uint256 word, uint256 added) internal pure {
        bytes memory words = tape.words;
        assembly ("memory-safe") {
            let at := add(add(words, 32), mul(word, 32))
            mstore(at, add(mload(at), added))
        }
    }

    function _next(Tape memory tape) internal pure returns (uint256 word) {
        (bytes memory words, uint256 at) = (tape.words, tape.at++);
        require(at * WORD < words.length, "beyond the end");
        assembly ("memory-safe") {
            word := mload(add(add(words, 32), mul(at, 32)))
        }
    }

    function _more(Tape memory tape) internal pure returns (bool) {
        return tape.at * WORD < tape.words.length;
    }

    /// Bits `from` .. `from + size` of a word, counted from the most significant.
    function _cut(uint256 word, uint256 from, uint256 size) internal pure returns (uint256) {
        return word << from >> (256 - size);
    }

    function _same(Tape memory tape, uint256 python, uint256 solidity) internal pure {
        if (python != solidity) revert Differs(tape.at - 1, python, solidity);
    }
}

abstract contract MoneyPricingFixture is MoneyFixture {
    uint256 private constant VERSIONS_SLOT = 1;
    uint256 private constant HISTORY_SLOT = 4;

    /// A history of one checkpoint.
    function _checkpoint(uint8 sector, uint256 epoch, uint256 multiplier, uint256 accepted, uint256 target) internal {
        bytes32 length = keccak256(abi.encode(sector, HISTORY_SLOT));
        vm.store(address(pricing), length, bytes32(uint256(1)));
        uint256 value = multiplier | accepted << 32 | target << 64;
        vm.store(address(pricing), keccak256(abi.encode(length)), bytes32(epoch | value << 32));
    }

    function _bounds(uint256 floorBps, uint256 ceilingBps) internal {
        // of the first version, whose second word is weights, bounds, target
        bytes32 slot = bytes32(uint256(keccak256(abi.encode(0, VERSIONS_SLOT))) + 1);
        uint256 held = uint256(vm.load(address(pricing), slot));
        held = held & ~(uint256(type(uint64).max) << 96) | floorBps << 96 | ceilingBps << 128;
        vm.store(address(pricing), slot, bytes32(held));
    }

    /// From the next epoch on, and that begins.
    function _configure(Tape memory tape) internal returns (uint256 rows) {
        IPricing.Parameters memory numbers = _pricingParameters();
        uint256 word = _next(tape);
        (numbers.base, numbers.cap) = (uint128(_cut(word, 0, 128)), uint128(_cut(word, 128, 128)));
        word = _next(tape);
        numbers.regularWeightBps = uint32(_cut(word, 0, 32));
        numbers.coreWeightBps = uint32(_cut(word, 32, 32));
        numbers.criticalWeightBps = uint32(_cut(word, 64, 32));
        vm.prank(governor);
        pricing.configure(numbers);
        _enterEpoch(membership.epoch() + 1);
        return _cut(word, 96, 32);
    }

    /// Not declared for class 1, a core sector for 2, a critical one for 3.
    function _sectorOf(uint256 class) internal pure returns (uint8) {
        return class == 1 ? 0 : uint8(class + 2);
    }

    function comparePrices(Tape memory tape) public returns (uint256 compared) {
        while (_more(tape)) {
            uint256 rows = _configure(tape);
            uint32 epoch = membership.epoch();
            for (; rows != 0 && _more(tape); --rows) {
                uint256 row = _next(tape);
                uint8 sector = _sectorOf(_cut(row, 0, 8));
                _checkpoint(sector, epoch, _cut(row, 40, 32), 1, 1);
                uint256 price = pricing.price(sector, uint16(_cut(row, 8, 16)), uint16(_cut(row, 24, 16)), epoch);
                _same(tape, _cut(row, 72, 96), price);
                ++compared;
            }
        }
    }

    function compareSteps(Tape memory tape) public returns (uint256 compared) {
        _enterEpoch(100);
        while (_more(tape)) {
            uint256 row = _next(tape);
            uint8 sector = uint8(compared % 49);
            _bounds(_cut(row, 0, 32), _cut(row, 32, 32));
            uint256 at = 100 - _cut(row, 160, 8);
            _checkpoint(sector, at, _cut(row, 64, 32), _cut(row, 96, 32), _cut(row, 128, 32));
            _same(tape, _cut(row, 168, 32), pricing.multiplierBps(sector, 100));
            ++compared;
        }
    }

    function compareHistories(Tape memory tape) public returns (uint256 compared) {
        while (_more(tape)) {
            uint256 act = _next(tape);
            (uint256 what, uint8 sector, uint32 value) =
                (_cut(act, 0, 8), uint8(_cut(act, 8, 8)), uint32(_cut(act, 16, 32)));
            if (what == 1) {
                vm.prank(address(rewards));
                pricing.noteAccepted(sector);
            } else if (what == 2) {
                vm.prank(treasurer);
                pricing.setTarget(sector, value);
            } else if (what == 3) {
                _enterEpoch(membership.epoch() + value);
            } else if (what == 5) {
                vm.prank(governor);
                membership.classifySector(sector, uint8(value));
            } else if (what == 6) {
                _announce(value, uint32(_cut(act, 48, 32)));
            } else if (what == 7) {
                _same(tape, value, pricing.price(sector, 10_000, 10_000, uint32(_cut(act, 48, 32))));
                ++compared;
            } else {
                _same(tape, value, pricing.multiplierBps(sector, uint32(_cut(act, 48, 32))));
                ++compared;
            }
        }
    }

    function _announce(uint256 base, uint32 target) private {
        IPricing.Parameters memory numbers = _pricingParameters();
        (numbers.base, numbers.cap, numbers.target) = (uint128(base), type(uint32).max, target);
        vm.prank(governor);
        pricing.configure(numbers);
    }
}

contract MoneyPricingTest is MoneyPricingFixture {
    /// Every price that Python computes is the contract's, to the last unit.
    function test_prices_arePythons() public {
        assertGe(comparePrices(_tape("prices")), 100_000, "inputs");
    }

    /// Every step of the multiplier that Python computes is the contract's.
    function test_steps_arePythons() public {
        assertGe(compareSteps(_tape("steps")), 100_000, "inputs");
    }

    /// A history of acceptances, targets, prices and classes gives the same multipliers and prices in every epoch.
    function test_histories_arePythons() public {
        assertGe(compareHistories(_tape("histories")), 10_000, "inputs");
    }

    /// The control: where Python says one unit more, the comparison fails.
    function test_prices_noticeOneUnit() public {
        Tape memory tape = _head("prices", 800);
        this.comparePrices(tape);
        _bend(tape, 700, uint256(1) << 88);
        vm.expectPartialRevert(Differs.selector);
        this.comparePrices(tape);
    }

    function test_steps_noticeOneUnit() public {
        Tape memory tape = _head("steps", 100);
        this.compareSteps(tape);
        _bend(tape, 50, uint256(1) << 56);
        vm.expectPartialRevert(Differs.selector);
        this.compareSteps(tape);
    }

    function test_histories_noticeOneUnit() public {
        Tape memory tape = _head("histories", 14_000);
        uint256 snapshot = vm.snapshotState();
        this.compareHistories(tape);
        vm.revertToState(snapshot);
        _bend(tape, 13_999, uint256(1) << 208);
        vm.expectPartialRevert(Differs.selector);
        this.compareHistories(tape);
    }
}

contract MoneyClosesTest is MoneyFixture {
    uint256 private constant FREE_SLOT = 0; // of Pool
    uint256 private constant COUNTS_SLOT = 8; // of Membership
    uint256 private constant TOKENS = 1 << 140;

    uint32 private _epoch = 1;
    mapping(uint32 organisation => uint256) private _received;

    function setUp() public override {
        super.setUp();
        bytes memory code =
            address(
            new BookingRewards(address(manager), membership, indicators, valuation, pricing, pool, _rewardParameters())
        )
        .code;
        vm.etch(address(rewards), code);
        token.mint(address(pool), TOKENS);
    }

    /// Ratio, dues, set-off, payment and dust of every epoch are Python's, to the last unit.
    function test_closesDuesAndPay_arePythons() public {
        (uint256 epochs, uint256 payments) = compareCloses(_tape("closes"));
        assertGe(3 * epochs, 100_000, "dues");
        assertGe(payments, 100_000, "payments");
    }

    /// The control: where Python says one unit more, the comparison fails. Words 79 .. 86 are an epoch with a claim of
    /// one unit that is paid: what is reserved, the dues, what is owed, free and reserved after it.
    function test_closes_noticeOneUnit() public {
        uint8[6] memory outputs = [80, 81, 82, 83, 85, 86];
        Tape memory tape = _head("closes", 87);
        uint256 snapshot = vm.snapshotState();
        this.compareCloses(tape);
        for (uint256 i = 0; i < outputs.length; ++i) {
            vm.revertToState(snapshot);
            _bend(tape, outputs[i], uint256(1) << 128);
            vm.expectPartialRevert(Differs.selector);
            this.compareCloses(tape);
            _bend(tape, outputs[i], type(uint256).max << 128);
        }
    }

    function compareCloses(Tape memory tape) public returns (uint256 epochs, uint256 payments) {
        while (_more(tape)) {
            for (uint256 rows = _configure(tape); rows != 0 && _more(tape); --rows) {
                payments += _compareEpoch(tape);
                ++epochs;
            }
        }
    }

    function _compareEpoch(Tape memory tape) private returns (uint256 claims) {
        uint32 epoch = _epoch++;
        claims = _prepare(tape, epoch);
        vm.warp(membership.epochStart(epoch + 1) + 1 days);
        rewards.closeEpoch(epoch);
        _same(tape, _cut(_next(tape), 0, 128), pool.reserved());
        for (uint32 tier = 1; tier <= 3; ++tier) {
            // organisation 2 has tier 3, 3 tier 1, 4 tier 2
            (uint256 due,,) = rewards.duesOf(tier == 3 ? 2 : tier + 2);
            _same(tape, _cut(_next(tape), 0, 128), due);
        }
        for (uint256 i = 0; i < claims; ++i) {
            _comparePayment(tape, epoch);
        }
        uint256 totals = _next(tape);
        _same(tape, _cut(totals, 0, 128), pool.free());
        _same(tape, _cut(totals, 128, 128), pool.reserved());
    }

    /// Free tokens, members and claims as the input has them.
    function _prepare(Tape memory tape, uint32 epoch) private returns (uint256 claims) {
        uint256 word = _next(tape);
        vm.store(address(pool), bytes32(FREE_SLOT), bytes32(_cut(word, 0, 128)));
        for (uint256 tier = 1; tier <= 3; ++tier) {
            bytes32 count = keccak256(abi.encode(tier, COUNTS_SLOT));
            vm.store(address(membership), count, bytes32(_cut(word, 96 + 32 * tier, 32)));
        }
        claims = _cut(word, 224, 8);
        for (uint256 i = 0; i < claims; ++i) {
            word = _peek(tape, 4 + 2 * i);
            BookingRewards(address(rewards)).book(uint32(_cut(word, 128, 8)), epoch, _cut(word, 0, 128));
        }
    }

    function _comparePayment(Tape memory tape, uint32 epoch) private {
        uint256 word = _next(tape);
        uint32 organisation = uint32(_cut(word, 128, 8));
        _same(tape, _cut(word, 0, 128), rewards.claimOf(organisation, epoch));
        rewards.pay(organisation, epoch);

        word = _next(tape);
        (uint256 owed, uint256 setOff) = (_cut(word, 0, 128), _cut(word, 128, 128));
        _received[organisation] += owed - setOff;
        _same(tape, _received[organisation], token.balanceOf(_payout(organisation)));
        (,, bool paid) = rewards.duesOf(organisation);
        _same(tape, setOff == 0 ? 0 : 1, paid ? 1 : 0);
    }

    function _configure(Tape memory tape) private returns (uint256 rows) {
        IRewards.Parameters memory numbers = _rewardParameters();
        uint256 word = _next(tape);
        (numbers.duesFloor, numbers.duesCap) = (uint128(_cut(word, 0, 96)), uint128(_cut(word, 96, 96)));
        numbers.regularShareBps = uint16(_cut(word, 192, 16));
        numbers.coreShareBps = uint16(_cut(word, 208, 16));
        numbers.criticalShareBps = uint16(_cut(word, 224, 16));
        vm.prank(governor);
        rewards.configure(numbers);
        return _cut(word, 240, 16);
    }

    function _peek(Tape memory tape, uint256 ahead) private pure returns (uint256 word) {
        uint256 at = tape.at;
        tape.at = at + ahead;
        word = _next(tape);
        tape.at = at;
    }
}
