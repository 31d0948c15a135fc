#!/bin/sh
# Puts TDLib's shared library where tests/bots/telegram/conftest.py looks for it: .cache/tdlib (or $1).
set -eu
folder="${1:-$(cd "$(dirname "$0")/.." && pwd)/.cache/tdlib}"
if [ -z "$(find "$folder" -name libtdjson.so 2>/dev/null)" ]; then
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error prebuilt-tdlib@0.1008065.0
fi
find "$folder" -name libtdjson.so
