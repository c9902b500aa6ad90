#!/usr/bin/env bash
# bring.sh [--what "NAME..."] brings real Kubernetes binaries and prints the directories that hold them, in the syntax of PATH.
#
#   kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl etcd etcdctl     (default: all)
#   containerd containerd-shim-runc-v2 ctr runc cni busybox
#
# Each is looked for in the directory $KUBEBUILDER_ASSETS, then in $XDG_CACHE_HOME/connectivity/kube (bin, node/bin, node/cni).
# What neither has is built there from Debian's packages: five minutes on two cores. Runs wait for each other; a run that was
# interrupted is continued by the next.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../progress.sh"

# Raised whenever the recipe changes what comes out; a cache of another recipe is built anew.
recipe=1

control_plane="kube-apiserver kubectl kube-controller-manager kube-scheduler kubelet kube-proxy"
all="$control_plane etcd etcdctl containerd containerd-shim-runc-v2 ctr runc cni busybox"
what=$all
while [ $# -gt 0 ]; do
  case $1 in
    --what) what=${2:?--what needs names}; shift 2 ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) fail "unknown argument '$1' (--what \"NAME...\")" ;;
  esac
done
for name in $what; do
  case " $all " in *" $name "*) ;; *) fail "unknown binary '$name' (one of: $all)" ;; esac
done

cache=${XDG_CACHE_HOME:-$HOME/.cache}/connectivity/kube
assets=${KUBEBUILDER_ASSETS:-}

place() { # NAME: where the cache keeps it
  case $1 in
    cni) echo node/cni/ptp ;;
    containerd | containerd-shim-runc-v2 | ctr | runc | busybox) echo "node/bin/$1" ;;
    *) echo "bin/$1" ;;
  esac
}

missing() {
  local name
  for name in $what; do
    if [ -n "$assets" ] && [ -x "$assets/$name" ]; then continue; fi
    [ -x "$cache/$(place "$name")" ] || echo "$name"
  done
}

# A cache without a stamp was filled by its owner: it is used as it is. Ours has the stamp before it has any binary.
outdated() { [ -f "$cache/recipe" ] && [ "$(cat "$cache/recipe")" != "$recipe" ]; }

if outdated || [ -n "$(missing)" ]; then
  mkdir -p "$cache"
  exec 9>"$cache.lock"
  flock --nonblock 9 || { say "another run is building Kubernetes: waiting for it"; flock 9; }
  if outdated; then
    say "the recipe has changed: building Kubernetes anew"
    rm -rf "$cache" "$cache.work"
    mkdir -p "$cache"
  fi
  lacking=$(missing)
  if [ -n "$lacking" ]; then
    [ -n "$(ls -A "$cache")" ] || echo "$recipe" >"$cache/recipe"
    "$here/../prerequisites.sh" kubernetes
    "$here/build-from-debian.sh" "$cache.work" $lacking
    for name in $lacking; do
      target=$cache/$(place "$name")
      mkdir -p "$(dirname "$target")"
      # ptp stands for all the CNI plugins and comes last: it is there only when the others are.
      if [ "$name" = cni ]; then mv "$cache.work"/out/cni/* "$cache/node/cni/"; mv "$cache.work/out/ptp" "$target"
      else mv "$cache.work/out/$name" "$target"; fi
    done
    # The compiler's cache is kept while something is still to be built with it.
    what=$all
    [ -n "$(missing)" ] || rm -rf "$cache.work"
  fi
  say "Kubernetes binaries are in $cache"
fi

echo "${assets:+$assets:}$cache/bin:$cache/node/bin:$cache/node/cni"
