//! The audit log as a file.

use scheduler_domain::audit::Record;
use scheduler_domain::time::format_utc;

use super::query::Format;
use super::view::{ByView, RecordView};
use crate::problem::Problem;

/// A line for each field that changed, or one for an entry without any.
const HEAD: [&str; 14] = [
    "id",
    "at",
    "by_kind",
    "by_id",
    "by_email",
    "by_name",
    "action",
    "target_kind",
    "target_id",
    "meeting",
    "field",
    "before",
    "after",
    "client",
];

impl Format {
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Lines => "application/jsonl",
        }
    }

    pub(super) fn file_name(self) -> &'static str {
        match self {
            Self::Csv => "attachment; filename=\"audit.csv\"",
            Self::Lines => "attachment; filename=\"audit.jsonl\"",
        }
    }

    /// What comes before all pieces.
    pub(super) fn head(self) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Csv => lines_of([HEAD.map(str::to_owned)]),
            Self::Lines => Ok(Vec::new()),
        }
    }

    /// Some entries.
    pub(super) fn piece(self, records: Vec<Record>) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Csv => lines_of(records.iter().flat_map(cells)),
            Self::Lines => {
                let mut text = Vec::new();
                for record in records {
                    let view = RecordView::with_client(record);
                    serde_json::to_writer(&mut text, &view).map_err(Problem::internal)?;
                    text.push(b'\n');
                }
                Ok(text)
            }
        }
    }
}

fn lines_of(lines: impl IntoIterator<Item = [String; 14]>) -> Result<Vec<u8>, Problem> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for line in lines {
        let line = line.map(harmless);
        writer.write_record(line).map_err(Problem::internal)?;
    }
    writer.into_inner().map_err(Problem::internal)
}

/// A spreadsheet takes some beginnings for a formula, which would run when the file is opened.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

fn cells(record: &Record) -> Vec<[String; 14]> {
    let by = ByView::new(record);
    let target = &record.target;
    let meeting = target.meeting_id().map(|id| id.to_string());
    let meeting = meeting.unwrap_or_default();
    let line = |[field, before, after]: [&str; 3]| {
        [
            record.id.to_string(),
            format_utc(record.at),
            by.kind.to_owned(),
            by.id.clone().unwrap_or_default(),
            by.email.clone().unwrap_or_default(),
            by.name.clone().unwrap_or_default(),
            record.action.clone(),
            target.kind().word().to_owned(),
            target.id().unwrap_or(&meeting).to_owned(),
            meeting.clone(),
            field.to_owned(),
            before.to_owned(),
            after.to_owned(),
            record
                .client
                .map(|client| client.to_string())
                .unwrap_or_default(),
        ]
    };
    if record.changes.is_empty() {
        return vec![line(["", "", ""])];
    }
    let changes = record.changes.iter().map(|change| {
        line([
            change.field(),
            change.before().unwrap_or_default(),
            change.after().unwrap_or_default(),
        ])
    });
    changes.collect()
}

#[cfg(test)]
mod tests {
    use scheduler_domain::audit::{Action, By, Change, Target};
    use scheduler_domain::ids::EntryId;
    use scheduler_domain::text::Email;
    use time::macros::utc_datetime;

    use super::*;

    fn record(changes: Vec<Change>) -> Record {
        Record {
            id: EntryId(7),
            at: utc_datetime!(2030-06-01 12:00),
            by: By::Guest(Email::parse("zoe@example.org").unwrap()),
            person: None,
            action: Action::ParticipantAnswer.word().to_owned(),
            target: Target::settings(),
            changes,
            client: Some("192.0.2.7".parse().unwrap()),
        }
    }

    fn text(format: Format, changes: Vec<Change>) -> String {
        String::from_utf8(format.piece(vec![record(changes)]).unwrap()).unwrap()
    }

    #[test]
    fn no_cell_begins_like_a_formula() {
        let begins = [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "=cmd|' /C calc'!A0",
        ];
        for evil in begins {
            let csv = text(Format::Csv, vec![Change::made(evil, evil)]);
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(csv.as_bytes());
            let line = reader.records().next().unwrap().unwrap();
            assert_eq!(&line[12], format!("'{evil}"));
            assert!(
                line.iter()
                    .all(|cell| { !cell.starts_with(['=', '+', '-', '@', '\t', '\r']) })
            );
        }
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_in_their_cell() {
        let evil = "a,\"b\"\r\n'=c";
        let csv = text(Format::Csv, vec![Change::made("title", evil)]);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(csv.as_bytes());
        let lines: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(lines.len(), 1);
        assert_eq!(&lines[0][12], evil);
    }

    #[test]
    fn a_line_for_each_change_or_one_for_none() {
        let two = vec![Change::made("a", "1"), Change::gone("b", "2")];
        assert_eq!(text(Format::Csv, two).matches("\r\n").count(), 2);
        let none = text(Format::Csv, Vec::new());
        assert_eq!(
            none,
            "7,2030-06-01T12:00:00Z,guest,,zoe@example.org,,participant.answer,settings,,,,,,192.0.2.7\r\n"
        );
        assert_eq!(
            String::from_utf8(Format::Csv.head().unwrap()).unwrap(),
            "id,at,by_kind,by_id,by_email,by_name,action,target_kind,target_id,meeting,field,before,after,client\r\n"
        );
    }

    #[test]
    fn a_line_of_json_is_the_entry_with_its_client() {
        let lines = text(Format::Lines, vec![Change::made("title", "=1\n2")]);
        assert_eq!(lines.matches('\n').count(), 1);
        let entry: serde_json::Value = serde_json::from_str(&lines).unwrap();
        assert_eq!(entry["client"], "192.0.2.7");
        assert_eq!(entry["changes"][0]["after"], "=1\n2");
    }
}
