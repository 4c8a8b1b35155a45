"""Re-enacts the stages of docker/Dockerfile without a container engine.

stages.py BINARY: every stage has a clean folder, which holds what its COPY lines bring and nothing else,
and its RUN lines are carried out there. Three things are replaced. The Rust stage is not compiled once
more: cargo must accept its manifests and its lock file, and every file that the compiler has read for
BINARY must be there, unchanged. What a base image brings is taken for granted (BASE). What needs root in
a container is left out (NEEDS_A_CONTAINER).
"""

import filecmp
import fnmatch
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NEEDS_A_CONTAINER = ("apt-get ", "useradd ")
BASE = {"/etc/ssl/certs/ca-certificates.crt"}
INSTALLED = "/usr/local/bin/meeting-scheduler"

binary = Path(sys.argv[1]).resolve()
root = Path.cwd()


def fail(why):
    sys.exit(f"docker/Dockerfile: {why}")


def is_ignored(path, patterns):
    """As Docker reads .dockerignore: a pattern matches a path, and with it all that is below."""
    parts = path.split("/")
    ends = range(1, len(parts) + 1)
    return any(matches(parts[:end], pattern.split("/")) for pattern in patterns for end in ends)


def matches(parts, pattern):
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(matches(parts[at:], pattern[1:]) for at in range(len(parts) + 1))
    return bool(parts) and fnmatch.fnmatchcase(parts[0], pattern[0]) and matches(parts[1:], pattern[1:])


def context():
    """What a fresh clone would send to the engine."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    patterns = Path("docker/Dockerfile.dockerignore").read_text().split()
    return [
        path
        for path in listed.split("\0")
        if path and Path(path).is_file() and not is_ignored(path, patterns)
    ]


class Stage:
    def __init__(self, home, name):
        self.home = home / name
        self.home.mkdir()
        self.folder = "/"
        self.settings = {}

    def at(self, path):
        """Where a path of the stage is on this machine."""
        return self.home / os.path.normpath(os.path.join(self.folder, path)).lstrip("/")

    def copy(self, sources, target, find):
        into_folder = target.endswith("/") or len(sources) > 1
        for source in sources:
            found = find(source)
            if not found:
                fail(f"COPY {source}: there is no such file in what it is copied from")
            for below, path in found:
                to = self.at(target)
                if below:
                    to = to / below
                elif into_folder:
                    to = to / path.name
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, to)

    def run(self, command):
        settings = {
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "HOME", "LANG") or name.startswith(("npm_", "NPM_"))
        }
        settings |= self.settings | {"npm_config_prefer_offline": "true"}
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.at("."),
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            fail(f"RUN {command}: exit status {done.returncode}\n{done.stdout}{done.stderr}")


def in_context(files):
    def find(source):
        source = os.path.normpath(source)
        if source == ".":
            return [(path, root / path) for path in files]
        if source in files:
            return [("", root / source)]
        below = [path for path in files if path.startswith(source + "/")]
        return [(path[len(source) + 1 :], root / path) for path in below]

    return find


def in_stage(stage):
    def find(source):
        path = stage.at(source)
        if path.is_file():
            return [("", path)]
        if source in BASE:
            return [("", Path("/dev/null"))]
        return [(str(below.relative_to(path)), below) for below in path.rglob("*") if below.is_file()]

    return find


def rust_stage(stage):
    """Stands in for `cargo build`."""
    version = subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout
    host = re.search(r"^host: (\S+)", version, re.MULTILINE)[1]
    subprocess.run(
        ["cargo", "metadata", "--locked", f"--filter-platform={host}", "--format-version=1"],
        cwd=stage.at("."),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    depends = binary.with_name(binary.name + ".d").read_text()
    read = [Path(path.replace("\\ ", " ")) for path in re.split(r"(?<!\\) ", depends.strip())[1:]]
    ours = [path.relative_to(root) for path in read if path.is_relative_to(root) and path.is_file()]
    if len(ours) < 100:
        fail(f"{binary}.d names only {len(ours)} files of this project")
    # What an earlier stage has made anew may differ in its compression.
    made = ("crates/api/assets/dist", "crates/api/assets/web")
    for path in ours:
        copy = stage.at(str(path))
        if path.is_relative_to(made[0]) or path.is_relative_to(made[1]):
            continue
        if not copy.is_file():
            fail(f"the compiler reads {path}, which is not copied into the stage")
        if not filecmp.cmp(root / path, copy, shallow=False):
            fail(f"{path} is not what it was when {binary} was built")
    for folder in made:
        if not any(stage.at(folder).rglob("*.gz")):
            fail(f"{folder} is empty in the Rust stage")
    installed = stage.at(INSTALLED)
    installed.parent.mkdir(parents=True)
    shutil.copy2(binary, installed)


def carry_out(stage, instruction, rest, stages, files):
    words = rest.split()
    if instruction == "WORKDIR":
        stage.folder = os.path.normpath(os.path.join(stage.folder, rest))
        stage.at(".").mkdir(parents=True, exist_ok=True)
    elif instruction == "COPY" and words[0].startswith("--from="):
        source = stages[words[0].removeprefix("--from=")]
        stage.copy(words[1:-1], words[-1], in_stage(source))
    elif instruction == "COPY":
        stage.copy(words[:-1], words[-1], in_context(files))
    elif instruction == "ENV":
        stage.settings |= dict(pair.split("=", 1) for pair in shlex.split(rest))
    elif instruction == "RUN":
        command = re.sub(r"--mount=\S+\s*", "", rest)
        if "cargo build" in command:
            rust_stage(stage)
        elif not command.lstrip().startswith(NEEDS_A_CONTAINER):
            stage.run(command)
    elif instruction == "CMD":
        # As in the container, but that its paths are below the stage's folder.
        settings = stage.settings | {"DATA_DIR": str(stage.at(stage.settings["DATA_DIR"]))}
        command = stage.at(INSTALLED)
        subprocess.run([command, "check"], cwd=stage.at("."), env=settings, check=True)
    elif instruction not in ("VOLUME", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT"):
        fail(f"{instruction} is not re-enacted")


def main():
    lines = Path("docker/Dockerfile").read_text()
    lines = re.sub(r"^#.*\n", "", lines, flags=re.MULTILINE).replace("\\\n", " ")
    files = context()
    stages, stage = {}, None
    with tempfile.TemporaryDirectory(prefix="docker-stages.") as home:
        for instruction, rest in re.findall(r"^([A-Z]+) (.*)$", lines, re.MULTILINE):
            if instruction == "FROM":
                name = rest.split(" AS ")[1] if " AS " in rest else "last"
                stage = stages[name] = Stage(Path(home), name)
            else:
                carry_out(stage, instruction, rest, stages, files)


main()
