#!/usr/bin/env bash
# Private Docker engines of several generations, side by side, for tests. Debian, root.
#
#   engine.sh chroot <version>                build the version's chroot unless it is there; prints its path
#   engine.sh up     <version> <driver> <dir> start an engine in <dir>, or start it again
#   engine.sh stop   <dir>                    stop it as a shutdown does; the data root stays
#   engine.sh kill   <dir>                    end it as a power cut does; the data root stays
#   engine.sh remove <dir>                    kill it, undo its mounts and cgroups, remove <dir>
#   engine.sh guard  <dir>                    wait for the end of standard input, then remove
#   engine.sh enter  <dir> CMD...             run CMD in the engine's own namespace
#
# Drivers: overlay2; and from 26.1 on the containerd image store, with one of three snapshotters in dockerd's own
# containerd (containerd: overlayfs, containerd-native, containerd-btrfs), or with overlayfs in a containerd beside it, as
# a distribution has it (containerd-system: its root is <dir>/containerd). An engine that is started again may be given
# another driver: what the last one left is then still in the data root.
#
# Chroots are kept in $ENGINES (default /srv/engines). An engine has a mount namespace whose root is its chroot: a plain
# chroot is not enough, because `docker exec` would land in the host's root. Its /run and /tmp are its own. <dir> is
# mounted at the same path inside and is shared, so that the paths in API answers are paths of this machine and the
# overlay mounts of running containers show here, as they do under an engine that a distribution started.
set -euo pipefail
SELF=$(realpath "$0")
ENGINES=${ENGINES:-/srv/engines}

die() { echo "engine.sh: $*" >&2; exit 1; }

# One line for each generation: Debian release, packages besides the common ones, version of containerd's configuration
# (0: the engine has no image store in containerd).
generation() { # version
    case $1 in
        20.10) SUITE=bookworm PACKAGES='' CONTAINERD=0 ;;
        26.1) SUITE=trixie PACKAGES='docker-cli docker-buildx' CONTAINERD=2 ;;
        28.5) SUITE=forky PACKAGES='docker-cli docker-buildx' CONTAINERD=3 ;;
        *) die "unknown version $1 (20.10, 26.1 or 28.5)" ;;
    esac
    CHROOT=$ENGINES/$SUITE
}

# One line for each driver: its name for dockerd, whether it is a snapshotter.
driver() { # driver
    case $1 in
        overlay2) STORAGE=overlay2 STORE=false ;;
        containerd | containerd-system) STORAGE=overlayfs STORE=true ;;
        containerd-native) STORAGE=native STORE=true ;;
        containerd-btrfs) STORAGE=btrfs STORE=true ;;
        *) die "unknown driver $1 (overlay2, containerd, containerd-native, containerd-btrfs or containerd-system)" ;;
    esac
    [ "$STORE" = false ] || [ "$CONTAINERD" != 0 ] || die "$VERSION has no image store in containerd"
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
        apt-get install -y --no-install-recommends --no-upgrade docker.io containerd runc busybox-static btrfs-progs $PACKAGES &&
        apt-get clean"
}

complete() { # is there all that this script needs? A chroot of an earlier day may have less
    [ -e "$CHROOT/.ready" ] && [ -x "$CHROOT/usr/sbin/mkfs.btrfs" ]
}

