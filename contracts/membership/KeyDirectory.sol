// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyDirectory} from "../interfaces/IKeyDirectory.sol";
import {IMembership} from "../interfaces/IMembership.sol";

/// @title KeyDirectory
/// @notice The current public key of each organisation and purpose.
contract KeyDirectory is IKeyDirectory {
    struct Key {
        uint32 number;
        uint32 epoch;
        uint40 announcedAt;
        bytes32 digest;
    }

    uint256 private constant MOST_BYTES = 4096;
    uint32 private constant MOST_DELAY_SECONDS = 30 days;

    IMembership public immutable membership;
    /// @inheritdoc IKeyDirectory
    uint32 public immutable rotationDelaySeconds;

    /// @inheritdoc IKeyDirectory
    uint64 public narrowedAt;
    mapping(uint32 organisation => mapping(Purpose => Key)) private _keys;

    constructor(IMembership membership_, uint32 rotationDelaySeconds_) {
        if (rotationDelaySeconds_ == 0 || rotationDelaySeconds_ > MOST_DELAY_SECONDS) {
            revert KeyDirectoryInvalidDelay(rotationDelaySeconds_);
        }
        membership = membership_;
        rotationDelaySeconds = rotationDelaySeconds_;
    }

    /// @inheritdoc IKeyDirectory
    function announce(Purpose purpose, uint32 number, bytes calldata bundle) external {
        uint32 organisation = _announcer();
        if (bundle.length == 0) revert KeyDirectoryEmptyBundle();
        if (bundle.length > MOST_BYTES) revert KeyDirectoryBundleTooLong(bundle.length, MOST_BYTES);
        Key storage key = _keys[organisation][purpose];
        if (number != key.number + 1) revert KeyDirectoryWrongNumber(number, key.number + 1);
        uint40 allowedAt = key.announcedAt + rotationDelaySeconds;
        if (number > 1 && block.timestamp < allowedAt) {
            revert KeyDirectoryTooSoon(organisation, purpose, allowedAt);
        }

        uint32 epoch = membership.epoch();
        bytes32 digest = keccak256(bundle);
        _keys[organisation][purpose] = Key(number, epoch, uint40(block.timestamp), digest);
        if (purpose == Purpose.Sealing && number > 1) narrowedAt = uint64(block.number);

        emit KeyAnnounced(organisation, purpose, number, epoch, digest, msg.sender, bundle);
    }

    /// @inheritdoc IKeyDirectory
    function current(uint32 organisation, Purpose purpose)
        external
        view
        returns (uint32 number, uint32 epoch, uint40 announcedAt, bytes32 digest)
    {
        Key storage key = _keys[organisation][purpose];
        return (key.number, key.epoch, key.announcedAt, key.digest);
    }

    function _announcer() private view returns (uint32 organisation) {
        organisation = membership.operatorOf(msg.sender);
        if (membership.organisation(organisation).status == IMembership.Status.Removed) {
            revert KeyDirectoryWrongStatus(organisation);
        }
    }
}
