#!/usr/bin/env bash
# Private Docker engines of several generations, side by side, for tests. Debian, root.
#
#   engine.sh chroot <version>        build the version's chroot unless it is there; prints its path
#   engine.sh up     <version> <dir>  start an engine in <dir>, or start it again
#   engine.sh stop   <dir>            stop it as a shutdown does; the data root stays
#   engine.sh kill   <dir>            end it as a power cut does; the data root stays
#   engine.sh remove <dir>            kill it, undo its mounts and cgroups, remove <dir>
#   engine.sh guard  <dir>            wait for the end of standard input, then remove
#   engine.sh enter  <dir> CMD...     run CMD in the engine's own namespace
#
# Chroots are kept in $ENGINES (default /srv/engines). An engine has a mount namespace whose root is its chroot: a plain
# chroot is not enough, because `docker exec` would land in the host's root. Its /run and /tmp are its own. <dir> is
# mounted at the same path inside and is shared, so that the paths in API answers are paths of this machine and the
# overlay mounts of running containers show here, as they do under an engine that a distribution started.
set -euo pipefail
SELF=$(realpath "$0")
ENGINES=${ENGINES:-/srv/engines}

die() { echo "engine.sh: $*" >&2; exit 1; }

# One line for each generation: Debian release, packages besides the common ones, features of daemon.json.
generation() {
    case $1 in
        20.10) SUITE=bookworm PACKAGES='' FEATURES='"buildkit": true' ;;
        28.5) SUITE=forky PACKAGES='docker-cli docker-buildx' FEATURES='"buildkit": true, "containerd-snapshotter": false' ;;
        *) die "unknown version $1 (20.10 or 28.5)" ;;
    esac
    CHROOT=$ENGINES/$SUITE
}

# ---- the chroot -------------------------------------------------------------------------------------------------

archive() { # the Debian archive that this machine's apt already uses
    local url
    url=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT) $(RELEASE)' 'Identifier: Packages' |
        awk '$2 == "main" && $3 !~ /-/ { print $1; exit }')
    [ -n "$url" ] || die 'no Debian archive in the apt configuration'
    echo "${url%/}"
}

bootstrap() {
    local script=$SUITE # debootstrap of an older Debian has no script for a newer release
    [ -e "/usr/share/debootstrap/scripts/$SUITE" ] || script=sid
    rm -rf --one-file-system "$CHROOT.new"
    debootstrap --variant=minbase --include=ca-certificates "$SUITE" "$CHROOT.new" "$(archive)" "$script" &&
        rm -rf --one-file-system "$CHROOT" &&
        mv "$CHROOT.new" "$CHROOT"
}

packages() {
    printf '#!/bin/sh\nexit 101\n' >"$CHROOT/usr/sbin/policy-rc.d" # no service is to start in there
    chmod +x "$CHROOT/usr/sbin/policy-rc.d"
    # A Release file looks expired where the clock is ahead of the archive.
    chroot "$CHROOT" sh -c "export DEBIAN_FRONTEND=noninteractive
        apt-get -o Acquire::Check-Valid-Until=false update &&
        apt-get install -y --no-install-recommends docker.io containerd runc busybox-static $PACKAGES &&
        apt-get clean"
}

chroot_of() { # version
    generation "$1"
    mkdir -p "$ENGINES"
    (
        flock 9
        if [ ! -e "$CHROOT/.ready" ]; then
            local log=$ENGINES/$SUITE.log
            { [ -x "$CHROOT/usr/bin/apt-get" ] || bootstrap; } >"$log" 2>&1 9>&- || die "debootstrap failed: $(tail -n 3 "$log")"
            packages >>"$log" 2>&1 9>&- || die "packages of $SUITE failed: $(tail -n 3 "$log")"
            chroot "$CHROOT" dockerd --version >"$CHROOT/.ready"
        fi
    ) 9>"$ENGINES/.$SUITE.lock"
    grep -q "version $1\." "$CHROOT/.ready" || die "$SUITE has moved on: $(cat "$CHROOT/.ready"), not $1"
}

# ---- the namespace ----------------------------------------------------------------------------------------------

mounted() { mountpoint -q "$1"; }

__inside() { # in a fresh mount namespace: make the chroot its root, then become the command
    local at
    namespace_of self >"$DIR/namespace"
    # Nothing that happens to the old tree from here on may reach the machine ...
    awk '{ print $5 }' /proc/self/mountinfo | grep -v -x -F "$DIR" | grep -v -F "$DIR/" |
        while read -r at; do mount --make-private "$at" 2>/dev/null || true; done
    mount --bind "$CHROOT" "$CHROOT"
    mount -t proc proc "$CHROOT/proc"
    mount --rbind /sys "$CHROOT/sys"
    mount --rbind /dev "$CHROOT/dev"
    mount -t tmpfs -o mode=755 rig "$CHROOT/run"
    mount -t tmpfs -o mode=1777 rig "$CHROOT/tmp"
    mkdir -p "$CHROOT$DIR" "$CHROOT/run/home"
    mount --rbind "$DIR" "$CHROOT$DIR" # ... but for this: a peer of the shared mount outside
    mount --make-rprivate "$DIR"
    cd "$CHROOT"
    pivot_root . .
    umount -l .
    cd /
    clean_environment "$@"
}

clean_environment() { # HOME lies on the engine's own tmpfs
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run/home "$@"
}