chroot_of() { # version
    generation "$1"
    mkdir -p "$ENGINES"
    (
        flock 9
        if ! complete; then
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
    driver "$DRIVER"
    KEY=$(printf %s "$DIR" | sha1sum | cut -c1-10)
}

namespace_of() { readlink "/proc/$1/ns/mnt" 2>/dev/null; }

daemon() { # its pid, if it runs and is really ours
    local pid
    pid=$(cat "$DIR/${1:-docker}.pid" 2>/dev/null) || return 1
    [ "$(namespace_of "$pid")" = "$(cat "$DIR/namespace" 2>/dev/null)" ] && echo "$pid"
}

configure() {
    local features='"buildkit": true'
    [ "$CONTAINERD" = 0 ] || features+=", \"containerd-snapshotter\": $STORE"
    cat >"$DIR/daemon.json" <<JSON
{
  "data-root": "$DIR/docker",
  "exec-root": "/run/docker",
  "pidfile": "$DIR/docker.pid",
  "hosts": ["unix://$DIR/docker.sock"],
  "storage-driver": "$STORAGE",
  "features": { $features },
  "bridge": "none",
  "iptables": false,
  "cgroup-parent": "/plimsoll-$KEY",
  "shutdown-timeout": 15
}
JSON
    [ "$DRIVER" = containerd-system ] || return 0
    mkdir -p "$DIR/containerd"
    printf 'version = %s\nroot = "%s"\nstate = "/run/containerd"\n' "$CONTAINERD" "$DIR/containerd" >"$DIR/containerd.toml"
}

up() { # version, driver, dir
    VERSION=$1 DRIVER=$2 DIR=$(realpath -m "$3")
    chroot_of "$VERSION"
    driver "$DRIVER"
    mkdir -p "$DIR/docker"
    daemon >/dev/null || printf 'VERSION=%s\nDRIVER=%s\n' "$VERSION" "$DRIVER" >"$DIR/engine.env"
    load "$DIR"
    exec 8>"$DIR/lock"
    flock 8 # remove waits until a start has ended one way or the other
    mounted "$DIR" || { mount --bind "$DIR" "$DIR"; mount --make-shared "$DIR"; }
    [ "$STORAGE" != btrfs ] || mount_btrfs
    daemon >/dev/null || { configure; start; }
}

mount_btrfs() { # the data root on a filesystem of its own, in a sparse file
    ! mounted "$DIR/docker" || return 0
    if [ ! -f "$DIR/btrfs.img" ]; then
        [ -z "$(ls -A "$DIR/docker")" ] || die "$DIR/docker is not empty, and would be hidden by a filesystem on it"
        truncate -s 2G "$DIR/btrfs.img.new"
        unshare --mount --propagation unchanged "$SELF" __inside "$DIR" mkfs.btrfs -q "$DIR/btrfs.img.new"
        mv "$DIR/btrfs.img.new" "$DIR/btrfs.img"
    fi
    mount -o loop "$DIR/btrfs.img" "$DIR/docker"
}

daemon_script() { # for sh in the engine's namespace; $0 is the engine's directory
    [ "$DRIVER" != containerd-system ] || cat <<'SH'
containerd --config "$0/containerd.toml" >>"$0/containerd.log" 2>&1 &
echo $! >"$0/containerd.pid"
until [ -S /run/containerd/containerd.sock ]; do kill -0 $! && sleep 0.1 || exit 1; done
SH
    echo 'exec dockerd --config-file "$0/daemon.json"'
}

start() {
    local pid
    rm -f "$DIR/docker.sock" "$DIR/docker.pid" "$DIR/containerd.pid"
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

undo_mounts() { # what the engine left mounted below its directory, the deepest first; not what we mounted for it
    local at ours=
    [ ! -f "$DIR/btrfs.img" ] || ours=$DIR/docker
    awk -v d="$DIR/" -v ours="$ours" 'index($5, d) == 1 && $5 != ours { print $5 }' /proc/self/mountinfo | sort -r |
        while read -r at; do umount "$at" 2>/dev/null || umount -l "$at" || true; done
}

end_engine() {
    end_processes
    undo_mounts
    find /sys/fs/cgroup -depth -type d -path "*/plimsoll-$KEY*" -exec rmdir {} + 2>/dev/null || true
    rm -f "$DIR/docker.sock" "$DIR/docker.pid" "$DIR/containerd.pid" "$DIR/namespace"
}

stop() {
    local pid name
    for name in docker containerd; do # containerd has a file only where it is not dockerd's own
        pid=$(daemon "$name") || continue
        kill "$pid"
        for _ in $(seq 600); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    done
    end_engine
}

remove() { # dir
    [ -f "$1/engine.env" ] || { rmdir "$1" 2>/dev/null || true; return 0; } # nothing was started here
    load "$1"
    exec 8>"$DIR/lock"
    flock 8
    end_engine
    ! mounted "$DIR/docker" || umount "$DIR/docker" 2>/dev/null || umount -l "$DIR/docker" # its loop device goes with it
    while mounted "$DIR"; do umount "$DIR" 2>/dev/null || umount -l "$DIR"; done
    rm -rf --one-file-system "$DIR"
    rmdir -p "$CHROOT$DIR" 2>/dev/null || true
}

command=${1:-}
shift || true
case $command in
    chroot) chroot_of "$1"; echo "$CHROOT" ;;
    up) up "$@" ;;
    stop) load "$1"; stop ;;
    kill) load "$1"; end_engine ;;
    remove) remove "$1" ;;
    guard) cat >/dev/null; remove "$1" ;;
    enter) load "$1"; shift; enter "$@" ;;
    __daemon) load "$1"; exec unshare --mount --propagation unchanged "$SELF" __inside "$DIR" sh -c "$(daemon_script)" "$DIR" ;;
    __inside) load "$1"; shift; __inside "$@" ;;
    *) sed -n '2,21s/^# \{0,1\}//p' "$SELF"; exit 2 ;;
esac
