//! What paperclip cannot know of a call: limits, examples, headers, problems, texts. It stands in
//! `data/`, one file per feature; tests hold it to the routes and to the fields of the handlers.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::bounds::BOUNDS;

pub(super) const FILES: [&str; 14] = [
    include_str!("data/accounts.json"),
    include_str!("data/meetings.json"),
    include_str!("data/participants.json"),
    include_str!("data/rsvp.json"),
    include_str!("data/opt_out.json"),
    include_str!("data/conflicts.json"),
    include_str!("data/calendar.json"),
    include_str!("data/notifications.json"),
    include_str!("data/admin_users.json"),
    include_str!("data/admin_roles.json"),
    include_str!("data/admin_settings.json"),
    include_str!("data/admin_oversight.json"),
    include_str!("data/audit.json"),
    include_str!("data/general.json"),
];

/// All files as one.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Tables {
    pub(super) info: Value,
    pub(super) tags: Value,
    pub(super) parameters: Map<String, Value>,
    pub(super) headers: Map<String, Value>,
    pub(super) schemas: Map<String, Value>,
    /// Schemas that come as pages, too.
    pages: Vec<String>,
    /// Problems that go without saying, by kind of call.
    pub(super) problems: HashMap<String, Vec<String>>,
    /// What an example of a problem has beyond the table of codes, by code.
    pub(super) problem_examples: HashMap<String, Map<String, Value>>,
    /// By method and path, in the order of the document.
    operations: Map<String, Value>,
    #[serde(skip)]
    pub(super) calls: Vec<Call>,
}

/// One operation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Call {
    #[serde(default)]
    pub(super) method: String,
    #[serde(default)]
    pub(super) path: String,
    pub(super) id: String,
    pub(super) tag: String,
    pub(super) summary: String,
    pub(super) description: String,
    /// What staff needs for it: a permission, or `staff` where none is needed.
    pub(super) permission: Option<String>,
    /// Whether it needs no token.
    #[serde(default)]
    pub(super) public: bool,
    #[serde(default)]
    pub(super) parameters: Vec<String>,
    /// The schema of the request's body.
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) optional_body: bool,
    /// By status.
    pub(super) answers: Map<String, Value>,
    /// Codes of problems beyond those that go without saying.
    #[serde(default)]
    pub(super) problems: Vec<String>,
}

/// An answer that is not a problem.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) schema: Option<String>,
    pub(super) example: Option<Value>,
    /// Instead of a schema: what the answer holds, by media type.
    pub(super) content: Option<Value>,
    #[serde(default)]
    pub(super) headers: Vec<String>,
}

/// Read once.
pub(super) fn tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> = LazyLock::new(|| {
        FILES.iter().fold(Tables::default(), |mut all, file| {
            let part: Tables = parse(serde_json::from_str(file));
            all.absorb(part);
            all
        })
    });
    &TABLES
}

/// The tables are part of the program: a fault in them is a fault in it.
pub(super) fn parse<T>(parsed: serde_json::Result<T>) -> T {
    parsed.unwrap_or_else(|fault| panic!("crates/api/src/openapi/data: {fault}"))
}

impl Tables {
    fn absorb(&mut self, mut part: Self) {
        for schema in part
            .schemas
            .values_mut()
            .chain(part.parameters.values_mut())
        {
            resolve_bounds(schema);
        }
        for (key, value) in part.operations {
            let call = parse(serde_json::from_value(value));
            let (method, path) = key.split_once(' ').unwrap_or_default();
            self.calls.push(Call {
                method: method.to_lowercase(),
                path: path.to_owned(),
                ..call
            });
        }
        self.schemas.extend(part.schemas);
        for item in part.pages {
            let page = page_of(&item, &self.schemas);
            self.schemas.insert(format!("{item}Page"), page);
        }
        self.parameters.extend(part.parameters);
        self.headers.extend(part.headers);
        self.problems.extend(part.problems);
        self.problem_examples.extend(part.problem_examples);
        if !part.info.is_null() {
            self.info = part.info;
            self.tags = part.tags;
        }
    }
}

/// A length is named by its entry in the table of [`BOUNDS`].
fn resolve_bounds(node: &mut Value) {
    match node {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(name) if key == "maxLength" || key == "maxItems" => {
                        let found = BOUNDS.iter().find(|(bound, _)| bound == name);
                        let max = found.map(|(_, max)| *max);
                        *member = max.unwrap_or_else(|| panic!("no bound {name}")).into();
                    }
                    other => resolve_bounds(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(resolve_bounds),
        _leaf => {}
    }
}

fn page_of(item: &str, schemas: &Map<String, Value>) -> Value {
    let link = |text| {
        serde_json::json!({
            "type": "string", "format": "uri", "nullable": true, "description": text,
        })
    };
    serde_json::json!({
        "description": "One page of a list.",
        "type": "object",
        "required": ["count", "next", "previous", "results"],
        "properties": {
            "count": {
                "type": "integer", "format": "int64", "minimum": 0,
                "description": "How many items the whole list has.",
            },
            "next": link("The next page, if there is one."),
            "previous": link("The page before, if there is one."),
            "results": {
                "type": "array",
                "maxItems": 500,
                "items": { "$ref": format!("#/components/schemas/{item}") },
            },
        },
        "example": {
            "count": 1,
            "next": null,
            "previous": null,
            "results": [schemas.get(item).and_then(|schema| schema.get("example"))],
        },
    })
}
