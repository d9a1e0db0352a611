#!/usr/bin/env bash
# Do the tests pass with the lowest versions that pyproject.toml allows? Needs uv and the network; not part of CI.
#     benchmarks/lowest.sh [PYTHON] [pytest arguments...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${1:-3.11}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
uv venv --quiet --python "$python" "$folder"
# Direct dependencies at their lowest; those below them as they resolve.
uv pip install --quiet --python "$folder/bin/python" --resolution lowest-direct --editable '.[dev]'
uv pip list --python "$folder/bin/python"
"$folder/bin/python" -m pytest "${@:2}"