enter() {
    local pid
    pid=$(daemon) || die "no engine runs in $DIR"
    clean_environment nsenter --target "$pid" --mount --wd=/ "$@"
}

# ---- the daemon -------------------------------------------------------------------------------------------------

load() { # dir
    DIR=$(realpath -m "$1")
    [ -f "$DIR/engine.env" ] || die "no engine in $DIR"
    # shellcheck disable=SC1091
    . "$DIR/engine.env"
    generation "$VERSION"
    KEY=$(printf %s "$DIR" | sha1sum | cut -c1-10)
}

namespace_of() { readlink "/proc/$1/ns/mnt" 2>/dev/null; }

daemon() { # its pid, if it runs and is really ours
    local pid
    pid=$(cat "$DIR/docker.pid" 2>/dev/null) || return 1
    [ "$(namespace_of "$pid")" = "$(cat "$DIR/namespace" 2>/dev/null)" ] && echo "$pid"
}

configure() {
    cat >"$DIR/daemon.json" <<JSON
{
  "data-root": "$DIR/docker",
  "exec-root": "/run/docker",
  "pidfile": "$DIR/docker.pid",
  "hosts": ["unix://$DIR/docker.sock"],
  "storage-driver": "overlay2",
  "features": { $FEATURES },
  "bridge": "none",
  "iptables": false,
  "cgroup-parent": "/plimsoll-$KEY",
  "shutdown-timeout": 15
}
JSON
}

up() { # version, dir
    chroot_of "$1"
    mkdir -p "$2/docker"
    [ -f "$2/engine.env" ] || echo "VERSION=$1" >"$2/engine.env"
    load "$2"
    exec 8>"$DIR/lock"
    flock 8 # remove waits until a start has ended one way or the other
    mounted "$DIR" || { mount --bind "$DIR" "$DIR"; mount --make-shared "$DIR"; }
    daemon >/dev/null || { configure; start; }
}

start() {
    local pid
    rm -f "$DIR/docker.sock" "$DIR/docker.pid"
    (ulimit -n "$(ulimit -Hn)" || true
        exec setsid "$SELF" __daemon "$DIR") </dev/null >>"$DIR/dockerd.log" 2>&1 8>&- &
    pid=$!
    for _ in $(seq 600); do
        kill -0 "$pid" 2>/dev/null || die "dockerd gave up: $(tail -n 3 "$DIR/dockerd.log")"
        if [ -S "$DIR/docker.sock" ] && [ -s "$DIR/docker.pid" ]; then
            if (enter docker -H "unix://$DIR/docker.sock" version) >/dev/null 2>&1; then return; fi
        fi
        sleep 0.1
    done
    die "dockerd does not answer: $(tail -n 3 "$DIR/dockerd.log")"
}

# ---- the end ----------------------------------------------------------------------------------------------------

ours() { # pids in the engine's namespace, or in a cgroup of one of its containers
    local namespace
    namespace=$(sed 's/[][]/\\&/g' "$DIR/namespace" 2>/dev/null) || namespace=none
    find /proc -mindepth 3 -maxdepth 3 -path '/proc/[0-9]*/ns/mnt' -lname "$namespace" -printf '%h\n' 2>/dev/null |
        cut -d/ -f3 || true
    cat /sys/fs/cgroup/pids/"plimsoll-$KEY"/*/cgroup.procs /sys/fs/cgroup/"plimsoll-$KEY"/*/cgroup.procs 2>/dev/null || true
}

end_processes() {
    local pid
    for pid in $(ours); do kill -9 "$pid" 2>/dev/null || true; done
    for _ in $(seq 50); do [ -n "$(ours)" ] || return 0; sleep 0.1; done
}

undo_mounts() { # what the engine left mounted below its directory, the deepest first
    local at
    awk -v d="$DIR/" 'index($5, d) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
        while read -r at; do umount "$at" 2>/dev/null || umount -l "$at" || true; done
}

end_engine() {
    end_processes
    undo_mounts
    find /sys/fs/cgroup -depth -type d -path "*/plimsoll-$KEY*" -exec rmdir {} + 2>/dev/null || true
    rm -f "$DIR/docker.sock" "$DIR/docker.pid" "$DIR/namespace"
}

stop() {
    local pid
    if pid=$(daemon); then
        kill "$pid"
        for _ in $(seq 600); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    fi
    end_engine
}

remove() { # dir
    [ -f "$1/engine.env" ] || return 0 # nothing was started here
    load "$1"
    exec 8>"$DIR/lock"
    flock 8
    end_engine
    while mounted "$DIR"; do umount "$DIR" 2>/dev/null || umount -l "$DIR"; done
    rm -rf --one-file-system "$DIR"
    rmdir -p "$CHROOT$DIR" 2>/dev/null || true
}

command=${1:-}
shift || true
case $command in
    chroot) chroot_of "$1"; echo "$CHROOT" ;;
    up) up "$1" "$2" ;;
    stop) load "$1"; stop ;;
    kill) load "$1"; end_engine ;;
    remove) remove "$1" ;;
    guard) cat >/dev/null; remove "$1" ;;
    enter) load "$1"; shift; enter "$@" ;;
    __daemon) load "$1"; exec unshare --mount --propagation unchanged "$SELF" __inside "$DIR" dockerd --config-file "$DIR/daemon.json" ;;
    __inside) load "$1"; shift; __inside "$@" ;;
    *) sed -n '2,16s/^# \{0,1\}//p' "$SELF"; exit 2 ;;
esac
