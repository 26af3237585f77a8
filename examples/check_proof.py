"""Check what `commonhold manifest prove` printed, with nothing but Python: PROOF [BUNDLE.JSON [FILE]]."""

import hashlib
import json
import sys
from pathlib import Path


def sha256(*parts):
    """Return the hash of bytes in pieces."""
    return hashlib.sha256(b"".join(parts)).digest()


proof, *others = (Path(name).read_bytes() for name in sys.argv[1:])
proof = json.loads(proof)
line, hashes = proof["line"].encode(), [bytes.fromhex(each) for each in proof["hashes"]]
node, index, last = sha256(b"\0", line), proof["index"], proof["size"] - 1
holds = 0 <= index <= last
while holds and last:  # from the line up to the root of the tree, RFC 6962
    if index ^ 1 <= last:
        beside = hashes.pop(0) if hashes else b""
        node = sha256(b"\1", beside, node) if index % 2 else sha256(b"\1", node, beside)
    index, last = index // 2, last // 2
holds = holds and not hashes and node.hex() == proof["root"]
if others:  # the bundle that is meant has this very root
    holds &= sha256(others[0]).hex() == proof["bundle_sha256"] and json.loads(others[0])["merkle_root"] == proof["root"]
if others[1:]:  # the line is about this very file
    name = hashlib.sha1(b"blob %d\0" % len(others[1]) + others[1], usedforsecurity=False).hexdigest()
    holds &= json.loads(line)["id"] == f"swh:1:cnt:{name}"
sys.exit(print("The proof holds:", line.decode()) if holds else "The proof does not hold.")
