//! What the document of a running server says can be called, and where each call takes input.

use std::collections::BTreeSet;

use scheduler_tests::Client;
use serde_json::Value;

/// One call of the document.
pub(super) struct Operation {
    /// `METHOD /path`.
    pub name: String,
    /// `path id`, `query page`, `header If-Match`, `body participants[].email`.
    pub inputs: BTreeSet<String>,
    /// What staff needs for it.
    pub permission: Option<String>,
}

/// All that the server documents.
pub(super) fn operations(client: &Client) -> Vec<Operation> {
    let document = client.get("/api/schema/").gives(200).json();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if method == "parameters" {
                continue;
            }
            let mut inputs = BTreeSet::new();
            let parameters = [&item["parameters"], &operation["parameters"]];
            for parameter in parameters.into_iter().filter_map(Value::as_array).flatten() {
                let parameter = resolve(&document, parameter);
                let text = |member: &str| parameter[member].as_str().unwrap().to_owned();
                inputs.insert(format!("{} {}", text("in"), text("name")));
            }
            let contents = resolve(&document, &operation["requestBody"])["content"].as_object();
            for content in contents.into_iter().flat_map(|map| map.values()) {
                fields(&document, &content["schema"], "body ", &mut inputs);
            }
            let name = format!("{} {path}", method.to_uppercase());
            let permission = operation["x-permission"].as_str().map(str::to_owned);
            found.push(Operation {
                name,
                inputs,
                permission,
            });
        }
    }
    assert!(!found.is_empty(), "no calls: {document}");
    found
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document
            .pointer(reference.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{reference} leads nowhere")),
        None => value,
    }
}

/// Every field of a body that holds a value.
fn fields(document: &Value, schema: &Value, name: &str, found: &mut BTreeSet<String>) {
    let schema = resolve(document, schema);
    let parts = ["allOf", "anyOf", "oneOf"].map(|word| schema[word].as_array());
    for part in parts.into_iter().flatten().flatten() {
        fields(document, part, name, found);
    }
    if let Some(properties) = schema["properties"].as_object() {
        let dot = if name.ends_with(' ') { "" } else { "." };
        for (property, schema) in properties {
            fields(document, schema, &format!("{name}{dot}{property}"), found);
        }
    } else if schema["items"].is_object() {
        fields(document, &schema["items"], &format!("{name}[]"), found);
    } else if !name.ends_with(' ') {
        found.insert(name.to_owned());
    }
}
