# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# ./dev format and ./dev lint.

# The ABI's header is set by hand: its tables of numbers are read more often than changed.
c_sources() { sources '*.c' '*.cc' '*.h' '*.hpp' ':!abi' ':!bindings/go/destination.h'; }

dev_format() {
  bootstrap_lint
  prepare_ruff
  c_sources | xargs clang-format-14 -i
  sources '*.py' | xargs "$RUFF" format -q
}

readonly RUFF=build/lint-venv/bin/ruff
prepare_ruff() { venv build/lint-venv tools/dev/requirements.txt; }

lint_format() { c_sources | xargs clang-format-14 --dry-run -Werror; }

lint_tidy() {
  # Clang cannot read GCC's precompiled headers.
  cmake --preset debug -B build/lint -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON -DINFLOW_BENCH=ON >build/lint-configure.log
  # The build turns off a warning that only GCC knows.
  run-clang-tidy-14 -quiet -extra-arg=-Wno-unknown-warning-option -p build/lint "^$PWD/(plugin|tools|tests|bench|examples)/" 2>/dev/null
}

lint_shell() { sources dev .ci/run '*.sh' | xargs shellcheck; }

lint_python() {
  local -a files
  mapfile -t files < <(sources '*.py')
  [[ ${#files[@]} -gt 0 ]] || return 0
  "$RUFF" format -q --diff "${files[@]}" && "$PYTHON" tools/dev/import_circles.py "${files[@]}" &&
    pyflakes3 "${files[@]}"
}

lint_go() {
  local unformatted
  unformatted=$(sources '*.go' | xargs "${GO}fmt" -l)
  [[ -z $unformatted ]] || { echo "gofmt would change: $unformatted" >&2; return 1; }
}

lint_layers() { "$PYTHON" tools/dev/layers.py; }

# A header's guard is its path.
lint_guards() {
  local header guard wrong=()
  while read -r header; do
    guard=$(tr 'a-z/.-' 'A-Z___' <<<"$header")_
    [[ $(grep -E '^#(ifndef|define|endif)' "$header" | sed -n '1p;2p;$p') == \
      "#ifndef $guard"$'\n'"#define $guard"$'\n'"#endif"*" $guard"* ]] || wrong+=("$header: $guard")
  done < <(sources 'bench/*.h' 'plugin/*.h' 'tests/*.h' 'tools/*.h')
  [[ ${#wrong[@]} -eq 0 ]] || { printf 'its include guard is another: %s\n' "${wrong[@]}" >&2; return 1; }
}

lint_paths() {
  # A path of somebody's machine works nowhere else.
  if sources | xargs grep -nIE '(^|[^[:alnum:]_.-])/(work|root|home/[a-z]+|Users)/'; then
    echo "These name a path of one machine." >&2
    return 1
  fi
}

dev_lint() {
  bootstrap_lint
  install_packages "${GO_PACKAGES[@]}"
  prepare_ruff
  log_of lint >/dev/null
  local check
  for check in format layers guards shell python go paths tidy; do
    say "lint: $check"
    "lint_$check" || failures+=("$check")
  done
  [[ ${#failures[@]} -eq 0 ]] || die "lint found something: ${failures[*]}"
  say "lint found nothing"
}
