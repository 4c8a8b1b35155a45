"""Validates openapi.json and its examples, then uses the Python client made of it."""

import importlib
import json
import pkgutil
import sys
from pathlib import Path

from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

document = json.loads(Path(sys.argv[1]).read_text())
schemas = document["components"]["schemas"]


def check(schema, example, where):
    """Resolves references by standing the components beside the schema."""
    root = {"components": document["components"], "allOf": [schema]}
    faults = list(OAS30Validator(root, format_checker=OAS30Validator.FORMAT_CHECKER).iter_errors(example))
    assert not faults, f"{where}: {faults[0].message}"


def operations():
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield f"{method.upper()} {path}", operation


def resolved(node):
    while "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def check_media(media, where):
    schema = resolved(media["schema"])
    examples = [example["value"] for example in media.get("examples", {}).values()]
    examples += [holder["example"] for holder in (media, schema) if "example" in holder]
    for example in examples:
        check(media["schema"], example, where)
    return len(examples)


OpenAPIV30SpecValidator(document).validate()

count = 0
for name, schema in schemas.items():
    if "example" in schema:
        check(schema, schema["example"], name)
for where, operation in operations():
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    responses = operation["responses"]
    bodies += [resolved(response) for response in responses.values()]
    for body in bodies:
        for media_type, media in body.get("content", {}).items():
            found = check_media(media, where)
            assert found or media_type != "application/json" or media["schema"] == {"type": "object"}, (
                f"{where}: a body has no example"
            )
            count += found
    for status, response in responses.items():
        headers = resolved(response).get("headers", {})
        assert "X-Request-Id" in headers, f"{where} {status}: no X-Request-Id"
        if status >= "400":
            assert list(resolved(response)["content"]) == ["application/problem+json"], f"{where} {status}"

sys.path.insert(0, sys.argv[2])
client = importlib.import_module("meeting_scheduler_client")
modules = [m.name for m in pkgutil.walk_packages(client.__path__, client.__name__ + ".")]
for module in modules:
    importlib.import_module(module)
models = importlib.import_module("meeting_scheduler_client.models")
for name in ["User", "Meeting", "MeetingListItemPage", "Participant", "ConflictReport", "Notification"]:
    model, example = getattr(models, name), schemas[name]["example"]
    back = model.from_dict(example).to_dict()
    plain = json.loads(json.dumps(back).replace("+00:00", "Z"))
    assert plain == example, f"{name} is not the same after a round trip: {plain}"

calls = sum(1 for _ in operations())
print(f"openapi.json is valid: {calls} operations, {count} examples; the Python client's {len(modules)} modules load")
