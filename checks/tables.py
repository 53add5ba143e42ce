#!/usr/bin/python3
"""Extracts from a vendor's OpenAPI file the facts that a stand-in holds requests and answers against.

tables.py VENDOR SPEC > testkit/src/main/resources/dev/keymaster/standin/VENDOR.table

Facts alone: method, path, parameters, the fields of bodies with their types, the documented statuses. No description is
copied. What the file cannot say (an admin API that it leaves out, what a newer client sends) stands in VENDOR-more.table,
written by hand. Needs PyYAML; the tests do not run this.

A shape is a list of fields, one a line: path, type, `!` where the field must be there. `[]` is an item of a list, `*` an
object that takes other members too; types are joined by `|`; `any` is not looked into.
"""

import sys

import yaml

VENDORS = {
    "openrouter": (
        "OpenRouterTeam/docs, openapi/openapi.yaml at c26125a5fa92cb52ac67f0c75b717229567db716, 2026-08-22",
        [
            "GET /keys", "POST /keys", "GET /keys/{hash}", "PATCH /keys/{hash}", "DELETE /keys/{hash}", "GET /key",
            "GET /credits", "GET /activity", "GET /models", "POST /chat/completions",
        ],
    ),
    "openai": (
        "openai/openai-openapi, openapi.yaml at f85dbe223d40e1a31cba812ab2d755c7e98a92a3, 2026-08-21",
        [
            "GET /models", "GET /models/{model}", "POST /chat/completions",
            "GET /organization/admin_api_keys", "POST /organization/admin_api_keys",
            "GET /organization/admin_api_keys/{key_id}", "DELETE /organization/admin_api_keys/{key_id}",
            "GET /organization/projects", "GET /organization/projects/{project_id}",
            "GET /organization/projects/{project_id}/api_keys",
            "GET /organization/projects/{project_id}/api_keys/{api_key_id}",
            "DELETE /organization/projects/{project_id}/api_keys/{api_key_id}",
            "GET /organization/projects/{project_id}/service_accounts",
            "POST /organization/projects/{project_id}/service_accounts",
            "GET /organization/projects/{project_id}/service_accounts/{service_account_id}",
            "DELETE /organization/projects/{project_id}/service_accounts/{service_account_id}",
            "POST /organization/projects/{project_id}/service_accounts/{service_account_id}/api_keys",
            "GET /organization/costs", "GET /organization/usage/completions",
        ],
    ),
    "anthropic": (
        "tryAGI/Anthropic, src/libs/Anthropic/openapi.yaml at 8b42a21e6aa7fc9b521cc0c1581f586480b5cad3, 2026-08-18",
        ["GET /v1/models", "GET /v1/models/{model_id}", "POST /v1/messages"],
    ),
    "stability": (
        "Stability-AI/rest-api-support, spec/v1.yaml at 99d5cfaed49937409eb904149b12ac8ed7a2bd54, 2023-03-26",
        ["GET /user/account", "GET /user/balance", "GET /engines/list", "POST /generation/{engine_id}/text-to-image"],
    ),
    "elevenlabs": (
        "tryAGI/ElevenLabs, src/libs/ElevenLabs/openapi.json at 5e7519203beecdec30d2d6e8de0b2f696a625156, 2026-08-22",
        [
            "GET /v1/user", "GET /v1/user/subscription", "GET /v1/service-accounts",
            "GET /v1/service-accounts/{service_account_user_id}/api-keys",
            "POST /v1/service-accounts/{service_account_user_id}/api-keys",
            "PATCH /v1/service-accounts/{service_account_user_id}/api-keys/{api_key_id}",
            "DELETE /v1/service-accounts/{service_account_user_id}/api-keys/{api_key_id}",
        ],
    ),
    "mistral": (
        "mistralai/platform-docs-public, openapi-public-doc.yaml at 222f4ba9114f84ce9f2d718b9a12fbac1e527f4b, 2026-08-21",
        ["GET /v1/models", "GET /v1/admin/api-keys", "POST /v1/admin/api-keys", "DELETE /v1/admin/api-keys/{key_id}"],
    ),
    "huggingface": (
        "tryAGI/HuggingFace, src/libs/HuggingFace/openapi.json at 7db28f2eda46c70dfa297b108ba80264a33cff4f, 2026-08-18",
        [
            "GET /api/whoami-v2", "POST /api/credentials/revoke", "GET /api/organizations/{name}/service-accounts",
            "POST /api/organizations/{name}/service-accounts/{serviceAccountId}/tokens",
            "DELETE /api/organizations/{name}/service-accounts/{serviceAccountId}/tokens/{tokenId}",
        ],
    ),
}
DEPTH = 7  # of fields that are looked into; below chat requests 3, for they are not what is tested
NO_BODY = "-"


