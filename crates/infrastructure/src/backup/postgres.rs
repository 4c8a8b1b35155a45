//! Copies of a PostgreSQL database, by its own programs.

use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use time::UtcDateTime;

use super::contents::{Contents, Unsound};
use super::draft::{Draft, DraftFault};
use super::schema::Move;
use super::tool::{Tool, ToolFault};
use super::{BackupError, Figures, RestoreError, check_head, quiet};
use crate::error::Fault;
use crate::{migrate, postgres};

/// The first bytes of an archive (`pg_dump --format=custom`).
const MAGIC: &[u8] = b"PGDMP";

/// Tables that no extension has made. Where the URL names a schema (`search_path`), only those in it:
/// others share the database.
const TABLES: &str = "select count(*) as n from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
        and (current_setting('search_path') = '\"$user\", public' or n.nspname = current_schema())
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')";

/// What the script says if there are some.
const NOT_EMPTY: &str = "the database is not empty";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// As of one instant, and without being in the way of whoever writes. The archive comes through
/// this process, so that nobody goes on writing it when this process dies.
pub(super) fn back_up(url: &str, file: &Path, may_replace: bool) -> Result<Figures, BackupError> {
    let draft = Draft::begin(file)?;
    let (dump, mut archive) = Tool::on("pg_dump", url)?.arg("--format=custom").read()?;
    io::copy(&mut archive, &mut draft.file()).map_err(DraftFault::io("writing", file))?;
    dump.end()?;
    let contents = examine(draft.path())?;
    contents.judge(&migrate::known()?)?;
    let bytes = draft.publish(may_replace)?;
    Ok(Figures::of(bytes, &contents))
}

/// One transaction from the first table to the quiet at its end: a death in between leaves nothing.
pub(super) fn restore(url: &str, file: &Path, now: UtcDateTime) -> Result<Figures, RestoreError> {
    if !is_empty(url)? {
        return Err(RestoreError::NotEmpty(NOT_EMPTY.to_owned()));
    }
    let bytes = check_head(file, MAGIC, "it is no archive of PostgreSQL")?;
    let contents = examine(file)?;
    contents.judge(&migrate::known()?)?;
    fill(url, file, &contents, now)?;
    migrate(url)?;
    analyze(url)?;
    Ok(Figures::of(bytes, &contents))
}

/// Backups hold no statistics, and without them the first hours would be slow.
fn analyze(url: &str) -> Result<(), Fault> {
    Ok(postgres::plain(url)?.batch_execute("analyze")?)
}

fn is_empty(url: &str) -> Result<bool, Fault> {
    let tables: Count = sql_query(TABLES).get_result(&mut postgres::plain(url)?)?;
    Ok(tables.n == 0)
}

#[derive(QueryableByName)]
struct Schema {
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
}

/// The schema in which the URL makes tables, quoted; `None` if there is none yet.
fn prepared_schema(url: &str) -> Result<Option<String>, Fault> {
    let sql = "select quote_ident(current_schema()) as name";
    let schema: Schema = sql_query(sql).get_result(&mut postgres::plain(url)?)?;
    Ok(schema.name)
}

/// Has `pg_restore` read all of it.
fn examine(file: &Path) -> Result<Contents, Examined> {
    let (restore, script) = script_of(file)?;
    let contents = Contents::of_script(BufReader::with_capacity(1 << 16, script));
    restore.end()?;
    contents.map_err(|error| Unsound::Damaged(error.to_string()).into())
}

/// Why an archive could not be examined.
pub(super) enum Examined {
    Tool(ToolFault),
    Unsound(Unsound),
}

impl From<ToolFault> for Examined {
    fn from(fault: ToolFault) -> Self {
        match fault {
            ToolFault::Failed { said } => Self::Unsound(Unsound::Damaged(said)),
            other => Self::Tool(other),
        }
    }
}

impl From<Unsound> for Examined {
    fn from(unsound: Unsound) -> Self {
        Self::Unsound(unsound)
    }
}

impl From<Examined> for BackupError {
    fn from(examined: Examined) -> Self {
        match examined {
            Examined::Tool(fault) => fault.into(),
            Examined::Unsound(unsound) => unsound.into(),
        }
    }
}

impl From<Examined> for RestoreError {
    fn from(examined: Examined) -> Self {
        match examined {
            Examined::Tool(fault) => fault.into(),
            Examined::Unsound(unsound) => unsound.into(),
        }
    }
}

fn script_of(file: &Path) -> Result<(super::tool::Running, impl Read), ToolFault> {
    Tool::new("pg_restore")
        .arg("--no-owner")
        .arg("--no-privileges")
        .arg("--file=-")
        .arg("--")
        .arg(file)
        .read()
}

/// `psql --single-transaction` would commit what it has when its input ends too early, which is
/// what the death of this process looks like. The transaction is begun and ended here instead.
fn fill(url: &str, file: &Path, contents: &Contents, now: UtcDateTime) -> Result<(), RestoreError> {
    let from = contents.schema.as_deref().unwrap_or("public");
    let prepared = prepared_schema(url)?;
    let to = prepared.as_deref().unwrap_or(from);
    let (psql, mut input) = Tool::on("psql", url)?
        .arg("--no-psqlrc")
        .arg("--quiet")
        .arg("--set=ON_ERROR_STOP=1")
        .write()?;
    let (restore, mut script) = script_of(file)?;
    let written = input.write_all(beginning().as_bytes()).and_then(|()| {
        if prepared.is_none() {
            // The script makes the schema.
            return io::copy(&mut script, &mut input).map(drop);
        }
        let script = BufReader::with_capacity(1 << 16, script);
        Move { from, to }.copy(script, &mut input)
    });
    if let Err(error) = written {
        drop(input);
        // Mostly it has said why it does not listen any more.
        psql.end().map_err(refused)?;
        return Err(ToolFault::Io {
            name: "psql",
            error,
        }
        .into());
    }
    // As long as nobody says "commit", nothing is there.
    restore.end()?;
    let written = input.write_all(end(now, file, to).as_bytes());
    drop(input);
    psql.end().map_err(refused)?;
    written.map_err(|error| ToolFault::Io {
        name: "psql",
        error,
    })?;
    Ok(())
}

fn refused(fault: ToolFault) -> RestoreError {
    match fault {
        ToolFault::Failed { said } if said.contains(NOT_EMPTY) => {
            RestoreError::NotEmpty(NOT_EMPTY.to_owned())
        }
        other => other.into(),
    }
}

/// Nobody migrates or restores at the same time, and what looked empty still is.
fn beginning() -> String {
    format!(
        "begin;
        do $$ begin
            perform pg_advisory_xact_lock({lock});
            if ({TABLES}) > 0 then raise exception '{NOT_EMPTY}'; end if;
        end $$;\n",
        lock = migrate::LOCK,
    )
}

/// The script has set an empty search path.
fn end(now: UtcDateTime, file: &Path, schema: &str) -> String {
    format!(
        "\nselect set_config('search_path', {}, true);
        {};
        commit;\n",
        super::literal(schema),
        quiet(now, "+00", file),
    )
}
