//! `OversightRepo`: figures; and mails that are given up by hand.

use std::collections::BTreeSet;

use scheduler_domain::admin::oversight::{
    MailError, MailHealth, MeetingFigures, NotificationFilter, QueueDepth, UserFigures,
};
use scheduler_domain::auth::Actor;
use scheduler_domain::ids::NotificationId;
use scheduler_domain::meetings::Meeting;
use scheduler_domain::notifications::{Attempt, Notice, NoticeKind, NotificationState, Superseded};
use scheduler_domain::quotas::Usage;
use scheduler_domain::store::Store;
use scheduler_domain::text::{Description, Location};
use time::Duration;

use super::outbox::{attempt, later, notice, queue};
use crate::builders::{details, minutes, plan, user};
use crate::fakes::{self, NOON};
use crate::world::{World, claim, look, put, race};

const TICK: Duration = Duration::MICROSECOND;

pub fn accounts_are_counted(store: &dyn Store) {
    let ctx = fakes::ctx(3);
    let figures = |since| look(store, |tx| tx.oversight().count_users(since));
    assert_eq!(figures(NOON), UserFigures::default());
    for (name, is_active, is_staff, is_superuser, days) in [
        ("ann", true, false, false, 0),
        ("bob", false, true, false, 3),
        ("cleo", true, false, true, 7),
        ("dan", true, true, true, 30),
        ("eve", false, false, false, 31),
    ] {
        let mut user = user(&ctx, name);
        user.is_active = is_active;
        user.is_staff = is_staff;
        user.is_superuser = is_superuser;
        user.date_joined = NOON - Duration::days(days);
        put(store, |tx| tx.users().insert(&user));
    }
    let week = NOON - Duration::days(7);
    let expected = UserFigures {
        all: 5,
        active: 3,
        staff: 3,
        new: 3,
    };
    assert_eq!(figures(week), expected);
    assert_eq!(figures(week + TICK).new, 2);
}

pub fn usage_is_what_is_to_come_and_all_text(store: &dyn Store) {
    let world = World::new(store);
    let usage = |actor: &Actor| look(store, |tx| tx.meetings().usage(actor.user_id, NOON));
    assert_eq!(usage(&world.ann), Usage::default());
    let mut cmd = plan("Größe", minutes(60, 30), &["bob"]);
    cmd.details.description = Description::parse(&"é\n".repeat(3_000)).unwrap();
    cmd.details.location = Location::parse("日本").unwrap();
    world.planned(&world.ann, &cmd);
    let text = 7 + 3 * 3_000 - 1 + 6;
    let off = world.meeting("Off", minutes(60, 30), &[]);
    put(store, |tx| {
        tx.meetings().update(&Meeting {
            is_cancelled: true,
            ..off.clone()
        })
    });
    let over = Meeting {
        details: details("Over", minutes(-60, 60)),
        ..world.meeting("Over", minutes(60, 30), &[])
    };
    put(store, |tx| tx.meetings().update(&over));
    let expected = Usage {
        meetings_to_come: 1,
        stored_bytes: text + 3 + 4,
    };
    assert_eq!(usage(&world.ann), expected);
    assert_eq!(usage(&world.bob), Usage::default());
}

pub fn meetings_are_counted_by_when_they_begin(store: &dyn Store) {
    let world = World::new(store);
    for start in [0, 60, 60, 119, 120, 180] {
        world.meeting("Plan", minutes(start, 30), &[]);
    }
    let off = world.meeting("Off", minutes(60, 30), &[]);
    put(store, |tx| {
        tx.meetings().update(&Meeting {
            is_cancelled: true,
            ..off.clone()
        })
    });
    let bounds: Vec<_> = [0, 60, 120, 180]
        .into_iter()
        .map(|start| minutes(start, 1).start())
        .collect();
    let now = minutes(60, 1).start();
    let figures = |bounds: &[_]| {
        store
            .read(|tx| tx.oversight().count_meetings(now, bounds))
            .unwrap_or_else(|error: scheduler_domain::store::StoreError| panic!("{error}"))
    };
    let expected = MeetingFigures {
        all: 7,
        upcoming: 3,
        per_span: vec![1, 3, 1],
    };
    assert_eq!(figures(&bounds), expected);
    assert_eq!(figures(&[]).per_span, Vec::<i64>::new());
    let many: Vec<_> = (0..30).map(|n| minutes(n * 10, 1).start()).collect();
    assert_eq!(figures(&many).per_span.len(), 29);
    assert_eq!(figures(&many).per_span[6], 2);
}

fn failed(id: NotificationId, state: NotificationState, minute: i64, why: &str) -> Attempt {
    Attempt {
        ended_at: later(minute),
        error: Some(why.to_owned()),
        ..attempt(id, state)
    }
}

