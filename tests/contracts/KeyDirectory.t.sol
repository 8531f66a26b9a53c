// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyDirectory} from "contracts/interfaces/IKeyDirectory.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {KeyDirectory} from "contracts/membership/KeyDirectory.sol";
import {Network} from "./support/Network.sol";

contract KeyDirectoryConstructorTest is Network {
    /// A rotation takes at least a second and at most 30 days.
    function test_constructor_reverts_KeyDirectoryInvalidDelay() public {
        uint32[2] memory wrong = [uint32(0), uint32(30 days) + 1];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IKeyDirectory.KeyDirectoryInvalidDelay.selector, wrong[i]));
            new KeyDirectory(membership, wrong[i]);
        }
    }

    /// Nothing is known and nothing has narrowed at first.
    function test_constructor_knowsNothing() public view {
        assertEq(keyDirectory.rotationDelaySeconds(), ROTATION_SECONDS);
        assertEq(keyDirectory.narrowedAt(), 0);
        (uint32 number,,, bytes32 digest) = keyDirectory.current(1, IKeyDirectory.Purpose.Sealing);
        assertEq(number, 0);
        assertEq(digest, 0);
    }
}

contract KeyDirectoryAnnounceTest is Network {
    IKeyDirectory.Purpose private constant SEALING = IKeyDirectory.Purpose.Sealing;
    uint32 private _id;
    address private _announcer;

    function setUp() public override {
        super.setUp();
        _publishTerms();
        _start();
        _id = _active("a", ENERGY, 1);
        _announcer = _operator("a");
    }

    function _announceFor(IKeyDirectory.Purpose purpose, uint32 number, bytes memory bundle) private {
        vm.prank(_announcer);
        keyDirectory.announce(purpose, number, bundle);
    }

    /// An owner account and a stranger announce nothing.
    function test_announce_reverts_MembershipNotOperator() public {
        address[2] memory callers = [_owner("a"), outsider];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, callers[i]));
            vm.prank(callers[i]);
            keyDirectory.announce(SEALING, 1, "key");
        }
    }

    /// A removed organisation announces nothing.
    function test_announce_reverts_KeyDirectoryWrongStatus() public {
        _remove(_id);
        _refuses(abi.encodeWithSelector(IKeyDirectory.KeyDirectoryWrongStatus.selector, _id));
        _announceFor(SEALING, 1, "key");
    }

    /// An empty bundle is no key.
    function test_announce_reverts_KeyDirectoryEmptyBundle() public {
        _refuses(abi.encodeWithSelector(IKeyDirectory.KeyDirectoryEmptyBundle.selector));
        _announceFor(SEALING, 1, "");
    }

    /// A bundle of 4,097 bytes is refused, one of 4,096 taken.
    function test_announce_reverts_KeyDirectoryBundleTooLong() public {
        _refuses(abi.encodeWithSelector(IKeyDirectory.KeyDirectoryBundleTooLong.selector, 4097, 4096));
        _announceFor(SEALING, 1, new bytes(4097));
        _announceFor(SEALING, 1, new bytes(4096));
    }

    /// Only the next number is taken: a replay, a leap and 0 are refused.
    function test_announce_reverts_KeyDirectoryWrongNumber(uint32 number) public {
        _announceFor(SEALING, 1, "key");
        vm.assume(number != 2);
        vm.warp(vm.getBlockTimestamp() + ROTATION_SECONDS);
        _refuses(abi.encodeWithSelector(IKeyDirectory.KeyDirectoryWrongNumber.selector, number, 2));
        _announceFor(SEALING, number, "key");
    }

    /// A second announcement of a purpose waits for the delay, to the second.
    function test_announce_reverts_KeyDirectoryTooSoon() public {
        _announceFor(SEALING, 1, "key");
        uint40 allowedAt = uint40(vm.getBlockTimestamp() + ROTATION_SECONDS);
        vm.warp(allowedAt - 1);
        _refuses(abi.encodeWithSelector(IKeyDirectory.KeyDirectoryTooSoon.selector, _id, SEALING, allowedAt));
        _announceFor(SEALING, 2, "key");
        vm.warp(allowedAt);
        _announceFor(SEALING, 2, "key");
    }

    /// The digest is stored, the bundle emitted, with number, running epoch and the announcing account.
    function test_announce_storesTheDigestAndEmitsTheBundle() public {
        _enterEpoch(3);
        vm.expectEmit(address(keyDirectory));
        emit IKeyDirectory.KeyAnnounced(_id, SEALING, 1, 3, keccak256("bundle"), _announcer, "bundle");
        _announceFor(SEALING, 1, "bundle");
        (uint32 number, uint32 epoch, uint40 announcedAt, bytes32 digest) = keyDirectory.current(_id, SEALING);
        assertEq(number, 1);
        assertEq(epoch, 3);
        assertEq(announcedAt, vm.getBlockTimestamp());
        assertEq(digest, keccak256("bundle"));
    }

    /// Purposes count their keys and wait for themselves alone.
    function test_announce_keepsPurposesApart() public {
        for (uint8 purpose = 0; purpose < 3; ++purpose) {
            _announceFor(IKeyDirectory.Purpose(purpose), 1, abi.encode(purpose));
        }
        for (uint8 purpose = 0; purpose < 3; ++purpose) {
            (,,, bytes32 digest) = keyDirectory.current(_id, IKeyDirectory.Purpose(purpose));
            assertEq(digest, keccak256(abi.encode(purpose)));
        }
    }

    /// Candidates prepare their keys before they are admitted, and before the start.
    function test_announce_isOpenToCandidates() public {
        _candidate("b", ENERGY, 1);
        _announce("b", 1);
    }

    /// A suspended organisation may replace a stolen key.
    function test_announce_isOpenToTheSuspended() public {
        _announceFor(SEALING, 1, "stolen");
        _suspend(_id);
        vm.warp(vm.getBlockTimestamp() + ROTATION_SECONDS);
        _announceFor(SEALING, 2, "new");
    }

    /// A sealing key's replacement narrows; its first announcement and keys of other purposes do not.
    function testFuzz_announce_narrowsExactlyWhereASealingKeyIsReplaced(uint8[10] memory purposes) public {
        uint64 narrowedAt = 0;
        uint32[3] memory numbers;
        for (uint256 i = 0; i < purposes.length; ++i) {
            uint8 purpose = purposes[i] % 3;
            mine(ROTATION_SECONDS);
            _announceFor(IKeyDirectory.Purpose(purpose), ++numbers[purpose], abi.encode(i));
            if (purpose == 0 && numbers[0] > 1) narrowedAt = uint64(vm.getBlockNumber());
            assertEq(keyDirectory.narrowedAt(), narrowedAt);
        }
    }
}
