//! People and meetings for the cases.

use std::sync::Barrier;
use std::thread;

use scheduler_domain::auth::Actor;
use scheduler_domain::conflicts::{Clash, OverlapQuery};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{Meeting, Schedule, ScheduleError, Viewer, schedule};
use scheduler_domain::notifications::{Claimed, Notification};
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::Email;
use scheduler_domain::time::TimeRange;
use time::{Duration, UtcDateTime};

use crate::builders::{first_page, join, plan};
use crate::fakes;

/// Ann organises; Bob and Cleo have accounts; everybody else is an address.
pub(super) struct World<'a> {
    pub store: &'a dyn Store,
    pub ctx: Ctx,
    pub ann: Actor,
    pub bob: Actor,
    pub cleo: Actor,
}

impl<'a> World<'a> {
    pub(super) fn new(store: &'a dyn Store) -> Self {
        let ctx = fakes::ctx(7);
        Self {
            store,
            ann: join(store, &ctx, "ann"),
            bob: join(store, &ctx, "bob"),
            cleo: join(store, &ctx, "cleo"),
            ctx,
        }
    }

    /// Planned by Ann.
    pub(super) fn meeting(&self, title: &str, times: TimeRange, people: &[&str]) -> Meeting {
        self.planned(&self.ann, &plan(title, times, people))
    }

    pub(super) fn planned(&self, actor: &Actor, cmd: &Schedule) -> Meeting {
        self.schedule(actor, cmd).unwrap()
    }

    pub(super) fn schedule(&self, actor: &Actor, cmd: &Schedule) -> Result<Meeting, ScheduleError> {
        schedule(self.store, &self.ctx, actor, cmd).map(|done| done.meeting)
    }

    pub(super) fn find(&self, id: MeetingId) -> Option<Meeting> {
        look(self.store, |tx| tx.meetings().find(id))
    }

    pub(super) fn told(&self, id: MeetingId) -> Vec<Notification> {
        look(self.store, |tx| tx.outbox().list(id, first_page())).items
    }

    pub(super) fn clashes(&self, viewer: &Actor, people: &[Email], times: TimeRange) -> Vec<Clash> {
        self.clashes_but(None, viewer, people, times)
    }

    pub(super) fn clashes_but(
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

/// Reads, where nothing but the store can go wrong.
pub(super) fn look<T>(
    store: &dyn Store,
    mut work: impl FnMut(&mut dyn scheduler_domain::store::Tx) -> Result<T, StoreError>,
) -> T {
    store.glance(|tx| work(tx)).unwrap()
}

/// Writes, where nothing may go wrong.
pub(super) fn put<T>(
    store: &dyn Store,
    work: impl FnMut(&mut dyn scheduler_domain::store::Tx) -> Result<T, StoreError>,
) -> T {
    store.write(work).unwrap()
}

/// A worker takes its share of the outbox.
pub(super) fn claim(store: &dyn Store, now: UtcDateTime, limit: u32) -> Vec<Claimed> {
    put(store, |tx| {
        tx.outbox().claim(now, now + Duration::minutes(5), limit)
    })
}

/// All at once; the answers in the order of the runners.
pub(super) fn race<T: Send, R: FnOnce() -> T + Send>(runners: Vec<R>) -> Vec<T> {
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
pub(super) fn winners<T, E>(results: &[Result<T, E>]) -> usize {
    results.iter().filter(|result| result.is_ok()).count()
}
