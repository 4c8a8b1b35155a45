//! The processes that share a database.

use std::sync::Arc;

use scheduler_tests::{Backend, Client, Server, within};

/// One process on SQLite, three on PostgreSQL.
pub struct Fleet(pub Vec<Server>);

impl Fleet {
    /// On a new site.
    pub fn start(backend: Backend) -> Self {
        let first = Server::start(backend);
        let more = if backend == Backend::Postgres { 2 } else { 0 };
        let mut servers: Vec<Server> = (0..more).map(|_| first.sibling()).collect();
        servers.push(first);
        Self(servers)
    }

    /// A user with the address `<name>@example.org`.
    pub fn person(&self, name: &str) -> Client {
        self.0[0].person(name)
    }

    /// The same user at one process or another.
    pub fn at(&self, client: &Client, number: usize) -> Client {
        client.at(&self.0[number % self.0.len()])
    }

    /// The number that `select … as n` gives.
    pub fn number(&self, sql: &str) -> i64 {
        self.0[0].site.number(sql)
    }

    /// Ends all processes; PostgreSQL must not have had to resolve a single deadlock, which
    /// no answer would have shown.
    pub fn end_without_deadlock(self) {
        let site = Arc::clone(&self.0[0].site);
        drop(self);
        if site.backend == Backend::Sqlite {
            return;
        }
        let others = "select count(*) as n from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()";
        // A session reports what it met when it ends.
        within(10, "the end of all sessions", || {
            (site.number(others) == 0).then_some(())
        });
        let deadlocks =
            "select deadlocks as n from pg_stat_database where datname = current_database()";
        assert_eq!(site.number(deadlocks), 0, "deadlocks");
    }
}
