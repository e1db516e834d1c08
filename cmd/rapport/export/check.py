#!/usr/bin/env python3
"""Checks that this export was not altered since it was made: python3 check.py
It needs nothing but Python. README.txt says what it cannot see."""
import hashlib, hmac, json, os, sys
os.chdir(os.path.dirname(os.path.abspath(__file__)))
wrong, sha = [], lambda data: hashlib.sha256(data).hexdigest()
read = lambda name: open(name, "rb").read()
sums = read("SHA256SUMS")
listed = dict(reversed(line.split("  ", 1)) for line in sums.decode().splitlines())
there = {os.path.relpath(os.path.join(d, f), ".").replace(os.sep, "/") for d, _, names in os.walk(".") for f in names}
wrong += [f"{name} is missing" for name in sorted(set(listed) - there)]
wrong += [f"{name} was added" for name in sorted(there - set(listed) - {"SHA256SUMS"})]
wrong += [f"{name} was changed" for name in sorted(set(listed) & there) if sha(read(name)) != listed[name]]
links = [json.loads(line) for line in open("chain.jsonl", encoding="utf-8")]
hashes, proved = {l["entry"]: l["hash"] for l in links}, 0
for l in links:
    entry = f"entry {l['entry']}"
    if "canonical" in l and sha(bytes.fromhex(l["before"]) + l["canonical"].encode()) != l["hash"]:
        wrong.append(f"{entry} of the chain was changed")
    if hashes.get(l["entry"] - 1, l["before"]) != l["before"]:
        wrong.append(f"{entry} does not follow the entry before it")
    if l.get("mail") in there and sha(read(l["mail"])) != l["sha256"]:
        wrong.append(f"{l['mail']} is not the mail of {entry}")
    if "content" in l:
        proved += 1
        digest = hmac.new(bytes.fromhex(l["key"]), l["content"].encode(), hashlib.sha256).hexdigest()
        if f"\ncontent:{digest}\n" not in l["canonical"] or f"raw 64\n{l['sha256']}\n" not in l["content"]:
            wrong.append(f"the content of {entry} is not what the chain covers")
print("\n".join(wrong) or f"Nothing was altered: {len(listed)} files, {len(links)} links of the chain, {proved} with their content.")
print("Seal:", sha(sums))
sys.exit(1 if wrong else 0)