class Spec:
    def __init__(self, text):
        self.root = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.shapes = {}

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.root
            for part in node["$ref"].removeprefix("#/").split("/"):
                part = part.replace("~1", "/").replace("~0", "~")
                target = target[part] if part in target else target[int(part)]  # YAML reads 401 as a number
            node = target
        return node or {}

    def merged(self, node, seen=()):
        """A schema without references, allOf, anyOf and oneOf: a field is required if every alternative requires it."""
        if "$ref" in node:
            if node["$ref"] in seen:
                return {"type": {"any"}}
            return self.merged(self.resolve(node), (*seen, node["$ref"]))
        types = node.get("type", [])
        out = {
            "type": set([types] if isinstance(types, str) else types),
            "properties": dict(node.get("properties", {})),
            "required": set(node.get("required", [])),
            "items": node.get("items"),
            "enum": None,
            "format": node.get("format"),
            "open": node.get("additionalProperties") not in (None, False),
            "seen": seen,
        }
        values = [node["const"]] if "const" in node else node.get("enum")
        if values is not None:
            out["enum"] = {str(v) for v in values if isinstance(v, str)} or None
            if out["enum"] and not out["type"]:
                out["type"].add("string")
        if node.get("nullable"):
            out["type"].add("null")
        if out["properties"] and not out["type"]:
            out["type"].add("object")
        for part in node.get("allOf", []):
            self.add(out, self.merged(part, seen), every=False)
        choices = [self.merged(part, seen) for part in node.get("anyOf", []) + node.get("oneOf", [])]
        if choices:
            union = choices[0]
            for other in choices[1:]:
                self.add(union, other, every=True)
            self.add(out, union, every=False)
        return out

    @staticmethod
    def add(out, other, every):
        objects = [s for s in (out, other) if s.get("properties")]
        if every:
            if len(objects) == 2:
                out["required"] = out["required"] & other["required"]
            elif other.get("properties"):
                out["required"] = set(other["required"])
            out["enum"] = out["enum"] | other["enum"] if out["enum"] and other.get("enum") else (
                out["enum"] if other["type"] <= {"null"} else other.get("enum") if out["type"] <= {"null"} else None)
            out["type"] = out["type"] | other["type"]
            out["format"] = out["format"] if other["type"] <= {"null"} else other.get("format")
            for name, schema in other.get("properties", {}).items():
                known = out["properties"].get(name)
                out["properties"][name] = schema if known is None else {"anyOf": [known, schema]}
        else:
            out["required"] |= other.get("required", set())
            out["type"] |= other["type"]
            out["enum"] = other.get("enum") or out["enum"]
            out["format"] = other.get("format") or out["format"]
            out["properties"] |= other.get("properties", {})
        out["items"] = out["items"] or other.get("items")
        out["open"] = out["open"] or other.get("open", False)
        out["seen"] = tuple(dict.fromkeys((*out["seen"], *other.get("seen", ()))))

    def fields(self, schema, path, depth, seen=(), required=True):
        flat = self.merged(schema, seen)
        kinds = sorted(flat["type"]) or ["any"]
        if "object" in kinds and (flat["open"] or not flat["properties"]):
            kinds[kinds.index("object")] = "object*"
        if depth == 0 and ({"object", "array"} & set(kinds)):
            kinds = ["any"]
        if flat["enum"] and "string" in kinds:
            kinds[kinds.index("string")] = "string(" + ",".join(sorted(flat["enum"])) + ")"
        elif flat["format"] in ("date-time", "uuid") and "string" in kinds:
            kinds[kinds.index("string")] = "string:" + flat["format"]
        yield f"{path or '.'} {'|'.join(kinds)}{'!' if required else ''}"
        if kinds == ["any"]:
            return
        if flat["items"] is not None and "array" in kinds:
            yield from self.fields(flat["items"], path + "[]", depth - 1, flat["seen"])
        for name, inner in sorted(flat["properties"].items()):
            step = name if not path else f"{path}.{name}"
            yield from self.fields(inner, step, depth - 1, flat["seen"], name in flat["required"])

    def shape(self, name, schema, depth):
        lines = tuple(self.fields(schema, "", depth))
        for known, other in self.shapes.items():
            if other == lines:
                return known
        self.shapes[name] = lines
        return name

    def body(self, node, name, depth):
        content = self.resolve(node).get("content", {})
        for media, holder in sorted(content.items()):
            if media.startswith("application/json"):
                return self.shape(name, holder.get("schema", {}), depth)
        return NO_BODY

    def operation(self, text):
        method, path = text.split()
        item = self.root["paths"][path]
        node = item[method.lower()]
        depth = 3 if path.endswith(("completions", "messages")) and method == "POST" else DEPTH
        yield text
        for parameter in map(self.resolve, item.get("parameters", []) + node.get("parameters", [])):
            if parameter["in"] == "query":
                schema = parameter.get("schema", {})
                first = next(self.fields(schema, parameter["name"], 1, (), parameter.get("required", False)))
                items = self.merged(schema)["items"]
                if items is not None:
                    item_type = next(self.fields(items, "", 1)).split(" ", 1)[1].rstrip("!")
                    first = first.replace("array", f"array<{item_type}>")
                yield "  query " + first
        base = f"{method} {path}".replace(" ", "")
        if "requestBody" in node:
            yield "  takes " + self.body(node["requestBody"], base, depth)
        for status, answer in sorted(node.get("responses", {}).items(), key=lambda pair: str(pair[0])):
            yield f"  gives {status} " + self.body(answer, f"{base}:{status}", depth)


def main():
    vendor, path = sys.argv[1:]
    source, operations = VENDORS[vendor]
    with open(path, encoding="utf-8") as file:
        spec = Spec(file.read())
    lines = [line for operation in operations for line in spec.operation(operation)]
    print(f"# Extracted by checks/tables.py from {source}.")
    print("\n".join(lines))
    for name, fields in spec.shapes.items():
        print(f"shape {name}")
        print("\n".join("  " + field for field in fields))


if __name__ == "__main__":
    main()
