//! Completes what paperclip made of the routes. Pure: a document in, a document out.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::tables::{Answer, Call, Tables, parse};
use crate::problem::Code;

/// The routes come from `raw`, everything else from the tables. A route that the tables do not
/// know stays as it is in `raw`.
pub(super) fn polish(raw: &Value, tables: &Tables, base: &str) -> Value {
    let mut polish = Polish {
        tables,
        responses: Map::new(),
    };
    let mut unknown = raw.get("paths").and_then(Value::as_object).cloned();
    let mut paths: Map<String, Value> = Map::new();
    for call in &tables.calls {
        let routed = unknown
            .as_mut()
            .and_then(|paths| paths.get_mut(&call.path)?.as_object_mut());
        if routed
            .and_then(|item| item.shift_remove(&call.method))
            .is_some()
        {
            add(&mut paths, &call.path, &call.method, polish.operation(call));
        }
    }
    for (path, item) in unknown.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            add(&mut paths, &path, method, operation.clone());
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": info(&tables.info),
        "servers": [{ "url": if base.is_empty() { "/" } else { base }, "description": "This server" }],
        "tags": tables.tags,
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": {
                "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                "description": "The `access` token of a log-in.",
            } },
            "schemas": polish.schemas(),
            "parameters": tables.parameters,
            "headers": tables.headers,
            "responses": polish.responses,
        },
    })
}

fn add(paths: &mut Map<String, Value>, path: &str, method: &str, operation: Value) {
    let item = paths.entry(path).or_insert_with(|| {
        let parameters = path_parameters(path);
        if parameters.is_empty() {
            json!({})
        } else {
            json!({ "parameters": parameters })
        }
    });
    if let Some(item) = item.as_object_mut() {
        item.insert(method.to_owned(), operation);
    }
}

struct Polish<'a> {
    tables: &'a Tables,
    responses: Map<String, Value>,
}

impl Polish<'_> {
    fn operation(&mut self, call: &Call) -> Value {
        let mut operation = json!({
            "operationId": call.id,
            "tags": [call.tag],
            "summary": call.summary,
            "description": call.description,
        });
        let mut add = |key: &str, value: Value| {
            if let Some(members) = operation.as_object_mut() {
                members.insert(key.to_owned(), value);
            }
        };
        if !call.parameters.is_empty() {
            let references = call.parameters.iter().map(|name| parameter(name));
            add("parameters", references.collect());
        }
        if let Some(schema) = &call.body {
            let content = json!({ "application/json": { "schema": schema_ref(schema) } });
            let is_required = !call.optional_body;
            add(
                "requestBody",
                json!({ "required": is_required, "content": content }),
            );
        }
        add("responses", self.all_responses(call));
        if let Some(permission) = &call.permission {
            add("x-permission", json!(permission));
        }
        if call.public {
            add("security", json!([]));
        }
        operation
    }

    fn all_responses(&mut self, call: &Call) -> Value {
        let mut responses = Map::new();
        for (status, answer) in &call.answers {
            let answer = parse(serde_json::from_value(answer.clone()));
            responses.insert(status.clone(), response(answer));
        }
        for (status, codes) in self.problems_of(call) {
            responses.insert(status.to_string(), self.problem_response(status, &codes));
        }
        Value::Object(responses)
    }

    fn problems_of(&self, call: &Call) -> BTreeMap<u16, Vec<Code>> {
        let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        let implied = kinds(call)
            .into_iter()
            .filter_map(|kind| self.tables.problems.get(kind))
            .flatten();
        for name in call.problems.iter().chain(implied) {
            if let Some(code) = Code::ALL.iter().find(|code| code.word() == name) {
                let codes = by_status.entry(code.status()).or_default();
                if !codes.contains(code) {
                    codes.push(*code);
                }
            }
        }
        by_status
    }

    /// Calls that fail alike share a response.
    fn problem_response(&mut self, status: u16, codes: &[Code]) -> Value {
        let names: Vec<_> = codes.iter().map(|code| code.name()).collect();
        let name = names.join("Or");
        let reference = json!({ "$ref": format!("#/components/responses/{name}") });
        self.responses.entry(name).or_insert_with(|| {
            let titles: Vec<_> = codes.iter().map(|code| code.title()).collect();
            let examples: Map<_, _> = codes
                .iter()
                .map(|code| (code.word().to_owned(), problem_example(*code, self.tables)))
                .collect();
            let mut headers = vec!["X-Request-Id".to_owned()];
            match status {
                401 => headers.push("WWW-Authenticate".to_owned()),
                429 | 503 => headers.push("Retry-After".to_owned()),
                _ => {}
            }
            json!({
                "description": format!("{}.", titles.join(", or ")),
                "headers": header_refs(&headers),
                "content": { "application/problem+json": {
                    "schema": schema_ref("Problem"),
                    "examples": examples,
                } },
            })
        });
        reference
    }

    fn schemas(&self) -> Map<String, Value> {
        let mut schemas = self.tables.schemas.clone();
        let codes: Vec<_> = Code::ALL.iter().map(|code| code.word()).collect();
        schemas.insert(
            "ProblemCode".to_owned(),
            json!({
                "type": "string",
                "enum": codes,
                "description": "What went wrong, for programs. Never renamed.",
            }),
        );
        schemas
    }
}

