//! A database and a folder that one or more server processes share.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{server, within};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file of its own.
    Sqlite,
    /// A database of its own in the cluster of `TEST_POSTGRES_URL`.
    Postgres,
}

impl Backend {
    /// Whether it can be tested here. Says so if not, or fails if it must be.
    pub fn is_there(self) -> bool {
        if self == Self::Sqlite || cluster_url().is_some() {
            return true;
        }
        assert!(
            env::var("REQUIRE_POSTGRES").as_deref() != Ok("1"),
            "REQUIRE_POSTGRES=1, but TEST_POSTGRES_URL is not set"
        );
        println!("skipped: TEST_POSTGRES_URL is not set");
        false
    }
}

fn cluster_url() -> Option<String> {
    env::var("TEST_POSTGRES_URL")
        .ok()
        .filter(|url| !url.is_empty())
}

/// A database and a folder; both go when it goes.
pub struct Site {
    /// Which database.
    pub backend: Backend,
    folder: TempDir,
    place: Place,
    /// To [`Place::Own`]: to connect takes longer than most statements.
    open: Mutex<Option<PgConnection>>,
    everything: OnceLock<String>,
}

/// Where the database is.
enum Place {
    /// In a file.
    File(PathBuf),
    /// In the cluster of `TEST_POSTGRES_URL`, by this name.
    Own(String),
    /// Somebody else's, behind this URL.
    Foreign(String),
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    t: String,
}

impl Site {
    /// With a migrated, empty database.
    pub fn new(backend: Backend) -> Self {
        Self::made(backend, || format!(" template {}", template()))
    }

    /// With a database in which nothing is, not even tables.
    pub fn unmigrated(backend: Backend) -> Self {
        Self::made(backend, String::new)
    }

    /// With an empty PostgreSQL database in another encoding than UTF-8.
    pub fn encoded(encoding: &str) -> Self {
        Self::made(Backend::Postgres, || {
            format!(
                " encoding '{encoding}' locale_provider libc lc_collate 'C' lc_ctype 'C' \
                 template template0"
            )
        })
    }

    /// With a copy of a database that nobody uses at the moment.
    pub fn copy(of: &Self) -> Self {
        match &of.place {
            Place::File(file) => {
                let copy = Self::unmigrated(Backend::Sqlite);
                if file.exists() {
                    std::fs::copy(file, copy.folder().join(FILE)).expect("a copy");
                }
                copy
            }
            Place::Own(name) => {
                of.close();
                Self::made(Backend::Postgres, || format!(" template {name}"))
            }
            Place::Foreign(url) => panic!("{url} is not in the cluster"),
        }
    }

    /// With an SQLite file in a folder that somebody else keeps.
    pub fn in_folder(folder: &Path) -> Self {
        Self::of(Place::File(folder.join(FILE)))
    }

    /// With a PostgreSQL database that somebody else keeps.
    pub fn behind(url: &str) -> Self {
        Self::of(Place::Foreign(url.to_owned()))
    }

