# Sourced by the project's scripts: progress on standard error, one line a step, so that standard output stays for results.

# A script that calls another shares its beginning with it.
export PROGRESS_START=${PROGRESS_START:-$EPOCHSECONDS}

# say MESSAGE...: a line with the time since the beginning.
say() {
  local elapsed=$((EPOCHSECONDS - PROGRESS_START))
  printf '%3d:%02d  %s\n' $((elapsed / 60)) $((elapsed % 60)) "$*" >&2
}

# fail MESSAGE...: says it and ends the script.
fail() {
  say "error: $*"
  exit 1
}

# heartbeat LABEL EVERY: counts the lines of standard input and tells every EVERY of them.
heartbeat() {
  local label=$1 every=$2 count=0
  while IFS= read -r _; do
    count=$((count + 1))
    if ((count % every == 0)); then say "  $label: $count packages compiled"; fi
  done
}
