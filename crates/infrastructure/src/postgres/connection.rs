//! Opens connections, and closes those that were lost.

use diesel::connection::SimpleConnection;
use diesel::r2d2::{Error as PoolError, ManageConnection};
use diesel::{Connection, PgConnection};

use crate::error::Fault;

/// What libpq is told unless the URL says otherwise: a server that is gone is noticed within
/// seconds, not within the hours that TCP would take.
const DEFAULTS: [(&str, &str); 6] = [
    ("connect_timeout", "3"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "10000"),
    ("application_name", "meeting-scheduler"),
];

/// Nobody waits longer, neither for a lock nor for an answer, and nobody holds locks in an open
/// transaction that does nothing. Plans are made for disks without heads, and for many small
/// statements at once: none is compiled or spread over processes. Error texts are read in English,
/// where the role may say so.
const SESSION: &str = "
    set lock_timeout = '3s';
    set statement_timeout = '15s';
    set idle_in_transaction_session_timeout = '15s';
    set jit = off;
    set max_parallel_workers_per_gather = 0;
    set random_page_cost = 1.1;
    do $$ begin set lc_messages = 'C'; exception when insufficient_privilege then null; end $$";

/// A connection without limits to the time that a statement takes.
pub(crate) fn plain(url: &str) -> Result<PgConnection, Fault> {
    Ok(PgConnection::establish(&with_defaults(url))?)
}

/// The URL with everything that [`DEFAULTS`] says and it does not.
pub(crate) fn with_defaults(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in DEFAULTS {
        if !url.contains(&format!("{name}=")) {
            let before = if url.contains('?') { '&' } else { '?' };
            url = format!("{url}{before}{name}={value}");
        }
    }
    url
}

/// Makes connections for the pool.
#[derive(Debug)]
pub(super) struct Manager {
    url: String,
}

/// A connection, and whether it was lost.
pub(super) struct Link {
    pub(super) conn: PgConnection,
    pub(super) is_lost: bool,
}

impl Manager {
    pub(super) fn new(url: &str) -> Self {
        let url = with_defaults(url);
        Self { url }
    }
}

impl ManageConnection for Manager {
    type Connection = Link;
    type Error = PoolError;

    fn connect(&self) -> Result<Link, PoolError> {
        let mut conn = PgConnection::establish(&self.url).map_err(PoolError::ConnectionError)?;
        conn.batch_execute(SESSION).map_err(PoolError::QueryError)?;
        Ok(Link {
            conn,
            is_lost: false,
        })
    }

    fn is_valid(&self, link: &mut Link) -> Result<(), PoolError> {
        link.conn
            .batch_execute("select 1")
            .map_err(PoolError::QueryError)
    }

    fn has_broken(&self, link: &mut Link) -> bool {
        link.is_lost
    }
}
