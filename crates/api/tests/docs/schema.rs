//! Whether a value is what a schema of the document says. Members that the schema does not name
//! are faults: what the server sends shall be documented.

use serde_json::{Map, Value};

/// All faults, each with its place.
pub(crate) fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(document, schema, value, "$", &mut found);
    found
}

/// What a reference leads to.
pub(crate) fn resolve<'a>(document: &'a Value, node: &'a Value) -> &'a Value {
    // A reference that may be null stands in a list of one.
    let node = node.pointer("/allOf/0").unwrap_or(node);
    match node["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => node,
    }
}

fn check(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let may_be_null = schema["nullable"] == true;
    let schema = resolve(document, schema);
    if value.is_null() && (may_be_null || schema["nullable"] == true) {
        return;
    }
    let fits = match schema["type"].as_str().unwrap() {
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("a schema of type {other}"),
    };
    if !fits {
        found.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{at}: {value} is none of {words:?}"));
    }
    if let (Some(text), Some(format)) = (value.as_str(), schema["format"].as_str())
        && !is_of_format(text, format)
    {
        found.push(format!("{at}: {text} is no {format}"));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check(
            document,
            &schema["items"],
            item,
            &format!("{at}[{index}]"),
            found,
        );
    }
    if let Some(members) = value.as_object() {
        check_members(document, schema, members, at, found);
    }
}

fn check_members(
    document: &Value,
    schema: &Value,
    members: &Map<String, Value>,
    at: &str,
    found: &mut Vec<String>,
) {
    for name in schema["required"].as_array().into_iter().flatten() {
        if !members.contains_key(name.as_str().unwrap()) {
            found.push(format!("{at}: {name} is missing"));
        }
    }
    for (name, member) in members {
        let named = schema["properties"].get(name);
        match named.or_else(|| schema.get("additionalProperties")) {
            Some(schema) => check(document, schema, member, &format!("{at}.{name}"), found),
            None => found.push(format!("{at}: {name} is not documented")),
        }
    }
}

fn is_of_format(text: &str, format: &str) -> bool {
    match format {
        "uuid" => uuid::Uuid::try_parse(text).is_ok(),
        "date-time" => text.len() >= 20 && text.ends_with('Z') && text.contains('T'),
        "email" => text.contains('@'),
        "uri" => text.starts_with("http"),
        _ => true,
    }
}