    fn made(backend: Backend, like: impl FnOnce() -> String) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = match backend {
            Backend::Sqlite => Place::File(folder.path().join(FILE)),
            Backend::Postgres => {
                let name = format!("http_{}", Uuid::new_v4().simple());
                cluster(&format!("create database {name}{}", like()));
                Place::Own(name)
            }
        };
        Self {
            backend,
            folder,
            place,
            open: Mutex::default(),
            everything: OnceLock::new(),
        }
    }

    fn of(place: Place) -> Self {
        let backend = match place {
            Place::File(_) => Backend::Sqlite,
            Place::Own(_) | Place::Foreign(_) => Backend::Postgres,
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            backend,
            folder,
            place,
            open: Mutex::default(),
            everything: OnceLock::new(),
        }
    }

    /// Where the server keeps its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `DATABASE_URL`; none for the SQLite file that needs no setting.
    pub fn database_url(&self) -> Option<String> {
        match &self.place {
            Place::File(file) if file.starts_with(self.folder()) => None,
            Place::File(file) => Some(format!("sqlite:{}", file.display())),
            Place::Own(name) => Some(url_of(name)),
            Place::Foreign(url) => Some(url.clone()),
        }
    }

    /// Does by SQL what no call can do.
    pub fn execute(&self, sql: &str) {
        match &self.place {
            Place::File(file) => sqlite(file).batch_execute(sql),
            Place::Own(name) => self.with_own(name, |own| own.batch_execute(sql)),
            Place::Foreign(url) => postgres(url).batch_execute(sql),
        }
        .expect(sql);
    }

    /// The number that `select … as n` gives.
    pub fn number(&self, sql: &str) -> i64 {
        let found: Vec<Number> = self.load(sql);
        found.first().expect(sql).n
    }

    /// Until every mail is out, since that changes rows as well.
    pub fn wait_for_mails(&self) {
        let queued = "select count(*) as n from notifications where state = 'queued'";
        within(20, "all mails are out", || {
            (self.number(queued) == 0).then_some(())
        });
    }

    /// The lines that `select … as t` gives.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        let found: Vec<Line> = self.load(sql);
        found.into_iter().map(|line| line.t).collect()
    }

    fn load<T>(&self, sql: &str) -> Vec<T>
    where
        T: QueryableByName<Sqlite> + QueryableByName<Pg> + 'static,
    {
        match &self.place {
            Place::File(file) => sql_query(sql).load(&mut sqlite(file)),
            Place::Own(name) => self.with_own(name, |own| sql_query(sql).load(own)),
            Place::Foreign(url) => sql_query(sql).load(&mut postgres(url)),
        }
        .expect(sql)
    }

    /// PostgreSQL copies no database that somebody is connected to.
    fn close(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn with_own<T>(&self, name: &str, work: impl FnOnce(&mut PgConnection) -> T) -> T {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        work(open.get_or_insert_with(|| postgres(&url_of(name))))
    }

    /// An instant (`2026-12-03T09:00:00Z`) as the database writes it.
    pub fn stored(&self, instant: &str) -> String {
        match self.backend {
            Backend::Sqlite => format!("{}.000000", instant.replace('T', " ").replace('Z', "")),
            Backend::Postgres => instant.to_owned(),
        }
    }

    /// Does something while nobody else can write into the SQLite file.
    pub fn locked<T>(&self, work: impl FnOnce() -> T) -> T {
        let Place::File(file) = &self.place else {
            panic!("no file");
        };
        let mut connection = sqlite(file);
        // A server under load leaves few gaps, and SQLite, while it waits, looks for them ever less often.
        connection
            .batch_execute("pragma busy_timeout = 0")
            .expect("a pragma");
        within(30, "a lock", || {
            connection.batch_execute("begin immediate").ok()
        });
        work()
    }

    /// Every row of every table that there is.
    pub fn contents(&self) -> Vec<String> {
        let sql = self.everything.get_or_init(|| {
            let tables = self.lines(match self.backend {
                Backend::Postgres => {
                    "select tablename::text as t from pg_tables where schemaname = 'public'"
                }
                Backend::Sqlite => {
                    "select name as t from sqlite_master where type = 'table' and name not like 'sqlite_%'"
                }
            });
            let rows: Vec<String> = tables.iter().map(|table| self.whole(table)).collect();
            format!("{} order by 1", rows.join(" union all "))
        });
        self.lines(sql)
    }

    /// The statement for all rows of a table, each whole and with the table's name before it.
    fn whole(&self, table: &str) -> String {
        match self.backend {
            Backend::Postgres => format!("select '{table} ' || r::text as t from {table} r"),
            Backend::Sqlite => {
                let columns = format!(
                    "select group_concat('quote(\"' || name || '\")', ' || ') as t from pragma_table_info('{table}')"
                );
                let line = &self.lines(&columns)[0];
                format!("select '{table} ' || {line} as t from {table}")
            }
        }
    }

    /// What the link carries by which this address stops its e-mails, from one that it got.
    pub fn opt_out_link(&self, email: &str) -> String {
        self.wait_for_mails();
        let mails = self.mails();
        let to = |mail: &&String| {
            mail.lines()
                .any(|line| line.starts_with("To: ") && line.contains(email))
        };
        let mut lines = mails.iter().filter(to).flat_map(|mail| mail.lines());
        let header = lines.find_map(|line| line.strip_prefix("List-Unsubscribe: <"));
        let (_, link) = header
            .and_then(|url| url.split_once("/unsubscribe/"))
            .expect("a link");
        link.trim_end_matches("/>").to_owned()
    }

    /// The mails that were written as files, oldest first.
    pub fn mails(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.folder().join("mail")) else {
            return Vec::new();
        };
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|end| end == "eml"))
            .collect();
        paths.sort();
        paths
            .iter()
            .filter_map(|path| std::fs::read_to_string(path).ok())
            .collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Place::Own(name) = &self.place {
            cluster(&format!("drop database if exists {name} with (force)"));
        }
    }
}

/// The name of the SQLite file unless the server is told of another.
const FILE: &str = "meetings.db";

fn sqlite(file: &Path) -> SqliteConnection {
    let path = file.to_str().expect("a UTF-8 path");
    let mut connection = SqliteConnection::establish(path).expect("the database file");
    connection
        .batch_execute("pragma busy_timeout = 5000")
        .expect("a pragma");
    connection
}

fn postgres(url: &str) -> PgConnection {
    PgConnection::establish(url).expect("a connection to PostgreSQL")
}

fn cluster(sql: &str) {
    postgres(&cluster_url().expect("TEST_POSTGRES_URL"))
        .batch_execute(sql)
        .expect(sql);
}

/// The cluster's URL with another database name.
fn url_of(database: &str) -> String {
    let url = cluster_url().expect("TEST_POSTGRES_URL");
    let (head, query) = match url.split_once('?') {
        Some((head, query)) => (head.to_owned(), format!("?{query}")),
        None => (url, String::new()),
    };
    let (scheme, rest) = head.split_once("://").expect("a URL");
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    format!("{scheme}://{host}/{database}{query}")
}

/// A migrated database to clone; made once for each build of the server.
fn template() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = format!("template_{}", server::built_at());
        let mut connection = postgres(&cluster_url().expect("TEST_POSTGRES_URL"));
        // Held until the connection goes: other test processes wait for the template.
        connection
            .batch_execute("select pg_advisory_lock(7310)")
            .expect("a lock");
        let there = format!("select count(*) as n from pg_database where datname = '{name}'");
        let found: Number = sql_query(there)
            .get_result(&mut connection)
            .expect("a count");
        if found.n == 0 {
            let draft = format!("draft_{}", Uuid::new_v4().simple());
            connection
                .batch_execute(&format!("create database {draft}"))
                .expect("a database");
            let done = server::command(&["migrate"], &[("DATABASE_URL", &url_of(&draft))], None);
            assert!(done.status.success(), "{done:?}");
            let rename = format!("alter database {draft} rename to {name}");
            connection.batch_execute(&rename).expect("a name");
        }
        name
    })
}
