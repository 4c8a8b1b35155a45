//! What is in a backup, and whether this program can do something with it.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use thiserror::Error;

/// The first schema of which there are backups.
const OLDEST: &str = "20261128120000";
/// What each of them has.
const TABLES: [&str; 13] = [
    "answers",
    "audit",
    "busy",
    "instance_settings",
    "marks",
    "meetings",
    "notifications",
    "participants",
    "roles",
    "secrets",
    "sessions",
    "user_roles",
    "users",
];
pub(super) const MIGRATIONS: &str = "__diesel_schema_migrations";

/// Why a file, or a database, is no backup for this program.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unsound {
    /// Something else, or of another kind of database.
    #[error("{0}")]
    NotOurs(&'static str),
    /// It was ours.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// Of a version of the program from before there were backups.
    #[error("its schema is older than backups are; run `migrate` before")]
    TooOld,
    /// It has a migration that this program does not know.
    #[error("its schema ({0}) is newer than this program")]
    TooNew(String),
}

/// How much there is of what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contents {
    /// By the name of the table.
    pub(super) rows: BTreeMap<String, u64>,
    /// The migrations that were applied.
    pub(super) versions: Vec<String>,
    /// The schema of the tables on PostgreSQL, as the script spells it.
    pub(super) schema: Option<String>,
}

impl Contents {
    /// Reads the SQL script that `pg_restore` makes of an archive, to its end.
    pub(super) fn of_script(mut script: impl BufRead) -> io::Result<Self> {
        let mut contents = Self::default();
        let mut line = Vec::new();
        let mut table: Option<String> = None;
        while script.read_until(b'\n', &mut line)? > 0 {
            match &table {
                None => {
                    let found = copied(&line);
                    if let Some((schema, name)) = &found {
                        contents.rows.entry(name.clone()).or_default();
                        if name == MIGRATIONS {
                            contents.schema.clone_from(schema);
                        }
                    }
                    table = found.map(|(_, name)| name);
                }
                Some(_) if line == b"\\.\n" => table = None,
                Some(name) => {
                    *contents.rows.entry(name.clone()).or_default() += 1;
                    if name == MIGRATIONS {
                        contents.versions.extend(first_field(&line));
                    }
                }
            }
            line.clear();
        }
        Ok(contents)
    }

    /// Whether a program that knows these migrations can be given it.
    pub(super) fn judge(&self, known: &[String]) -> Result<(), Unsound> {
        if self.versions.is_empty() {
            return Err(Unsound::NotOurs("it has no tables of this program"));
        }
        if let Some(unknown) = self.versions.iter().find(|one| !known.contains(one)) {
            return Err(Unsound::TooNew(unknown.clone()));
        }
        if self.versions.iter().all(|one| one.as_str() < OLDEST) {
            return Err(Unsound::TooOld);
        }
        match TABLES.iter().find(|table| !self.rows.contains_key(**table)) {
            Some(table) => Err(Unsound::Damaged(format!("it has no {table}"))),
            None => Ok(()),
        }
    }

    /// How many rows a table has.
    pub(super) fn count(&self, table: &str) -> u64 {
        self.rows.get(table).copied().unwrap_or_default()
    }
}

/// The schema and the table of which rows follow: `COPY public.users (id, …) FROM stdin;`.
pub(super) fn copied(line: &[u8]) -> Option<(Option<String>, String)> {
    let line = line.strip_prefix(b"COPY ")?;
    let line = line.strip_suffix(b" FROM stdin;\n")?;
    let name = line.split(|byte| *byte == b' ').next()?;
    let name = String::from_utf8_lossy(name);
    let (schema, name) = match name.rsplit_once('.') {
        Some((schema, name)) => (Some(schema.to_owned()), name),
        None => (None, &*name),
    };
    Some((schema, name.trim_matches('"').to_owned()))
}

fn first_field(line: &[u8]) -> Option<String> {
    let field = line.split(|byte| matches!(byte, b'\t' | b'\n')).next()?;
    Some(String::from_utf8_lossy(field).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<String> {
        vec!["20261124000000".to_owned(), OLDEST.to_owned()]
    }

    #[test]
    fn rows_are_counted_and_migrations_read() {
        let script = "SET x = 1;\n\
            COPY public.__diesel_schema_migrations (version, run_on) FROM stdin;\n\
            20261124000000\t2026-11-24 00:00:00\n\
            20261128120000\t2026-11-24 00:00:00\n\
            \\.\n\n\
            COPY public.users (id, email) FROM stdin;\n\
            1\tCOPY public.meetings (id) FROM stdin;\n\
            2\t\\\\.\n\
            \\.\n\
            COPY public.\"meetings\" (id) FROM stdin;\n\
            \\.\n";
        let contents = Contents::of_script(script.as_bytes()).unwrap();
        assert_eq!(contents.count("users"), 2);
        assert_eq!(contents.count("meetings"), 0);
        assert!(contents.rows.contains_key("meetings"));
        assert_eq!(contents.versions, known());
        assert_eq!(contents.schema.as_deref(), Some("public"));
    }

    #[test]
    fn what_this_program_cannot_read_is_refused() {
        let of = |versions: &[&str]| Contents {
            versions: versions.iter().map(|one| (*one).to_owned()).collect(),
            rows: TABLES
                .iter()
                .map(|table| ((*table).to_owned(), 0))
                .collect(),
            schema: None,
        };
        let mut whole = of(&["20261124000000", OLDEST]);
        assert_eq!(whole.judge(&known()), Ok(()));
        whole.rows.remove("roles");
        let damaged = Unsound::Damaged("it has no roles".to_owned());
        assert_eq!(whole.judge(&known()), Err(damaged));
        assert!(matches!(of(&[]).judge(&known()), Err(Unsound::NotOurs(_))));
        let old = of(&["20261124000000"]).judge(&known());
        assert_eq!(old, Err(Unsound::TooOld));
        let new = of(&["20261124000000", OLDEST, "20990101000000"]).judge(&known());
        assert_eq!(new, Err(Unsound::TooNew("20990101000000".to_owned())));
    }
}
