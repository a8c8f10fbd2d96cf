# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the steps of ./dev have in common; ./dev reads this first, then the dev.sh beside each host.
# All run in the project's folder.

readonly BUILD_PACKAGES=(build-essential cmake ninja-build ccache ca-certificates
  libabsl-dev nlohmann-json3-dev libcurl4-openssl-dev zlib1g-dev libbrotli-dev libcli11-dev libcpp-httplib-dev
  libsqlite3-dev libutf8proc-dev libgtest-dev libgmock-dev libbenchmark-dev librapidcheck-dev libssl-dev
  tzdata faketime nginx-light openssl zsh fish groff-base python3 python3-pytest python3-jsonschema python3-venv)
readonly LINT_PACKAGES=(clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev shellcheck pyflakes3)
# Debian's own interpreter: another python3 may come first on PATH, without pytest.
readonly PYTHON=/usr/bin/python3
# The programs of hosts that are not built by CMake.
# shellcheck disable=SC2034  # the steps of hosts use it
readonly HOSTS_BIN=$PWD/build/hosts
# What a runner ends with: ctest, pytest, go test, and the check of the library that is shipped.
readonly CLOSING='tests passed|tests failed| in [0-9.]+s|^(ok|FAIL)|^release: |^The library'

say() { printf '==> %s\n' "$*" >&2; }
die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "installing packages needs root: run this as root, install sudo, or have these installed: ${lacking[*]}"
  fi
}

# install_packages PACKAGE...: those that are not installed yet.
install_packages() {
  command -v dpkg-query >/dev/null || die "this script installs with apt on Debian 12; elsewhere install the equivalents of: $*"
  local -a lacking=()
  local package
  for package in "$@"; do is_installed "$package" || lacking+=("$package"); done
  [[ ${#lacking[@]} -gt 0 ]] || return 0
  say "installing ${#lacking[@]} Debian packages: ${lacking[*]}"
  # nginx is only run by tests; its package must not start it as a service of this machine.
  local policy=/usr/sbin/policy-rc.d guard=""
  if [[ ! -e $policy ]]; then
    guard=$policy
    as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy"
  fi
  local failed=""
  as_root env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"' sh "${lacking[@]}" >&2 || failed=yes
  [[ -z $guard ]] || as_root rm -f "$guard"
  [[ -z $failed ]] || die "apt could not install them; its own message is above"
}

bootstrap() { install_packages "${BUILD_PACKAGES[@]}"; }
bootstrap_lint() { install_packages "${BUILD_PACKAGES[@]}" "${LINT_PACKAGES[@]}"; }

# fixed_addresses COMMAND...: GCC 12's sanitizers cannot live with the wide address randomisation of
# newer kernels.
fixed_addresses() {
  if setarch -R true 2>/dev/null; then
    setarch -R "$@"
  else
    "$@"
  fi
}

# build PRESET [CMAKE-OPTION...] [-- TARGET...]
build() {
  local preset=$1
  shift
  local -a options=()
  while [[ $# -gt 0 && $1 != -- ]]; do
    options+=("$1")
    shift
  done
  [[ $# -eq 0 ]] || shift
  [[ $preset != fuzz ]] || bootstrap_lint
  say "building $preset${*:+: $*}"
  cmake --preset "$preset" "${options[@]}" >"$(log_of "configure-$preset")" 2>&1 ||
    { cat "$(log_of "configure-$preset")" >&2; die "cmake could not configure $preset"; }
  # Building runs the test programs too, to list their tests.
  fixed_addresses cmake --build --preset "$preset" ${1:+--target "$@"}
}

log_of() {
  mkdir -p build
  echo "build/$1.log"
}

closing_lines=()
failures=()
hosts_needed=""

# step NAME COMMAND...: runs one runner, and keeps its closing line for the end: the last that looks
# like one, else the last.
step() {
  local name=$1 log failed=""
  shift
  log=$(log_of "$name")
  say "$name"
  if ! "$@" 2>&1 | tee "$log"; then
    failed="FAILED, see $log: "
    failures+=("$name")
  fi
  closing_lines+=("$(printf '%-16s %s%s' "$name" "$failed" "$({ grep -E "$CLOSING" "$log" || cat "$log"; } | tail -n 1)")")
}

# host NAME: the step of a host, for which prepare_NAME first installs what it needs. Where that is
# not to be had, the host is named as skipped; with hosts_needed=yes that is a failure.
host() {
  local name=$1
  if ("prepare_$name"); then
    step "$name" "test_$name"
  else
    closing_lines+=("$(printf '%-16s %s' "$name" "skipped: what it needs could not be installed")")
    [[ -z $hosts_needed ]] || failures+=("$name")
  fi
}

# finish_steps: the closing lines, and a failure where a step failed.
finish_steps() {
  printf '%s\n' "${closing_lines[@]}"
  [[ ${#failures[@]} -eq 0 ]] || die "failed: ${failures[*]}"
}

# venv FOLDER PINS: makes it where it is not there, or its pins have changed.
venv() {
  local folder=$1 pins=$2
  if cmp -s "$pins" "$folder/installed.txt"; then return; fi
  say "installing into $folder"
  "$PYTHON" -m venv --clear "$folder" &&
    "$folder/bin/pip" install -q --disable-pip-version-check -r "$pins" &&
    cp "$pins" "$folder/installed.txt"
}

# sources PATTERN...: the project's own files, without what is vendored.
sources() { git ls-files --cached --others --exclude-standard -- "$@" ':!abi/baseline'; }
