# Sourced by scripts: the development environment's tools on PATH, their state inside the checkout.
# Usage: . scripts/env.sh [client|dev]      (after scripts/setup)

AIS_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
case ${1:-dev} in
  client) PATH="$AIS_ROOT/.venv/bin:$PATH" ;;
  *) PATH="$AIS_ROOT/.venv-dev/bin:$PATH" ;;
esac
export PATH AIS_ROOT
export SOLCX_BINARY_PATH="$AIS_ROOT/.toolchain/solc"
export APE_DATA_FOLDER="$AIS_ROOT/.toolchain/ape"
export PYTHONNOUSERSITE=1
# The nodes of tests are on this machine: no proxy stands between.
NO_PROXY="127.0.0.1,localhost${no_proxy:+,$no_proxy}${NO_PROXY:+,$NO_PROXY}"
export NO_PROXY no_proxy="$NO_PROXY"