pub fn the_health_of_mail_is_what_waits_and_how_attempts_end(store: &dyn Store) {
    let health = |since| {
        store
            .read(|tx| tx.oversight().mail_health(since))
            .unwrap_or_else(|error: scheduler_domain::store::StoreError| panic!("{error}"))
    };
    assert_eq!(health(NOON), MailHealth::default());
    let mut all: Vec<Notice> = (0..8).map(notice).collect();
    all[7].kind = NoticeKind::Cancellation;
    queue(store, &all);
    let ids: Vec<_> = claim(store, later(1), 5).iter().map(|one| one.id).collect();
    let (sent, waits, lost) = (
        attempt(ids[0], NotificationState::Sent),
        failed(ids[1], NotificationState::Queued, 5, "later"),
        failed(ids[2], NotificationState::Failed, 4, "never"),
    );
    put(store, |tx| {
        let outbox = tx.outbox();
        for attempt in [&sent, &waits, &lost] {
            outbox.update(attempt)?;
        }
        outbox.supersede(&[(ids[3], Superseded::ByNewer)])
    });
    let depth = |state, kind, count, oldest: i64| QueueDepth {
        state,
        kind,
        count,
        oldest: notice(oldest).created_at,
    };
    let (queued, failed_) = (NotificationState::Queued, NotificationState::Failed);
    let now = health(sent.ended_at);
    let expected = [
        depth(failed_, NoticeKind::Invitation, 1, 2),
        depth(queued, NoticeKind::Cancellation, 1, 7),
        depth(queued, NoticeKind::Invitation, 4, 1),
    ];
    assert_eq!(now.queue, expected);
    assert_eq!((now.sent, now.failed), (1, 1));
    let fault = |minute, error: &str| MailError {
        at: later(minute),
        kind: NoticeKind::Invitation,
        error: error.to_owned(),
    };
    assert_eq!(now.last_error, Some(fault(5, "later")));
    let since = health(lost.ended_at + TICK);
    assert_eq!((since.sent, since.failed), (0, 0));
    assert_eq!(health(lost.ended_at).failed, 1);
    put(store, |tx| {
        tx.outbox()
            .update(&attempt(ids[1], NotificationState::Sent))
    });
    assert_eq!(health(NOON).last_error, Some(fault(4, "never")));
    put(store, |tx| tx.outbox().requeue(ids[2], later(9)));
    let over = health(NOON);
    assert_eq!((over.failed, over.last_error), (0, None));
}

pub fn what_waits_is_given_up_with_a_reason(store: &dyn Store) {
    queue(store, &[notice(0), notice(1), notice(2)]);
    let give_up = |id, minute| {
        put(store, |tx| {
            tx.outbox().give_up(id, "Because.", later(minute))
        })
    };
    let find = |id| look(store, |tx| tx.outbox().find(id)).unwrap();
    let flying = claim(store, later(1), 1)[0].id;
    let before = find(flying);
    assert!(!give_up(flying, 2), "somebody is sending it");
    assert_eq!(find(flying), before);
    let tried = failed(flying, NotificationState::Queued, 2, "421 later");
    put(store, |tx| tx.outbox().update(&tried));
    assert!(give_up(flying, 3));
    let after = find(flying);
    assert_eq!(after.state, NotificationState::Failed);
    assert_eq!(after.last_error.as_deref(), Some("Because. 421 later"));
    assert_eq!((after.attempts, after.is_superseded), (1, false));
    assert_eq!(after.tried_at, Some(later(2)));
    assert!(!give_up(flying, 3), "it does not wait any more");
    let abandoned = claim(store, later(1), 1)[0].id;
    assert!(give_up(abandoned, 6), "the claim has ended");
    assert_eq!(find(abandoned).last_error.as_deref(), Some("Because."));
    let rest: Vec<_> = claim(store, later(60), 9)
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(rest.len(), 1);
    assert!(!give_up(NotificationId(rest[0].0 + 1000), 60));
    put(store, |tx| tx.outbox().requeue(abandoned, later(70)));
    assert_eq!(find(abandoned).state, NotificationState::Queued);
}

pub fn nobody_sends_what_was_given_up(store: &dyn Store) {
    for round in 0..25 {
        let notices: Vec<_> = (0..4).map(|number| notice(round * 10 + number)).collect();
        queue(store, &notices);
        let waiting = look(store, |tx| {
            tx.oversight()
                .list_notifications(&NotificationFilter::default(), crate::builders::page(1, 4))
        });
        let ids: Vec<_> = waiting.items.iter().map(|one| one.id).collect();
        let work = || {
            let claimed = claim(store, later(1), 10);
            claimed.into_iter().map(|one| one.id).collect::<Vec<_>>()
        };
        let give_up = || {
            let mut given_up = Vec::new();
            for id in &ids {
                if put(store, |tx| tx.outbox().give_up(*id, "Enough.", later(1))) {
                    given_up.push(*id);
                }
            }
            given_up
        };
        let runners: Vec<Box<dyn FnOnce() -> Vec<NotificationId> + Send>> =
            vec![Box::new(work), Box::new(give_up), Box::new(work)];
        let ended = race(runners);
        let claimed: BTreeSet<_> = ended[0].iter().chain(&ended[2]).copied().collect();
        let over: BTreeSet<_> = ended[1].iter().copied().collect();
        assert!(claimed.is_disjoint(&over), "{claimed:?} {over:?}");
        for id in ids {
            let stored = look(store, |tx| tx.outbox().find(id)).unwrap();
            let expected = if over.contains(&id) {
                NotificationState::Failed
            } else {
                NotificationState::Queued
            };
            assert_eq!(stored.state, expected);
            assert_eq!(stored.is_claimed, claimed.contains(&id));
        }
    }
}
