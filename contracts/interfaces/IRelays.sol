// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IRelays
/// @notice The relays that the network vouches for: where they answer, and the key that signs their promises.
/// @dev A listing gives a relay no right on chain: anyone may send anyone's post.
interface IRelays {
    /// @notice New, or with a new address.
    event RelayListed(address indexed key, string url);
    /// @notice Clients use it no more.
    event RelayDelisted(address indexed key);

    error RelaysZeroKey();
    error RelaysInvalidUrl(uint256 length);
    error RelaysUnknown(address key);

    /// @notice Lists a relay, or gives a listed one a new URL. Governor.
    /// @param url 1 to 200 bytes, without path; the client checks its form
    /// @dev Errors: RelaysZeroKey, RelaysInvalidUrl.
    function list(address key, string calldata url) external;

    /// @notice Takes a relay off the list. Governor.
    /// @dev Errors: RelaysUnknown.
    function delist(address key) external;

    /// @notice Its URL; empty where it is not listed.
    function urlOf(address key) external view returns (string memory);
}
