use std::collections::BTreeSet;

use scheduler_domain::admin::Permission;
use serde_json::{Map, Value, json};

use super::polish::polish;
use super::tables::{FILES, tables};
use crate::problem::Code;

/// A document in which every call of the tables is routed.
fn whole() -> Value {
    let mut raw = json!({ "paths": {} });
    for call in &tables().calls {
        raw["paths"][&call.path][&call.method] = json!({});
    }
    polish(&raw, tables(), "")
}

fn operations(document: &Value) -> Vec<&Value> {
    let items = document["paths"].as_object().unwrap().values();
    items
        .flat_map(|item| item.as_object().unwrap())
        .filter(|(method, _)| *method != "parameters")
        .map(|(_, operation)| operation)
        .collect()
}

fn references<'a>(node: &'a Value, found: &mut BTreeSet<&'a str>) {
    match node {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members
                .values()
                .for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _leaf => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let document = whole();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for reference in &found {
        let target = document.pointer(reference.trim_start_matches('#'));
        assert!(target.is_some(), "{reference} leads nowhere");
    }
    for kind in ["schemas", "parameters", "headers", "responses"] {
        for name in document["components"][kind].as_object().unwrap().keys() {
            let reference = format!("#/components/{kind}/{name}");
            assert!(
                found.contains(reference.as_str()),
                "nothing uses {reference}"
            );
        }
    }
}

#[test]
fn every_call_is_described() {
    let document = whole();
    let tags: Vec<_> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| &tag["name"])
        .collect();
    let mut ids = BTreeSet::new();
    for operation in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{id} twice");
        assert!(tags.contains(&&operation["tags"][0]), "{id}: unknown tag");
        for text in ["summary", "description"] {
            assert_ne!(operation[text].as_str().unwrap(), "", "{id}: no {text}");
        }
        let statuses: Vec<_> = operation["responses"].as_object().unwrap().keys().collect();
        assert!(
            statuses.iter().any(|status| status.starts_with('2')),
            "{id}: no success"
        );
        let needs_token = operation.get("security").is_none();
        assert_eq!(
            statuses.iter().any(|status| *status == "401"),
            needs_token || is_about_tokens(id)
        );
    }
}

#[test]
fn every_call_of_the_administration_names_what_it_needs() {
    let words = Permission::ALL.map(Permission::word);
    for call in &tables().calls {
        let permission = call.permission.as_deref();
        let is_known = permission.is_some_and(|word| word == "staff" || words.contains(&word));
        let is_admin = call.path.starts_with("/api/admin/");
        assert_eq!(is_known, is_admin, "{} {}", call.method, call.path);
    }
}

/// Calls without a token that may answer 401 all the same.
fn is_about_tokens(id: &str) -> bool {
    [
        "logIn",
        "logOut",
        "refreshTokens",
        "verifyEmail",
        "confirmEmailChange",
    ]
    .contains(&id)
}

#[test]
fn every_code_is_known_and_documented() {
    let in_tables: BTreeSet<_> = tables()
        .calls
        .iter()
        .flat_map(|call| &call.problems)
        .collect();
    let implied: BTreeSet<_> = tables().problems.values().flatten().collect();
    for word in in_tables.union(&implied) {
        assert!(
            Code::ALL.iter().any(|code| code.word() == *word),
            "unknown code {word}"
        );
    }
    let text = whole()["components"]["responses"].to_string();
    for code in Code::ALL {
        let is_of_no_call = *code == Code::MethodNotAllowed;
        let is_documented = text.contains(&format!("\"code\":\"{}\"", code.word()));
        assert_ne!(is_documented, is_of_no_call, "{code:?}");
    }
}

#[test]
fn the_document_has_what_is_routed() {
    let raw = json!({ "paths": {
        "/elsewhere/": { "get": { "summary": "Unknown" } },
        "/healthz": { "get": {} },
    } });
    let document = polish(&raw, tables(), "");
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/healthz", "/elsewhere/"]);
    assert_eq!(
        document["paths"]["/elsewhere/"]["get"]["summary"],
        "Unknown"
    );
    assert_eq!(
        document["paths"]["/healthz"]["get"]["operationId"],
        "getHealth"
    );
}

/// The raw tables: lengths are still the names of bounds.
fn raw_schemas() -> Map<String, Value> {
    let mut all = Map::new();
    for file in FILES {
        let part: Value = serde_json::from_str(file).unwrap();
        all.extend(part["schemas"].as_object().cloned().unwrap_or_default());
    }
    all
}

fn unbounded(schemas: &Map<String, Value>, schema: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return unbounded(schemas, &schemas[name], at, found);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        unbounded(schemas, part, at, found);
    }
    let bound = match schema["type"].as_str() {
        Some("string") if schema["enum"].is_null() => Some("maxLength"),
        Some("array") => Some("maxItems"),
        _ => None,
    };
    if bound.is_some_and(|bound| !schema[bound].is_string()) {
        found.push(at.to_owned());
    }
    if schema["type"] == "array" {
        unbounded(schemas, &schema["items"], &format!("{at}[]"), found);
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        unbounded(schemas, member, &format!("{at}.{name}"), found);
    }
}

#[test]
fn every_text_and_list_of_a_request_names_its_bound() {
    let (schemas, mut found) = (raw_schemas(), Vec::new());
    for call in &tables().calls {
        if let Some(body) = &call.body {
            unbounded(&schemas, &schemas[body], body, &mut found);
        }
    }
    assert!(
        found.is_empty(),
        "maxLength or maxItems is no entry of crates/api/src/bounds.rs: {found:?}"
    );
}

/// The snapshot is held to the routes by a test of its own.
#[test]
fn every_call_of_the_tables_is_routed_and_every_route_is_in_the_tables() {
    let snapshot: Value = serde_json::from_str(include_str!("../../../../openapi.json")).unwrap();
    let routed = operations(&snapshot).len();
    assert_eq!(routed, tables().calls.len());
    for call in &tables().calls {
        let id = &snapshot["paths"][&call.path][&call.method]["operationId"];
        assert_eq!(*id, *call.id, "{} {}", call.method, call.path);
    }
}
