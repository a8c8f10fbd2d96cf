# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# ./dev test: which steps there are, and which of them each option takes.

# What the thread sanitizer is for: everything that waits, wakes or is called from two threads.
readonly THREAD_TARGETS=(transport_test delivery_test destination_test abi_thread_test)

run_ctest() {
  local preset=$1
  shift
  # A fixed seed, so that a property test does not fail today and pass tomorrow; set RC_PARAMS to
  # search further.
  RC_PARAMS=${RC_PARAMS:-seed=1} UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=suppressions=$PWD/tests/tsan.supp \
    fixed_addresses ctest --test-dir "build/$preset" --parallel 2 --output-on-failure --no-tests=error "$@"
}

run_integration() {
  INFLOW_BIN=$PWD/build/asan/bin fixed_addresses "$PYTHON" -m pytest -q -p no:cacheprovider tests/integration
}

check_release() {
  tests/abi/exports.sh abi/exports.txt build/release/lib/libinflow_destination.so
  echo "release: the exported symbols are those of abi/exports.txt"
}

run_tsan() {
  # Only those targets are built, so only they are run; the others are listed as not built.
  run_ctest tsan -R "^($(IFS='|' && echo "${THREAD_TARGETS[*]}"))\\."
}

# run_chaos OPTION...: with the release build, which must stand.
run_chaos() {
  INFLOW_BIN=$PWD/build/release/bin PYTHONPATH=tests:tests/integration "$PYTHON" -m chaos "$@"
}

# test_core: the library, the command and the bindings.
test_core() {
  local name
  build asan
  step asan run_ctest asan
  step integration run_integration
  build tsan -- "${THREAD_TARGETS[@]}"
  step tsan run_tsan
  build release -- inflow_plugin inflow-sim ${hosts_needed:+inflow c-host}
  step release check_release
  for name in "${BINDINGS[@]}"; do host "$name"; done
}

test_examples() {
  local name
  for name in "${EXAMPLES[@]}"; do host "$name"; done
}

# test_rest: what is a command of its own besides.
test_rest() {
  local name
  host wheel
  for name in demo campaign fuzz lint; do step "$name" ./dev "$name"; done
  step chaos ./dev chaos --kills 200 --in-flight 150
}

dev_test() {
  [[ $# -le 1 ]] || die "./dev test takes one option: --fast, --hosts, --ci or --all"
  local start=$SECONDS
  bootstrap
  case ${1:-} in
    "") test_core ;;
    --fast)
      build asan
      step asan run_ctest asan
      ;;
    --hosts | --ci | --all)
      hosts_needed=yes
      test_core
      [[ $1 == --ci ]] || test_examples
      host hosts
      [[ $1 != --ci ]] || step chaos run_chaos --kills 30
      [[ $1 != --all ]] || test_rest
      ;;
    *) die "./dev test knows --fast, --hosts, --ci and --all, not $1" ;;
  esac
  say "done in $(((SECONDS - start) / 60)) min $(((SECONDS - start) % 60)) s"
  finish_steps
}
