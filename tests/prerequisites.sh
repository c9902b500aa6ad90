#!/usr/bin/env bash
# prerequisites.sh NEED... makes sure that the machine has what the project's scripts use:
#   native      a C compiler and the C library's headers, for Native AOT
#   tools       what the tests call as a user would
#   kubernetes  what unpacks and builds Debian's kubernetes source package
#   bench       what the load test measures beside, and what makes its networks
#   node        what makes a part of the machine a Kubernetes node
# On Debian as root, missing packages are installed. Otherwise they are named, and the script fails.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/progress.sh"

links_programs() {
  local out
  out=$(mktemp)
  echo 'int main(void) { return 0; }' | "${1:-cc}" -x c - -o "$out" 2>/dev/null
  local status=$?
  rm -f "$out"
  return $status
}

missing=()
need() { # PACKAGE COMMAND...: the package is missing unless the command succeeds
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

for what in "$@"; do
  case $what in
    native)
      # The AOT compiler links with clang where there is one, else with gcc.
      if ! links_programs clang; then need gcc links_programs gcc; need libc6-dev test -e /usr/include/stdio.h; fi
      ;;
    tools)
      need openssl command -v openssl
      need curl command -v curl
      ;;
    kubernetes)
      need dpkg-dev command -v dpkg-source
      need patch command -v patch
      need xz-utils command -v xz
      ;;
    bench)
      need iproute2 command -v ip
      need procps command -v sysctl
      need openvpn test -x /usr/sbin/openvpn
      need nginx test -x /usr/sbin/nginx
      need haproxy test -x /usr/sbin/haproxy
      need libnginx-mod-stream test -e /usr/lib/nginx/modules/ngx_stream_module.so
      ;;
    node)
      # Debian keeps them where the PATH of a user other than root does not look.
      PATH=$PATH:/usr/sbin:/sbin
      need iproute2 command -v ip
      need nftables command -v nft
      need iptables command -v iptables
      need util-linux command -v nsenter
      need bsdutils command -v script
      ;;
    *) fail "unknown need '$what' (native, tools, kubernetes, node, bench)" ;;
  esac
done

[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  fail "please install the equivalent of these Debian packages: ${missing[*]}"
fi
if [ "$(id -u)" != 0 ]; then
  fail "please install what is missing: sudo apt-get install ${missing[*]}"
fi

say "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# Daemons among them are not started: what needs one starts its own.
export RUNLEVEL=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Another package source of the machine may be unreachable: what counts is whether the installation succeeds.
apt-get -qq update >"$log" 2>&1 || true
apt-get -qq -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}" >>"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  fail "apt-get install ${missing[*]} failed"
}
