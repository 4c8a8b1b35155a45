//! Databases of this run, and plain SQL on them.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::{env, fs};

use rusqlite::Connection;
use tokio_postgres::{Client, NoTls};

use crate::data::Data;

/// An empty database of this run; it goes away with this value.
pub(crate) struct Database {
    pub(crate) name: &'static str,
    /// The path of the file on SQLite.
    pub(crate) url: String,
    folder: PathBuf,
    cluster: Option<String>,
}

impl Database {
    pub(crate) fn sqlite(work: &Path, number: usize) -> Result<Self> {
        let folder = work.join(format!("sqlite-{number}"));
        fs::create_dir(&folder)?;
        Ok(Self {
            name: "sqlite",
            url: folder.join("meetings.db").display().to_string(),
            folder,
            cluster: None,
        })
    }

    /// In the cluster of `TEST_POSTGRES_URL`, which `scripts/with-postgres.sh` sets.
    pub(crate) fn postgres(work: &Path, number: usize) -> Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "The bench is no part of the server."
        )]
        let cluster = env::var("TEST_POSTGRES_URL").map_err(Error::other)?;
        let name = format!("bench_{}_{number}", std::process::id());
        execute(&cluster, &format!("create database {name}"))?;
        let folder = work.join(&name);
        fs::create_dir(&folder)?;
        Ok(Self {
            name: "postgresql",
            url: in_database(&cluster, &name),
            folder,
            cluster: Some(cluster),
        })
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.cluster.is_some()
    }

    pub(crate) fn settings(&self) -> Vec<(&str, &str)> {
        let mut settings = vec![
            ("PORT", "0"),
            ("DATA_DIR", self.folder.to_str().unwrap_or_default()),
            ("DRAIN_SECONDS", "0"),
            ("RATE_LIMIT", "off"),
            // Checked as always, and never reached.
            ("QUOTA_MEETINGS_TO_COME", "10000000"),
            ("QUOTA_STORED_BYTES", "1000000000000"),
            ("BCRYPT_COST", "4"),
            ("EMAIL_BACKEND", "file"),
            ("EMAIL_VERIFICATION", "off"),
            ("MAIL_HOLD_SECONDS", "0"),
            // Longer than a run takes.
            ("ACCESS_TOKEN_MINUTES", "1440"),
        ];
        if self.is_postgres() {
            settings.push(("DATABASE_URL", &self.url));
        }
        settings
    }

    /// Runs statements that answer nothing.
    pub(crate) fn execute(&self, statements: &str) -> Result<()> {
        if self.is_postgres() {
            execute(&self.url, statements)
        } else {
            let db = self.open().map_err(Error::other)?;
            db.execute_batch(statements).map_err(Error::other)
        }
    }

    pub(crate) fn version(&self) -> Result<String> {
        if self.is_postgres() {
            with_postgres(&self.url, |client| async move {
                let row = client
                    .query_one("select current_setting('server_version')", &[])
                    .await?;
                row.try_get(0)
            })
        } else {
            Ok(rusqlite::version().to_owned())
        }
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let db = Connection::open(&self.url)?;
        db.busy_timeout(std::time::Duration::from_secs(30))?;
        Ok(db)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((cluster, (_, name))) = self.cluster.as_ref().zip(self.url.rsplit_once('/')) {
            let name = name.split('?').next().unwrap_or_default();
            let _stays = execute(cluster, &format!("drop database {name} with (force)"));
        }
        let _stays = fs::remove_dir_all(&self.folder);
    }
}

/// A database that is filled.
pub(crate) struct Filled {
    pub(crate) database: Database,
    pub(crate) data: Data,
    pub(crate) seconds: f64,
}

fn execute(url: &str, statements: &str) -> Result<()> {
    with_postgres(url, |client| async move {
        client.batch_execute(statements).await
    })
}

/// Runs `work` with a connection.
pub(crate) fn with_postgres<T, F>(url: &str, work: impl FnOnce(Client) -> F) -> Result<T>
where
    F: Future<Output = std::result::Result<T, tokio_postgres::Error>>,
{
    actix_web::rt::System::new()
        .block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            actix_web::rt::spawn(connection);
            work(client).await
        })
        .map_err(Error::other)
}

/// The same cluster, another database.
fn in_database(cluster: &str, name: &str) -> String {
    let (base, options) = cluster.split_once('?').unwrap_or((cluster, ""));
    let host = base.rsplit_once('/').map_or(base, |(host, _database)| host);
    if options.is_empty() {
        format!("{host}/{name}")
    } else {
        format!("{host}/{name}?{options}")
    }
}
