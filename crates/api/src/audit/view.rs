//! Lines of the audit log as they are shown.

use scheduler_domain::audit::{By, Change, Record};
use scheduler_domain::time::format_utc;
use serde::Serialize;

/// Who did what to what, and what changed.
#[derive(Serialize)]
pub(crate) struct RecordView {
    id: i64,
    at: String,
    by: ByView,
    action: String,
    target: TargetView,
    changes: Vec<ChangeView>,
    #[expect(
        clippy::option_option,
        reason = "left out for organisers, null where nobody knows it"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<Option<String>>,
}

/// Who did it.
#[derive(Serialize)]
pub(super) struct ByView {
    pub(super) kind: &'static str,
    pub(super) id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) name: Option<String>,
}

#[derive(Serialize)]
struct TargetView {
    kind: &'static str,
    id: Option<String>,
    meeting: Option<String>,
}

#[derive(Serialize)]
struct ChangeView {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

impl RecordView {
    /// For organisers, to whom it is nothing from where others came.
    pub(crate) fn without_client(record: Record) -> Self {
        let target = &record.target;
        let meeting = target.meeting_id().map(|id| id.to_string());
        Self {
            id: record.id.0,
            at: format_utc(record.at),
            target: TargetView {
                kind: target.kind().word(),
                id: target.id().map(str::to_owned).or_else(|| meeting.clone()),
                meeting,
            },
            by: ByView::new(&record),
            action: record.action,
            changes: record.changes.iter().map(ChangeView::from).collect(),
            client: None,
        }
    }

    /// For staff.
    pub(crate) fn with_client(record: Record) -> Self {
        let client = record.client.map(|client| client.to_string());
        Self {
            client: Some(client),
            ..Self::without_client(record)
        }
    }
}

impl ByView {
    pub(super) fn new(record: &Record) -> Self {
        let person = record.person.as_ref();
        let (kind, id, email) = match &record.by {
            By::User(id) => {
                let email = person.map(|person| person.email.to_string());
                ("user", Some(id.to_string()), email)
            }
            By::Guest(email) => ("guest", None, Some(email.to_string())),
            By::CommandLine => ("command_line", None, None),
            By::Server => ("server", None, None),
        };
        Self {
            kind,
            id,
            email,
            name: person.map(|person| person.name.clone()),
        }
    }
}

impl From<&Change> for ChangeView {
    fn from(change: &Change) -> Self {
        Self {
            field: change.field().to_owned(),
            before: change.before().map(str::to_owned),
            after: change.after().map(str::to_owned),
        }
    }
}
