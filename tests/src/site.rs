//! A database and a folder that one or more server processes share.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use tempfile::TempDir;
use uuid::Uuid;

use crate::server;

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
    database: Option<String>,
    everything: OnceLock<String>,
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
        let site = Self::bare(backend);
        if let Some(name) = &site.database {
            cluster(&format!("create database {name} template {}", template()));
        }
        site
    }

    /// With a database in which nothing is, not even tables.
    pub fn unmigrated(backend: Backend) -> Self {
        let site = Self::bare(backend);
        if let Some(name) = &site.database {
            cluster(&format!("create database {name}"));
        }
        site
    }

    fn bare(backend: Backend) -> Self {
        let database = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(format!("http_{}", Uuid::new_v4().simple())),
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            backend,
            folder,
            database,
            everything: OnceLock::new(),
        }
    }

    /// Where the server keeps its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `DATABASE_URL`; none for the SQLite file that needs no setting.
    pub fn database_url(&self) -> Option<String> {
        self.database.as_deref().map(url_of)
    }

    /// Does by SQL what no call can do.
    pub fn execute(&self, sql: &str) {
        match self.database_url() {
            Some(url) => postgres(&url).batch_execute(sql).expect(sql),
            None => self.sqlite().batch_execute(sql).expect(sql),
        }
    }

    /// The number that `select … as n` gives.
    pub fn number(&self, sql: &str) -> i64 {
        let found: Number = match self.database_url() {
            Some(url) => sql_query(sql).get_result(&mut postgres(&url)).expect(sql),
            None => sql_query(sql).get_result(&mut self.sqlite()).expect(sql),
        };
        found.n
    }

    /// The lines that `select … as t` gives.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        let found: Vec<Line> = match self.database_url() {
            Some(url) => sql_query(sql).load(&mut postgres(&url)).expect(sql),
            None => sql_query(sql).load(&mut self.sqlite()).expect(sql),
        };
        found.into_iter().map(|line| line.t).collect()
    }

    /// An instant (`2026-12-03T09:00:00Z`) as the database writes it.
    pub fn stored(&self, instant: &str) -> String {
        match self.backend {
            Backend::Sqlite => format!("{}.000000", instant.replace('T', " ").replace('Z', "")),
            Backend::Postgres => instant.to_owned(),
        }
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

    fn sqlite(&self) -> SqliteConnection {
        let path = self.folder().join("meetings.db");
        let mut connection = SqliteConnection::establish(path.to_str().expect("a UTF-8 path"))
            .expect("the database file");
        connection
            .batch_execute("pragma busy_timeout = 5000")
            .expect("a pragma");
        connection
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(name) = &self.database {
            cluster(&format!("drop database if exists {name} with (force)"));
        }
    }
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
