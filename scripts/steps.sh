# Steps that are done once and skipped until what they depend on changes. Sourced by scripts/setup and scripts/prepare_tests.

stamps=.venv/stamps
log=.venv/steps.log

# What to tell the person when the current step fails.
cure=''

say() { printf '%s\n' "$*"; }

stop() {
  printf '\ntwoway: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

# step NAME SIGN TITLE COMMAND...: run COMMAND unless it was done for this SIGN already.
step() {
  local name=$1 sign=$2 title=$3 began=$SECONDS
  shift 3
  if [ "$(cat "$stamps/$name" 2>/dev/null)" = "$sign" ]; then return 0; fi
  printf '%s ... ' "$title"
  mkdir -p "$stamps"
  : >"$log"
  if ! "$@" >>"$log" 2>&1; then
    say 'failed.'
    say '---- the last lines of what it said'
    tail -n 25 "$log"
    say '----'
    stop "$title did not work." "$cure"
  fi
  printf '%s\n' "$sign" >"$stamps/$name"
  say "done ($((SECONDS - began)) s)"
}

# sign FILE...: one checksum over the names and contents of these files.
sign() { sha256sum "$@" 2>/dev/null | sha256sum | cut -c1-64; }

has() { command -v "$1" >/dev/null 2>&1; }

may_install() { [ "$(id -u)" = 0 ] && has apt-get; }

# debian PACKAGE...: install packages of the system, after one look at what there is.
debian() {
  export DEBIAN_FRONTEND=noninteractive
  if [ -z "${looked_for_packages:-}" ]; then
    apt-get update --quiet || return 1
    looked_for_packages=yes
  fi
  apt-get install --yes --quiet --no-install-recommends "$@"
}
