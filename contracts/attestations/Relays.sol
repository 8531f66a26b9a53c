// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IRelays} from "../interfaces/IRelays.sol";

/// @title Relays
/// @notice The list of relays, kept by the governor.
contract Relays is IRelays, AccessManaged {
    uint256 private constant MOST_URL_BYTES = 200;

    mapping(address key => string) private _urls;

    constructor(address manager) AccessManaged(manager) {}

    /// @inheritdoc IRelays
    function list(address key, string calldata url) external restricted {
        if (key == address(0)) revert RelaysZeroKey();
        uint256 length = bytes(url).length;
        if (length == 0 || length > MOST_URL_BYTES) revert RelaysInvalidUrl(length);

        _urls[key] = url;

        emit RelayListed(key, url);
    }

    /// @inheritdoc IRelays
    function delist(address key) external restricted {
        if (bytes(_urls[key]).length == 0) revert RelaysUnknown(key);

        delete _urls[key];

        emit RelayDelisted(key);
    }

    /// @inheritdoc IRelays
    function urlOf(address key) external view returns (string memory) {
        return _urls[key];
    }
}