/// Which problems go without saying.
fn kinds(call: &Call) -> Vec<&'static str> {
    let has = |name: &str| call.parameters.iter().any(|parameter| parameter == name);
    let takes_query = call
        .parameters
        .iter()
        .any(|name| name.starts_with(|first: char| first.is_ascii_lowercase()));
    let mut kinds = Vec::new();
    for (kind, applies) in [
        ("body", call.body.is_some()),
        ("query", takes_query),
        ("page", has("page")),
        ("token", !call.public),
        ("path", call.path.contains('{')),
        ("staff", call.permission.is_some()),
        ("if_match", has("IfMatch")),
        ("idempotency_key", has("IdempotencyKey")),
        ("api", call.path.starts_with("/api/")),
    ] {
        if applies {
            kinds.push(kind);
        }
    }
    kinds
}

fn response(answer: Answer) -> Value {
    let mut headers = vec!["X-Request-Id".to_owned()];
    headers.extend(answer.headers);
    let mut response = json!({
        "description": answer.text,
        "headers": header_refs(&headers),
    });
    let from_schema = answer.schema.map(|schema| {
        let mut media = json!({ "schema": schema_ref(&schema) });
        if let (Some(media), Some(example)) = (media.as_object_mut(), answer.example) {
            media.insert("example".to_owned(), example);
        }
        json!({ "application/json": media })
    });
    if let (Some(members), Some(content)) =
        (response.as_object_mut(), answer.content.or(from_schema))
    {
        members.insert("content".to_owned(), content);
    }
    response
}

fn problem_example(code: Code, tables: &Tables) -> Value {
    let mut value = json!({
        "type": code.type_uri(),
        "title": code.title(),
        "status": code.status(),
        "detail": code.detail(),
        "code": code.word(),
    });
    let more = tables.problem_examples.get(code.word());
    if let (Some(value), Some(more)) = (value.as_object_mut(), more) {
        value.extend(more.clone());
    }
    json!({ "summary": code.title(), "value": value })
}

fn info(info: &Value) -> Value {
    let mut info = info.clone();
    if let Some(members) = info.as_object_mut() {
        members.insert("version".to_owned(), env!("CARGO_PKG_VERSION").into());
    }
    info
}

fn path_parameters(path: &str) -> Vec<Value> {
    path.split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
        .map(parameter)
        .collect()
}

fn parameter(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

fn schema_ref(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn header_refs(names: &[String]) -> Map<String, Value> {
    names
        .iter()
        .map(|name| {
            let reference = json!({ "$ref": format!("#/components/headers/{name}") });
            (name.clone(), reference)
        })
        .collect()
}
