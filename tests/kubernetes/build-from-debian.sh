#!/usr/bin/env bash
# build-from-debian.sh WORKDIR NAME... makes Kubernetes binaries in WORKDIR/out out of Debian 12's packages: etcd, containerd, runc,
# the CNI plugins and busybox are taken from theirs, Kubernetes (1.20, the last in Debian 12) is compiled from its source package.
# Nothing is installed: packages, the Go compiler among them, are unpacked below WORKDIR. Works without root. Every step that is
# done already is passed over, so an interrupted run goes on where it stopped.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../progress.sh"

release=bookworm
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
work=$(mkdir -p "$1" && cd "$1" && pwd)
shift
names=("$@")
log=$work/log

grep -qs '^ID=debian$' /etc/os-release && [ -f "$keyring" ] || fail "\
this machine is not a Debian: Kubernetes cannot be built from Debian's packages here.
       Point KUBEBUILDER_ASSETS at a directory that holds: ${names[*]}"

run() { # COMMAND...: quietly; on failure the end of its output is shown
  "$@" >>"$log" 2>&1 || { tail -n 20 "$log" >&2; fail "failed: ${*:0:6} (all output: $log)"; }
}

once() { # STEP COMMAND...: unless an earlier run has finished the step
  local done=$work/done.$1
  [ -f "$done" ] || { "${@:2}"; touch "$done"; }
}

# The mirrors that the machine itself uses for Debian: "URI SUITE" lines, from either format of apt's lists.
debian_mirrors() {
  find /etc/apt -maxdepth 2 -name '*.sources' -exec awk -v RS= -F'\n' '
    { uris = suites = ""
      for (i = 1; i <= NF; i++) {
        if ($i ~ /^[Uu][Rr][Ii]s:/) uris = substr($i, 6)
        if ($i ~ /^[Ss]uites:/) suites = substr($i, 8) }
      n = split(uris, uri, " "); m = split(suites, suite, " ")
      for (i = 1; i <= n; i++) for (j = 1; j <= m; j++) print uri[i], suite[j] }' {} +
  find /etc/apt -maxdepth 2 -name '*.list' -exec \
    sed -n 's/^ *deb  *\(\[[^]]*\]  *\)\{0,1\}\([^ ]*\)  *\([^ ]*\) .*/\2 \3/p' {} +
}

write_lists() {
  local codename uri suite
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-$release}")
  mkdir -p "$work"/apt/{lists/partial,cache/archives/partial}
  debian_mirrors | while read -r uri suite; do
    case $suite in
      "$codename" | stable | testing | unstable | sid) suite=$release ;;
      "$codename-security" | stable-security) suite=$release-security ;;
      *) continue ;;
    esac
    printf '%s [signed-by=%s] %s %s main\n' deb "$keyring" "$uri" "$suite" deb-src "$keyring" "$uri" "$suite"
  done | sort -u >"$work/apt/sources.list"
  grep -q " $release main" "$work/apt/sources.list" || fail "no Debian mirror found in /etc/apt/sources.list and /etc/apt/sources.list.d"
}

apt() {
  apt-get -q -o Dir::Etc::SourceList="$work/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o Dir::State="$work/apt" \
    -o Dir::State::Lists="$work/apt/lists" -o Dir::State::Status=/dev/null -o Dir::Cache="$work/apt/cache" \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 "$@"
}

read_lists() {
  say "reading Debian's package lists"
  write_lists
  run apt update
}

unpack() { # PACKAGE: its files below WORKDIR/root
  say "fetching $1"
  rm -f "$work/debs/$1"_*.deb
  mkdir -p "$work"/{debs,root}
  (cd "$work/debs" && run apt download "$1")
  run dpkg-deb -x "$work/debs/$1"_*.deb "$work/root"
  rm "$work/debs/$1"_*.deb
}

take() { # PACKAGE FILE: a binary out of a package
  once "unpack-$1" unpack "$1"
  cp -L "$work/root/$2" "$work/out/$(basename "$2")"
}

