//! A few people, and short ways to ask the store what became of them.

#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a test whose world does not come about shall stop"
)]

use std::sync::Barrier;
use std::thread;

use scheduler_domain::auth::Actor;
use scheduler_domain::conflicts::{Clash, OverlapQuery};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{Meeting, Schedule, ScheduleError, Viewer, schedule};
use scheduler_domain::notifications::{Delivery, Mail, Notification, Queued, claim_in, deliver};
use scheduler_domain::store::{Store, StoreError, Tx};
use scheduler_domain::text::Email;
use scheduler_domain::time::TimeRange;
use time::{Duration, UtcDateTime};

use crate::builders::{first_page, join, plan};
use crate::fakes;

/// Ann organises; Bob and Cleo have accounts; everybody else is an address.
pub struct World<'a> {
    /// Where all this is.
    pub store: &'a dyn Store,
    /// At noon, until a test moves on.
    pub ctx: Ctx,
    /// Organises what [`World::meeting`] plans.
    pub ann: Actor,
    /// Has an account.
    pub bob: Actor,
    /// Has an account.
    pub cleo: Actor,
}

impl<'a> World<'a> {
    /// The three accounts, and nothing else.
    pub fn new(store: &'a dyn Store) -> Self {
        let ctx = fakes::ctx(7);
        Self {
            store,
            ann: join(store, &ctx, "ann"),
            bob: join(store, &ctx, "bob"),
            cleo: join(store, &ctx, "cleo"),
            ctx,
        }
    }

    /// Planned by Ann, with policy `Warn`.
    pub fn meeting(&self, title: &str, times: TimeRange, people: &[&str]) -> Meeting {
        self.planned(&self.ann, &plan(title, times, people))
    }

    /// Planned by somebody.
    pub fn planned(&self, actor: &Actor, cmd: &Schedule) -> Meeting {
        self.schedule(actor, cmd).unwrap()
    }

    /// Planned, or not.
    pub fn schedule(&self, actor: &Actor, cmd: &Schedule) -> Result<Meeting, ScheduleError> {
        schedule(self.store, &self.ctx, actor, cmd).map(|done| done.meeting)
    }

    /// The meeting as it is stored.
    pub fn find(&self, id: MeetingId) -> Option<Meeting> {
        look(self.store, |tx| tx.meetings().find(id))
    }

    /// What was told about a meeting, newest first.
    pub fn told(&self, id: MeetingId) -> Vec<Notification> {
        look(self.store, |tx| tx.outbox().list(id, None, first_page())).items
    }

    /// Who is busy at that time, as the viewer sees it.
    pub fn clashes(&self, viewer: &Actor, people: &[Email], times: TimeRange) -> Vec<Clash> {
        self.clashes_but(None, viewer, people, times)
    }

    /// The same, while this meeting is being placed.
    pub fn clashes_but(
        &self,
        exclude: Option<MeetingId>,
        viewer: &Actor,
        people: &[Email],
        times: TimeRange,
    ) -> Vec<Clash> {
        look(self.store, |tx| {
            tx.busy().overlapping(&OverlapQuery {
                people,
                times,
                exclude,
                now: self.ctx.now,
                viewer: &Viewer::from(viewer),
            })
        })
    }
}

/// Reads by one statement, where nothing but the store can go wrong.
pub fn look<T>(store: &dyn Store, work: impl FnMut(&mut dyn Tx) -> Result<T, StoreError>) -> T {
    store.glance(work).unwrap()
}

/// Writes, where nothing may go wrong.
pub fn put<T>(store: &dyn Store, work: impl FnMut(&mut dyn Tx) -> Result<T, StoreError>) -> T {
    store.write(work).unwrap()
}

/// All mails that leave now.
pub fn sent(store: &dyn Store, ctx: &Ctx) -> Vec<Mail> {
    let mailer = fakes::RecordingMailer::default();
    let delivery = Delivery {
        mailer: &mailer,
        tokens: &fakes::PlainTokens,
        public_url: "https://meet.example.org",
        batch: 10,
        incidents: &|_incident| {},
    };
    while deliver(store, ctx, &delivery, &|| ctx.now).unwrap() > 0 {}
    mailer.taken()
}

/// A worker takes its share of the outbox for five minutes.
pub fn claim(store: &dyn Store, now: UtcDateTime, limit: u32) -> Vec<Queued> {
    put(store, |tx| {
        claim_in(tx, now, now + Duration::minutes(5), limit)
    })
    .claimed
}

/// All at once; the answers in the order of the runners.
pub fn race<T: Send, R: FnOnce() -> T + Send>(runners: Vec<R>) -> Vec<T> {
    let start = Barrier::new(runners.len());
    thread::scope(|scope| {
        let running: Vec<_> = runners
            .into_iter()
            .map(|runner| {
                scope.spawn(|| {
                    start.wait();
                    runner()
                })
            })
            .collect();
        running
            .into_iter()
            .map(|runner| runner.join().unwrap())
            .collect()
    })
}

/// How many did it.
pub fn winners<T, E>(results: &[Result<T, E>]) -> usize {
    results.iter().filter(|result| result.is_ok()).count()
}
