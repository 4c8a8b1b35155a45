//! The statements that a piece of work runs.

use std::cell::RefCell;
use std::collections::BTreeSet;

use diesel::connection::{Instrumentation, InstrumentationEvent};

thread_local! {
    static STARTED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static PREPARED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Statements run on the thread of the caller, on both databases.
pub struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                let text = query.to_string();
                let sql = text.split(" -- binds").next().unwrap().to_owned();
                STARTED.with_borrow_mut(|started| started.push(sql));
            }
            InstrumentationEvent::CacheQuery { sql, .. } => {
                PREPARED.with_borrow_mut(|prepared| prepared.insert(sql.to_owned()));
            }
            _other => {}
        }
    }
}

/// Those that were prepared to be kept.
pub fn prepared() -> BTreeSet<String> {
    PREPARED.take()
}

/// What has a name, may take so many statements, and took these.
pub struct Measured {
    pub name: &'static str,
    pub most: usize,
    pub statements: Vec<String>,
    /// How often something was sent to the database, with what frames a transaction.
    pub journeys: usize,
}

impl Measured {
    /// Does `work` and keeps its statements, without those that set up a connection or frame a transaction.
    pub fn of(name: &'static str, most: usize, work: impl FnOnce()) -> Self {
        STARTED.take();
        work();
        let mut statements = STARTED.take();
        let mut leave_out = |words: &[&str]| {
            statements.retain(|sql| !words.iter().any(|word| sql.trim_start().starts_with(word)));
            statements.len()
        };
        let journeys = leave_out(&["pragma", "set"]);
        leave_out(&["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"]);
        Self {
            name,
            most,
            statements,
            journeys,
        }
    }

    pub fn assert_few(&self) {
        let Self {
            name, statements, ..
        } = self;
        assert!(statements.len() <= self.most, "{name}: {statements:#?}");
    }
}
