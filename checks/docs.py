#!/usr/bin/python3
"""Holds the documents against the repository and the program: docs.py ROOT [KEYMASTER].

Every link leads to a file and a heading that exist. Every test named in backticks (`FooTests` or `FooTests.what_it_shows`)
exists. Every verb has its page in docs/commands, with every option that its help page shows; and every decision its
line in docs/adr/README.md.
"""

import re
import subprocess
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TEST = re.compile(r"`([A-Z][A-Za-z0-9]*(?:Tests|Contract))(?:\.([A-Za-z0-9_]+))?`")
METHOD = re.compile(r"^\s+(?:\S+ )*?(?:void|DynamicTest|Stream<DynamicTest>|Collection<DynamicTest>) (\w+)\(", re.M)
PARENT = re.compile(r"class \w+(?:<[^{]*>)?\s+extends (\w+)")
VERB = re.compile(r'new Entry\(\s*"([a-z][a-z -]*)"')


def documents(root):
    for path in sorted(root.rglob("*.md")):
        parts = path.relative_to(root).parts
        if not {"target", "node_modules", ".git", "resources"} & set(parts):
            yield path


def without_code(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def anchors(path):
    found = set()
    for line in without_code(path.read_text(encoding="utf-8")).splitlines():
        if line.startswith("#"):
            title = line.lstrip("#").strip().lower()
            found.add(re.sub(r"[^\w\- ]", "", title).replace(" ", "-"))
    return found


def broken_links(path):
    for target in LINK.findall(without_code(path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists():
            yield f"link to {target}, which does not exist"
        elif anchor and file.suffix == ".md" and anchor not in anchors(file):
            yield f"link to {target}: no such heading"


def tests(root):
    sources = {path.stem: path.read_text(encoding="utf-8") for path in root.rglob("src/test/java/**/*.java")}

    def methods(name):
        text = sources.get(name)
        if text is None:
            return set()
        parent = PARENT.search(text)
        return set(METHOD.findall(text)) | (methods(parent.group(1)) if parent else set())

    return {name: methods(name) for name in sources}


def missing_tests(path, known):
    for name, method in TEST.findall(path.read_text(encoding="utf-8")):
        if name not in known:
            yield f"no test class {name}"
        elif method and method not in known[name]:
            yield f"no test {name}.{method}"


def verbs(root):
    source = root / "cli/src/main/java/dev/keymaster/cli/Verbs.java"
    return VERB.findall(source.read_text(encoding="utf-8"))


def missing_pages(root):
    folder = root / "docs/commands"
    for verb in verbs(root):
        page = folder / (verb.split()[0] + ".md")
        if not page.exists():
            yield page, f"{verb} has no page"
        elif f"keymaster {verb}" not in page.read_text(encoding="utf-8"):
            yield page, f"does not show keymaster {verb}"


def missing_options(root, keymaster):
    for verb in verbs(root):
        page = root / "docs/commands" / (verb.split()[0] + ".md")
        told = subprocess.run([keymaster, "help", *verb.split()], capture_output=True, encoding="utf-8", check=True).stdout
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", told.split("\nExamples:")[0]))
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        for option in sorted(options):
            if not re.search(re.escape(option) + r"(?![a-z-])", text):
                yield page, f"{verb}: {option} is not on the page"


def unlisted_decisions(root):
    folder = root / "docs/adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(folder.glob("[0-9]*.md"))
    for before, path in zip(pages, pages[1:]):
        if before.name[:4] == path.name[:4]:
            yield path, f"has the number of {before.name}"
    for path in pages:
        if f"]({path.name})" not in index:
            yield folder / "README.md", f"{path.name} is not listed"
        status = re.search(r"^Status: (.*)$", path.read_text(encoding="utf-8"), re.M)
        if not status:
            yield path, "has no line 'Status:'"
        elif path.name in index and status.group(1) not in next(l for l in index.splitlines() if path.name in l):
            yield folder / "README.md", f"another status than {path.name}: {status.group(1)}"


def odd_changes(root):
    for path in sorted((root / "changes/unreleased").glob("*")):
        if not re.match(r"Kind: (Added|Changed|Fixed|Removed|Security)\n", path.read_text(encoding="utf-8")):
            yield path, "is not as changes/TEMPLATE says"


def main(root, keymaster=None):
    root = Path(root).resolve()
    known = tests(root)
    findings = list(missing_pages(root)) + list(unlisted_decisions(root)) + list(odd_changes(root))
    findings += list(missing_options(root, keymaster)) if keymaster else []
    pages = list(documents(root))
    for path in pages:
        findings += [(path, text) for text in broken_links(path)]
        findings += [(path, text) for text in missing_tests(path, known)]
    for path, text in findings:
        print(f"FAILED {path.relative_to(root)}: {text}")
    print(f"{len(pages)} documents, {sum(map(len, known.values()))} tests known, {len(findings)} findings")
    return 1 if findings or len(pages) < 20 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
