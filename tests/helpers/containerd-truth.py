#!/usr/bin/env python3
"""What is where in containerd's store, for an engine's data root. A witness: nothing of Plimsoll's own is used here.

    containerd-truth.py <data root> <root of containerd> <snapshotter>

Prints one JSON object, see containerd-truth.ts. Names come from the databases, sizes from du. Nothing is asked of the
engine and nothing is locked, so the engine has to be stopped or at rest.
"""

import json
import os
import struct
import subprocess
import sys

DATA_ROOT, ROOT, SNAPSHOTTER = sys.argv[1:]
SNAPSHOTS = f"{ROOT}/io.containerd.snapshotter.v1.{SNAPSHOTTER}"
BLOBS = f"{ROOT}/io.containerd.content.v1.content/blobs"
KINDS = {1: "view", 2: "active", 3: "committed"}


# ---- bbolt ----------------------------------------------------------------------------------------------------------


def checksum(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


class Database:
    """A bbolt file as nested dictionaries of bytes, as of the newest transaction whose meta page is whole."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        metas = [self.meta(at) for at in (0, 4096)]
        newest = max((meta for meta in metas if meta), key=lambda meta: meta[2])
        self.page_size = newest[0]
        self.tree = self.bucket(newest[1])

    def meta(self, at):
        magic, version, page_size, _, root, _, _, _, txid, sum_ = struct.unpack_from("<IIIIQQQQQQ", self.data, at + 16)
        whole = magic == 0xED0CDAED and version == 2 and checksum(self.data[at + 16 : at + 72]) == sum_
        return (page_size, root, txid) if whole else None

    def bucket(self, page):
        return self.page(page * self.page_size)

    def page(self, at, data=None):
        data = self.data if data is None else data
        flags, count = struct.unpack_from("<HH", data, at + 8)
        found = {}
        for element in range(at + 16, at + 16 + count * 16, 16):
            if flags & 1:  # branch
                found.update(self.bucket(struct.unpack_from("<IIQ", data, element)[2]))
                continue
            is_bucket, pos, key_size, value_size = struct.unpack_from("<IIII", data, element)
            key = data[element + pos : element + pos + key_size]
            value = data[element + pos + key_size : element + pos + key_size + value_size]
            found[key] = self.child(value) if is_bucket & 1 else value
        return found

    def child(self, value):
        root = struct.unpack_from("<Q", value)[0]
        return self.bucket(root) if root else self.page(16, value)


def read(path):
    return Database(path).tree if os.path.exists(path) else {}


def uvarint(data):
    return sum((byte & 127) << 7 * i for i, byte in enumerate(data))


def varint(data):
    value = uvarint(data)
    return value >> 1 ^ -(value & 1)


# ---- the disk -------------------------------------------------------------------------------------------------------


def du(path, *options):
    if path is None or not os.path.lexists(path):
        return None
    command = ["du", "-x", "-s", "--block-size=1", *options, path]
    return int(subprocess.run(command, capture_output=True, check=True).stdout.split()[0])


def measured(path):
    return {"directory": path, "allocated": du(path), "apparent": du(path, "--apparent-size")}


def names_in(path):
    return set(os.listdir(path)) if os.path.isdir(path) else set()


def directory_of(kind, number):
    if SNAPSHOTTER == "btrfs":
        path = f"{SNAPSHOTS}/{'snapshots' if kind == 'committed' else kind}/{number}"
    else:
        path = f"{SNAPSHOTS}/snapshots/{number}" + ("/fs" if SNAPSHOTTER == "overlayfs" else "")
    return path if os.path.isdir(path) else None


# ---- what the databases say -----------------------------------------------------------------------------------------

meta = {ns: b for ns, b in read(f"{ROOT}/io.containerd.metadata.v1.bolt/meta.db")[b"v1"].items() if isinstance(b, dict)}
stored = read(f"{SNAPSHOTS}/metadata.db").get(b"v1", {}).get(b"snapshots", {})
cache = read(f"{DATA_ROOT}/buildkit/containerd-{SNAPSHOTTER}/metadata_v2.db").get(b"_main", {})
containers = names_in(f"{DATA_ROOT}/containers")


def json_value(record, key):
    return json.loads(record.get(key, b'{"value":null}'))["value"]


records = {
    key.decode(): (json_value(record, b"cache.snapshot"), json_value(record, b"cache.blob")) for key, record in cache.items()
}
known = {}  # the snapshotter's key -> (namespace, the name that containerd's client gave)
for ns, bucket in meta.items():
    for name, snapshot in bucket.get(b"snapshots", {}).get(SNAPSHOTTER.encode(), {}).items():
        known[snapshot[b"name"]] = (ns.decode(), name.decode())


def owner(name):
    base = name.removesuffix("-init")
    if name.endswith("-view"):
        return "build-cache-view"
    if name.startswith("sha256:"):
        return "layer"
    if base in containers:
        return "container-init" if name.endswith("-init") else "container"
    if any(snapshot == base for snapshot, _ in records.values()):
        return "build-cache"
    if len(base) == 64 and name.endswith("-init"):
        return "gone-container-init"
    return "unknown"


def number_of(key):
    return uvarint(stored[key][b"id"])


def snapshots():
    for key, snapshot in stored.items():
        namespace, name = known.get(key, (None, None))
        kind = KINDS[snapshot[b"kind"][0]]
        parent = snapshot.get(b"parent", b"")
        yield {
            "number": number_of(key),
            "kind": kind,
            "key": key.decode(),
            "namespace": namespace,
            "name": name,
            "owner": "unknown" if name is None else owner(name),
            "parent": number_of(parent) if parent else None,
            "size": varint(snapshot[b"size"]) if b"size" in snapshot else None,
            **measured(directory_of(kind, number_of(key))),
        }


numbers = {name: number_of(key) for key, (_, name) in known.items() if key in stored}


def blob_path(digest):
    return f"{BLOBS}/{digest.replace(':', '/')}"


def blobs():
    found = {}
    for ns, bucket in meta.items():
        for digest, blob in bucket.get(b"content", {}).get(b"blob", {}).items():
            size, namespaces = found.setdefault(digest.decode(), (varint(blob[b"size"]), []))
            namespaces.append(ns.decode())
    holders = holders_of_blobs()
    for digest, (size, namespaces) in found.items():
        path = blob_path(digest)
        held = sorted(set(holders.get(digest, [])))
        yield {"digest": digest, "namespaces": sorted(namespaces), "size": size, **measured(path), "holders": held}


def holders_of_blobs():
    holders = {}
    for ns, bucket in meta.items():
        for name, image in bucket.get(b"images", {}).items():
            holders.setdefault(image[b"target"][b"digest"].decode(), []).append(f"image {name.decode()}")
        for name, lease in bucket.get(b"leases", {}).items():
            for digest in lease.get(b"content", {}):
                holders.setdefault(digest.decode(), []).append(f"lease {name.decode()}")
        for digest, blob in bucket.get(b"content", {}).get(b"blob", {}).items():
            for label, value in blob.get(b"labels", {}).items():
                if label.startswith(b"containerd.io/gc.ref.content"):
                    holders.setdefault(value.decode(), []).append(f"blob {digest.decode()}")
    for record, (_, blob) in records.items():
        if blob:
            holders.setdefault(blob, []).append(f"build-cache {record}")
    return holders


def strangers():
    """Names on disk that no database knows."""
    recorded = {str(number_of(key)) for key in stored}
    folders = ("active", "view", "snapshots") if SNAPSHOTTER == "btrfs" else ("snapshots",)
    for folder in folders:
        for name in sorted(names_in(f"{SNAPSHOTS}/{folder}") - recorded):
            yield f"{SNAPSHOTS}/{folder}/{name}"
    known_blobs = {digest.decode() for b in meta.values() for digest in b.get(b"content", {}).get(b"blob", {})}
    for name in sorted(names_in(f"{BLOBS}/sha256")):
        if f"sha256:{name}" not in known_blobs:
            yield f"{BLOBS}/sha256/{name}"


json.dump(
    {
        "snapshots": sorted(snapshots(), key=lambda snapshot: snapshot["number"]),
        "containers": [
            {"id": id_, "writable": numbers.get(id_), "init": numbers.get(f"{id_}-init")} for id_ in sorted(containers)
        ],
        "buildCache": [
            {"id": id_, "snapshot": snapshot, "number": numbers.get(snapshot), "blob": blob}
            for id_, (snapshot, blob) in sorted(records.items())
        ],
        "blobs": sorted(blobs(), key=lambda blob: blob["digest"]),
        "strangers": list(strangers()),
    },
    sys.stdout,
)