fetch_source() {
  say "fetching the source of Kubernetes"
  rm -rf "$work"/kubernetes_* "$work/source"
  (cd "$work" && run apt --download-only source kubernetes)
  say "unpacking the source of Kubernetes"
  # apt has checked the files against the signed lists.
  (cd "$work" && run dpkg-source --no-check -x kubernetes_*.dsc source)
  # The vendored reflect2 1.0.1 reads the insides of Go's maps as they were up to Go 1.17; with a later Go the first custom
  # resource crashes kube-apiserver. Debian's package of it is 1.0.2, which does not.
  once unpack-reflect2 unpack golang-github-modern-go-reflect2-dev
  local vendored=$work/source/vendor/github.com/modern-go/reflect2
  rm -rf "$vendored"
  cp -rL "$work/root/usr/share/gocode/src/github.com/modern-go/reflect2" "$vendored"
}

go_environment() {
  export GOROOT=$work/root/usr/lib/go-1.19 GOPATH=$work/gopath GOCACHE=$work/gocache HOME=$work
  export GO111MODULE=off GOPROXY=off GOFLAGS=-trimpath GOTOOLCHAIN=local CGO_ENABLED=0 PATH=$work/root/usr/lib/go-1.19/bin:$PATH
  mkdir -p "$GOPATH/src/k8s.io"
  ln -sfn "$work/source" "$GOPATH/src/k8s.io/kubernetes"
  cd "$GOPATH/src/k8s.io/kubernetes"
}

# The definitions that kube-apiserver serves as OpenAPI are the one generated file that the source package does not hold.
generate_openapi() {
  say "generating the OpenAPI definitions"
  local output=k8s.io/kubernetes/pkg/generated/openapi packages
  packages=$(grep -RlE '^// *\+k8s:openapi-gen=true' --include='*.go' --exclude='*_test.go' --exclude='zz_*' vendor/k8s.io |
    grep -vE '/testdata/|/(code-generator|sample-[a-z]+|kube-openapi)/' | xargs -n1 dirname | sort -u |
    sed 's|^|k8s.io/kubernetes/|' | paste -sd,)
  run go build -o "$work/openapi-gen" k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen
  run "$work/openapi-gen" --go-header-file hack/boilerplate/boilerplate.generatego.txt --output-base "$work/generated" \
    --output-file-base zz_generated.openapi --output-package "$output" --report-filename /dev/null --input-dirs "$packages"
  cp "$work/generated/$output/zz_generated.openapi.go" pkg/generated/openapi/
}

compile() { # COMMAND: one of Kubernetes' own
  say "compiling $1"
  local version flags="-s -w" package
  version=$(sed -n 's/^Version: \(.*really\)\{0,1\}\([0-9.]*\).*/\2/p' "$work"/kubernetes_*.dsc | head -1)
  for package in component-base/version client-go/pkg/version; do
    package=k8s.io/kubernetes/vendor/k8s.io/$package
    flags+=" -X $package.gitVersion=v$version -X $package.gitMajor=${version%%.*} -X $package.gitMinor=$(cut -d. -f2 <<<"$version")"
    flags+=" -X $package.gitTreeState=clean -X $package.gitCommit=debian"
  done
  go build -v -tags providerless -ldflags "$flags" -o "$work/$1.new" "k8s.io/kubernetes/cmd/$1" 2> >(tee -a "$log" | heartbeat "$1" 250) ||
    { tail -n 20 "$log" >&2; fail "compiling $1 failed (all output: $log)"; }
  mv "$work/$1.new" "$work/out/$1"
}

prepare_source() {
  once unpack-go unpack golang-1.19-go
  once unpack-go-source unpack golang-1.19-src
  once source fetch_source
  go_environment
  once openapi generate_openapi
}

mkdir -p "$work/out/cni"
# Mirrors drop old versions of packages: lists are good for some hours only.
find "$work" -maxdepth 1 -name done.lists -mmin +360 -delete
once lists read_lists
for name in "${names[@]}"; do
  case $name in
    etcd) take etcd-server usr/bin/etcd ;;
    etcdctl) take etcd-client usr/bin/etcdctl ;;
    containerd | containerd-shim-runc-v2 | ctr) take containerd "usr/bin/$name" ;;
    runc) take runc usr/sbin/runc ;;
    busybox) take busybox-static bin/busybox ;;
    cni)
      once unpack-containernetworking-plugins unpack containernetworking-plugins
      cp "$work"/root/usr/lib/cni/* "$work/out/cni/"
      mv "$work/out/cni/ptp" "$work/out/ptp"
      ;;
    *)
      [ -x "$work/out/$name" ] || { prepare_source; compile "$name"; }
      ;;
  esac
done
