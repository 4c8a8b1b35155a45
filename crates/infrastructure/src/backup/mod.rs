//! Copies of a whole database, and databases made of them.

mod bare_url;
mod contents;
mod draft;
mod postgres;
mod schema;
mod sqlite;
mod tool;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use scheduler_domain::audit::{Action, Change, Target as AuditTarget};
use scheduler_domain::notifications::Superseded;
use scheduler_domain::store::StoreError;
use thiserror::Error;
use time::UtcDateTime;

use self::contents::Contents;
pub use self::contents::Unsound;
pub use self::draft::DraftFault;
pub use self::tool::ToolFault;
use crate::columns::DbTime;
use crate::database::Target;
use crate::error::Fault;

/// How much there is of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The size of the file.
    pub bytes: u64,
    /// Accounts.
    pub users: u64,
    /// Meetings.
    pub meetings: u64,
    /// Mails: to be sent, sent, given up.
    pub notifications: u64,
}

impl Figures {
    fn of(bytes: u64, contents: &Contents) -> Self {
        Self {
            bytes,
            users: contents.count("users"),
            meetings: contents.count("meetings"),
            notifications: contents.count("notifications"),
        }
    }
}

/// Why there is no backup. What was at its place before is still there.
#[derive(Debug, Error)]
pub enum BackupError {
    /// There is no SQLite file.
    #[error("there is no database at {}", .0.display())]
    Absent(PathBuf),
    /// It would replace the database itself.
    #[error("{} is the database itself", .0.display())]
    IsDatabase(PathBuf),
    /// It would replace something that is no file.
    #[error("{} is not a file", .0.display())]
    NotAFile(PathBuf),
    /// The file cannot be written.
    #[error(transparent)]
    Draft(#[from] DraftFault),
    /// SQLite could not copy.
    #[error("copying the database: {0}")]
    Copy(String),
    /// The copy is not good.
    #[error("the copy is no use: {0}")]
    Unsound(#[from] Unsound),
    /// A program of PostgreSQL failed.
    #[error(transparent)]
    Tool(#[from] ToolFault),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Fault> for BackupError {
    fn from(fault: Fault) -> Self {
        Self::Store(fault.error)
    }
}

/// Why nothing was restored. The target is as it was, unless only the last step failed, which brings
/// the schema up to date.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// Something is there.
    #[error("nothing is restored over data that is there: {0}")]
    NotEmpty(String),
    /// The backup is a file that SQLite has open, or had when its process died.
    #[error("{} lies beside it: this is no backup, but a database in use", .0.display())]
    InUse(PathBuf),
    /// The backup is none, or not good.
    #[error("this is no backup that can be restored here: {0}")]
    Unsound(#[from] Unsound),
    /// The file cannot be read, or the new one cannot be written.
    #[error(transparent)]
    Draft(#[from] DraftFault),
    /// A program of PostgreSQL failed.
    #[error(transparent)]
    Tool(#[from] ToolFault),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Fault> for RestoreError {
    fn from(fault: Fault) -> Self {
        Self::Store(fault.error)
    }
}

/// Copies the database at `url` into `file`, while others read and write it. The copy holds
/// everything that was acknowledged before this began; it was read back as a whole, it is durable,
/// and its owner alone may read it, since it holds the server's keys. `file` is there whole or not at
/// all. Something of this name is refused, or, if `may_replace`, replaced in one step.
pub fn back_up(url: &str, file: &Path, may_replace: bool) -> Result<Figures, BackupError> {
    let file = std::path::absolute(file).map_err(DraftFault::io("finding", file))?;
    if let Ok(there) = file.symlink_metadata() {
        if !there.is_file() {
            return Err(BackupError::NotAFile(file));
        }
        if !may_replace {
            return Err(DraftFault::Exists(file).into());
        }
    }
    match Target::of(url) {
        Target::Postgres(url) => postgres::back_up(url, &file, may_replace),
        Target::Sqlite(path) => sqlite::back_up(path, &file, may_replace),
    }
}

/// Makes a database at `url`, where nothing may be yet, of what [`back_up`] has written, and brings
/// it up to date. A death in between leaves nothing. The new database is quiet as of `now`: no mail
/// that waited in the backup is sent, no reminder that came since then is caught up with, and
/// every session has ended. Its audit log says of which file it was made.
pub fn restore(url: &str, file: &Path, now: UtcDateTime) -> Result<Figures, RestoreError> {
    let file = std::path::absolute(file).map_err(DraftFault::io("finding", file))?;
    match Target::of(url) {
        Target::Postgres(url) => postgres::restore(url, &file, now),
        Target::Sqlite(path) => sqlite::restore(path, &file, now),
    }
}

/// Refuses a file that does not begin as every backup of its kind does. The size of the file in bytes.
fn check_head(file: &Path, magic: &[u8], otherwise: &'static str) -> Result<u64, RestoreError> {
    let source = File::open(file).map_err(DraftFault::io("reading", file))?;
    let bytes = source.metadata().map_err(DraftFault::io("reading", file))?;
    let mut head = Vec::new();
    let most = u64::try_from(magic.len()).unwrap_or(u64::MAX);
    let read = source.take(most).read_to_end(&mut head);
    read.map_err(DraftFault::io("reading", file))?;
    if head != magic {
        return Err(Unsound::NotOurs(otherwise).into());
    }
    Ok(bytes.len())
}

/// The SQL that makes a database quiet, and notes of what it was made. Nobody knows whether the server that was copied has sent
/// what waited: the mark that an attempt was begun stays on it, so that who may have heard of a
/// meeting is told when it is called off.
fn quiet(now: UtcDateTime, zone: &str, file: &Path) -> String {
    let reason = Superseded::Restored.reason();
    let now = DbTime(now).text();
    let file = file.to_string_lossy();
    let change = Change::made("file", &file);
    let file = change.after().unwrap_or_default();
    format!(
        "update notifications set state = 'failed', is_superseded = true, is_claimed = true,
            last_error = '{reason}'
        where state = 'queued';
        update marks set reached_at = '{now}{zone}', passed = null where name = 'reminders';
        delete from sessions;
        insert into audit
            (happened_at, actor_kind, action, target_kind, changes, search_text)
        values ('{now}{zone}', 'command_line', '{action}', '{target}', {changes}, {search_text})",
        action = Action::BackupRestore.word(),
        target = AuditTarget::backup().kind().word(),
        changes =
            literal(&serde_json::json!([(change.field(), change.before(), file)]).to_string()),
        search_text = literal(&file.to_lowercase()),
    )
}

/// A text in SQL.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
