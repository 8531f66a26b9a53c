// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title TestToken
/// @notice Play money for local networks: 6 decimals, minted at will by its deployer. Worth nothing; never for a
///         network whose members mean their money.
contract TestToken is ERC20 {
    /// @notice Who may mint.
    address public immutable minter;

    error TestTokenNotMinter(address account);

    constructor() ERC20("AIS test token", "AIST") {
        minter = msg.sender;
    }

    /// @notice Makes `amount` (6 decimals) for `to`. By the deployer alone.
    function mint(address to, uint256 amount) external {
        if (msg.sender != minter) revert TestTokenNotMinter(msg.sender);

        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
