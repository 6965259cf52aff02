/**
 * What runs in the container: only what POSIX, busybox and GNU agree on. It says, after the token that it was given:
 *
 *     missing TOOL      and ends, where the image lacks one
 *     mounts            the mount table of the container, in which the root is at its own path
 *     capacity …        fundamental block size, blocks, free ones, available ones
 *     i …|…|…|PATH      for each inode: device, inode, links, blocks, length, mode, device that it is; changed; born; path
 *     now SECONDS       the engine's clock, once everything was listed
 *     files             tar archives, one after the other, of what surveys read
 *     end               as a block of 512 bytes
 *
 * A token can be in no name: it is newer than the names. Mounts are listed, not entered: by their device, or by their path
 * where that says nothing, for a directory of the same filesystem that is mounted again, and on btrfs, whose subvolumes
 * have devices of their own and are no mounts.
 *
 * Of the files, databases come three times, because who writes them does not stop for us. A blob that begins like JSON is
 * taken for it; `distribution` and `tar-split.json.gz` are not read by anybody. When a directory of the root is asked for, it
 * alone is listed, without files: if no symlink is on the way there, which `find` would follow.
 */
export const LISTING_SCRIPT = String.raw`T=$1 R=$2 M=$3 D=$4
for tool in cat date find head sed stat tar xargs; do
  command -v "$tool" >/dev/null 2>&1 || { printf '\n%s missing %s\n%s ' "$T" "$tool" "$T"; exit 0; }
done
pattern() {
  decoded=$(printf '%s' "$1" | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')
  printf '%b.' "$decoded" | sed 's/[][*?\\]/\\&/g'
}
printf '\n%s mounts\n' "$T"
cat /proc/self/mountinfo
printf '%s capacity %s\n' "$T" "$(stat -f -c '%S %b %f %a' "$R")"
device= stay=-xdev
while read -r _ _ d _ p rest; do
  [ "$p" = "$M" ] || continue
  device=$d stay=-xdev
  case $rest in *' - btrfs '*) stay= ;; esac
done </proc/self/mountinfo
p=$D
while [ "$p" != "$R" ] && [ -n "$p" ]; do
  [ -h "$p" ] && D=$R/./followed
  p=${'$'}{p%/*}
done
set --
while read -r _ _ d _ p rest; do
  case $p in "$M"/*) ;; *) continue ;; esac
  [ -z "$stay" ] || [ "$d" = "$device" ] || continue
  case $p in *[\\*?[]*) p=$(pattern "$p") p=${'$'}{p%.} ;; esac
  set -- "$@" -o -path "$p"
done </proc/self/mountinfo
find "$D" $stay -print0 \( -path "$R//." "$@" \) -prune |
  xargs -0 -r stat -c "$T i %d %i %h %b %s %f %t:%T|%y|%w|%n"
printf '%s now %s\n%s files\n%s ' "$T" "$(date +%s)" "$T" "$T"
[ "$D" = "$R" ] || { printf '%-512s' "$T end"; exit 0; }
cd / || exit 1
r=.$R
some() { find "$@" -print0 2>/dev/null; }
databases() {
  some "$r/buildkit" -maxdepth 2 -name '*.db' -type f -size -1073741825c
  for c in "$r" "$r/containerd/daemon"; do
    some "$c/io.containerd.metadata.v1.bolt" -maxdepth 1 -name meta.db -type f -size -1073741825c
    for s in "$c"/io.containerd.snapshotter.v1.*; do
      some "$s" -maxdepth 1 -name metadata.db -type f -size -1073741825c
    done
  done
}
archive() { xargs -0 -r tar -cf -; }
{
  some "$r" -maxdepth 1 -name engine-id -type f -size -4097c
  some "$r/image" -name distribution -type d -prune -o -type f ! -name tar-split.json.gz -size -16777217c
  some "$r/containers" -mindepth 2 -maxdepth 2 \( -name config.v2.json -o -name hostconfig.json \) -type f -size -16777217c
  some "$r/volumes" -mindepth 2 -maxdepth 2 -name opts.json -type f -size -16777217c
  some "$r/overlay2" -mindepth 2 -maxdepth 2 -name link -type f -size -4097c
  for c in "$r" "$r/containerd/daemon"; do
    find "$c/io.containerd.content.v1.content/blobs" -type f -size -8388609c -exec sh -c '
      for f; do case $(head -c 1 "$f") in "{" | " " | "	" | "") printf "%s\0" "$f" ;; esac; done' sh {} + 2>/dev/null
  done
} | archive
for time in 1 2 3; do databases | archive; done
printf '%-512s' "$T end"
`

/** Its arguments: `token` is random, `directory` the absolute path that is listed, in `root` or that itself. */
export function listingArguments(token: string, root: string, directory: string): readonly string[] {
  return [token, root, asInMountTable(root), directory]
}

/** Space, tab, newline and backslash are three octal digits there. */
function asInMountTable(path: string): string {
  return path.replace(/[ \t\n\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)
}
