// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title AnyToken
/// @notice A token of any number of decimals that anyone may mint; for tests alone, like all of this file.
contract AnyToken is ERC20 {
    uint8 private immutable _decimals;

    constructor(uint8 decimals_) ERC20("any", "ANY") {
        _decimals = decimals_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}

/// @title FeeToken
/// @notice Keeps a hundredth of every transfer for itself.
contract FeeToken is AnyToken(6) {
    function _update(address from, address to, uint256 amount) internal override {
        uint256 fee = from == address(0) || to == address(0) ? 0 : amount / 100;
        super._update(from, to, amount - fee);
        if (fee != 0) super._update(from, address(this), fee);
    }
}

/// @title RefusingToken
/// @notice Refuses transfers to receivers on its list.
contract RefusingToken is AnyToken(6) {
    mapping(address receiver => bool) public refused;

    error RefusingTokenRefused(address receiver);

    function refuse(address receiver, bool yes) external {
        refused[receiver] = yes;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (refused[to]) revert RefusingTokenRefused(to);
        super._update(from, to, amount);
    }
}

/// @title SilentToken
/// @notice Returns false where others revert, and nothing at all where others return true.
contract SilentToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        if (allowance[from][msg.sender] < amount) _returnFalse();
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        if (balanceOf[from] < amount) _returnFalse();
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }

    function _returnFalse() private pure {
        assembly ("memory-safe") {
            // the only way to return a value from a function that declares none
            mstore(0, 0)
            return(0, 32)
        }
    }
}

/// @title ReenteringToken
/// @notice Gives control away in the middle of each transfer: makes the call that it was told to make, and keeps what
///         came of it.
contract ReenteringToken is AnyToken(6) {
    address private _target;
    bytes private _call;
    bool public called;
    bool public succeeded;
    bytes public answer;

    function arm(address target, bytes calldata call_) external {
        (_target, _call, called, succeeded) = (target, call_, false, false);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (_target == address(0) || called) return;
        called = true;
        (succeeded, answer) = _target.call(_call);
    }
}
