//! Databases for tests: an SQLite file in a folder of its own, or a database on the server that
//! `TEST_POSTGRES_URL` names (a superuser's URL of a cluster that may be thrown away). Both go
//! away with the test.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use scheduler_domain::store::Store;
use scheduler_infrastructure::{Database, Settings, migrate, open};
use scheduler_testkit::conformance::TestStore;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use uuid::Uuid;

/// A migrated, empty database, or none where there is no server.
pub struct Fresh {
    pub place: Option<Place>,
    pub database: Option<Arc<dyn Database>>,
}

/// Where it is, and how it goes away.
pub enum Place {
    File(TempDir),
    Postgres { server: String, name: String },
}

impl Place {
    /// Its URL.
    pub fn url(&self) -> String {
        match self {
            Self::File(folder) => folder.path().join("test.db").to_string_lossy().into_owned(),
            Self::Postgres { server, name } => with_name(server, name),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Self::Postgres { server, name } = self {
            run(server, &format!("drop database {name} with (force)"));
        }
    }
}

impl TestStore for Fresh {
    fn store(&self) -> Option<Arc<dyn Store>> {
        let database = self.database.clone()?;
        Some(database)
    }
}

/// On SQLite.
pub fn sqlite() -> Fresh {
    let place = empty_sqlite();
    migrate(&place.url()).unwrap();
    opened(place)
}

/// On PostgreSQL: a copy of a template that is migrated once.
pub fn postgres() -> Fresh {
    let Some(server) = server() else {
        return Fresh {
            place: None,
            database: None,
        };
    };
    opened(copy_of(&server, &template(&server)))
}

/// Not migrated.
pub fn empty_sqlite() -> Place {
    Place::File(TempDir::new().unwrap())
}

/// Not migrated.
pub fn empty_postgres() -> Option<Place> {
    server().map(|server| copy_of(&server, "template0"))
}

fn opened(place: Place) -> Fresh {
    Fresh {
        database: Some(open(&Settings::new(place.url()))),
        place: Some(place),
    }
}

/// Without a server the tests that need one say so, and fail if `REQUIRE_POSTGRES=1`.
#[allow(
    clippy::disallowed_methods,
    reason = "tests have no configuration but their environment"
)]
fn server() -> Option<String> {
    let url = std::env::var("TEST_POSTGRES_URL").ok();
    if url.is_none() {
        assert_ne!(
            std::env::var("REQUIRE_POSTGRES").as_deref(),
            Ok("1"),
            "TEST_POSTGRES_URL is not set"
        );
        eprintln!("skipped: TEST_POSTGRES_URL is not set");
    }
    url
}

fn copy_of(server: &str, template: &str) -> Place {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{count}", std::process::id());
    run(server, &format!("drop database if exists {name}"));
    run(
        server,
        &format!("create database {name} template {template}"),
    );
    Place::Postgres {
        server: server.to_owned(),
        name,
    }
}

/// Named by what the migrations say, so that several test processes share it and it is never
/// out of date.
fn template(server: &str) -> String {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let made = TEMPLATE.get_or_init(|| {
        let name = format!("template_{}", migrations_hash());
        let mut conn = PgConnection::establish(server).unwrap();
        // One process makes it; the lock ends with the connection.
        conn.batch_execute("select pg_advisory_lock(7)").unwrap();
        if PgConnection::establish(&with_name(server, &name)).is_err() {
            let unfinished = format!("{name}_unfinished");
            conn.batch_execute(&format!("drop database if exists {unfinished}"))
                .unwrap();
            conn.batch_execute(&format!("create database {unfinished} template template0"))
                .unwrap();
            migrate(&with_name(server, &unfinished)).unwrap();
            conn.batch_execute(&format!("alter database {unfinished} rename to {name}"))
                .unwrap();
        }
        name
    });
    made.clone()
}

fn migrations_hash() -> String {
    let mut files = files(Path::new("../../migrations/postgres"));
    files.sort();
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(std::fs::read(file).unwrap());
    }
    let digest = hasher.finalize();
    Uuid::from_slice(&digest[..16])
        .unwrap()
        .simple()
        .to_string()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn run(server: &str, sql: &str) {
    let mut conn = PgConnection::establish(server).unwrap();
    conn.batch_execute(sql).unwrap();
}

fn with_name(server: &str, name: &str) -> String {
    let at = server.find('?').unwrap_or(server.len());
    let (address, parameters) = server.split_at(at);
    let host = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    format!("{host}/{name}{parameters}")
}
