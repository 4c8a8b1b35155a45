"""Holds docker/ against the rest of the project: what it names must be there.

check.py BINARY: reads docker/Dockerfile and docker/compose.yml of the working directory.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import yaml

binary = sys.argv[1]
faults = []


def must(is_so, fault):
    if not is_so:
        faults.append(fault)


settings = set(re.findall(r"^#?([A-Z_]+)=", Path(".env.example").read_text(), re.MULTILINE))
commands = set(
    re.findall(
        r"^  ([a-z]+) ",
        subprocess.run([binary, "--help"], capture_output=True, text=True, check=True).stdout,
        re.MULTILINE,
    )
)
packages = {
    package["name"]: {
        target["name"] for target in package["targets"] if "bin" in target["kind"]
    }
    for package in json.loads(
        subprocess.run(
            ["cargo", "metadata", "--no-deps", "--format-version=1"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )["packages"]
}

dockerfile = Path("docker/Dockerfile").read_text().replace("\\\n", " ")
stages = re.findall(r"^FROM \S+ AS (\S+)", dockerfile, re.MULTILINE)
for instruction, rest in re.findall(r"^([A-Z]+) (.*)$", dockerfile, re.MULTILINE):
    words = rest.split()
    if instruction == "FROM":
        must(":" in words[0] and not words[0].endswith(":latest"), f"{words[0]} names no version")
    elif instruction == "COPY" and words[0].startswith("--from="):
        stage = words[0].removeprefix("--from=")
        must(stage in stages, f"there is no stage {stage}")
    elif instruction == "COPY":
        for source in words[:-1]:
            must(Path(source).exists(), f"COPY {source}: there is no such file")
    elif instruction == "ENV":
        for name in re.findall(r"([A-Z_]+)=", rest):
            must(name in settings, f"ENV {name} is no setting")
    elif instruction == "RUN":
        for script in re.findall(r"scripts/\S+", rest):
            must(Path(script).exists(), f"RUN {script}: there is no such file")
        for package in re.findall(r"--package (\S+)", rest):
            must("meeting-scheduler" in packages.get(package, ()), f"{package} builds no server")
    elif instruction in ("CMD", "HEALTHCHECK"):
        command = json.loads(rest[rest.index("[") :])[-1]
        must(command in commands, f"{instruction}: there is no command {command}")
must(re.search("^USER [1-9]", dockerfile, re.MULTILINE), "the image runs as root")
must("HEALTHCHECK" in dockerfile, "the image has no health check")

home = Path("docker")
compose = yaml.safe_load((home / "compose.yml").read_text())
client = re.search(r"postgresql-client-(\d+)", dockerfile)
served = re.match(r"postgres:(\d+)", compose["services"]["postgres"]["image"])
must(client and served, "pg_dump or the database has no version")
must(
    client and served and int(client[1]) >= int(served[1]),
    "pg_dump of the image is older than the database beside it",
)
volumes = set(compose["volumes"])
kept = re.findall(r"^VOLUME (\S+)", dockerfile, re.MULTILINE)
must(kept == ["/data"], "the image keeps its data elsewhere than in /data")
for name, service in compose["services"].items():
    if "build" in service:
        context = home / service["build"]["context"]
        must((context / service["build"]["dockerfile"]).is_file(), f"{name}: nothing to build")
        for setting in service["environment"]:
            must(setting in settings, f"{name}: {setting} is no setting")
        mounts = [volume.split(":") for volume in service.get("volumes", [])]
        for folder in kept:
            is_named = any(mount[0] in volumes and mount[1] == folder for mount in mounts)
            must(is_named, f"{name}: {folder} is no named volume and goes with the container")
        url = service["environment"]["DATABASE_URL"]
        must("@postgres:" in url, f"{name}: the database is not the one here")
        mail = service["environment"]["EMAIL_HOST"]
        must(mail in compose["services"], f"{name}: there is no service {mail}")
    else:
        image = service["image"]
        must(":" in image and not image.endswith(":latest"), f"{name}: {image} names no version")
    for other in service.get("depends_on", {}):
        must(other in compose["services"], f"{name}: there is no service {other}")
    for volume in service.get("volumes", []):
        must(volume.split(":")[0] in volumes, f"{name}: there is no volume {volume}")

for fault in faults:
    print(fault, file=sys.stderr)
sys.exit(bool(faults))
