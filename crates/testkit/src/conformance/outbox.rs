//! `Outbox`.

use scheduler_domain::auth::User;
use scheduler_domain::ids::{MeetingId, NotificationId, SessionId};
use scheduler_domain::notifications::{
    Attempt, Notice, NoticeKind, Notification, NotificationState, OutboxDepth, Queued, Release,
    Superseded, claim_in,
};
use scheduler_domain::store::Store;
use time::{Duration, UtcDateTime};

use super::queues::assert_superseded;
use crate::builders::{email, first_page, messages, minutes, page, plan};
use crate::fakes::{self, NOON};
use crate::world::{World, claim, look, put, race};

const LEASE: Duration = Duration::minutes(5);

pub(super) fn notice(number: i64) -> Notice {
    Notice {
        meeting_id: Some(meeting()),
        email: email(&format!("person{number}")),
        name: String::new(),
        kind: NoticeKind::Invitation,
        subject: format!("No {number}"),
        message: String::new(),
        sequence: 0,
        created_at: NOON + Duration::microseconds(number),
        facts: None,
    }
}

fn meeting() -> MeetingId {
    MeetingId(fakes::ctx(99).new_uuid())
}

fn notices(numbers: std::ops::Range<i64>) -> Vec<Notice> {
    numbers.map(notice).collect()
}

pub(super) fn later(minutes: i64) -> UtcDateTime {
    NOON + Duration::minutes(minutes)
}

pub(super) fn queue(store: &dyn Store, notices: &[Notice]) {
    put(store, |tx| tx.outbox().insert(&messages(notices)));
}

fn list(store: &dyn Store) -> Vec<Notification> {
    look(store, |tx| tx.outbox().list(meeting(), None, first_page())).items
}

fn subjects(store: &dyn Store, now: UtcDateTime, limit: u32) -> Vec<String> {
    let claimed = claim(store, now, limit);
    claimed.into_iter().map(|one| one.notice.subject).collect()
}

pub(super) fn attempt(id: NotificationId, state: NotificationState) -> Attempt {
    let error = (state != NotificationState::Sent).then(|| "421 \"later\" ✗".to_owned());
    Attempt {
        id,
        state,
        error,
        response: (state == NotificationState::Sent).then(|| "250 2.0.0 ok ✓".to_owned()),
        ended_at: later(1) + Duration::microseconds(1),
        next_try_at: later(3),
    }
}

pub fn every_field_is_kept(store: &dyn Store) {
    use NoticeKind::{
        Cancellation, EmailChange, EmailChanged, EmailVerification, Invitation, PasswordReset,
        Reminder, Reply, Update,
    };
    let kinds = [
        Invitation,
        Update,
        Cancellation,
        Reminder,
        Reply,
        EmailVerification,
        PasswordReset,
        EmailChange,
        EmailChanged,
    ];
    let all: Vec<Notice> = kinds
        .into_iter()
        .zip(1..)
        .map(|(kind, number)| Notice {
            name: "Zoë \u{202E}\"x\"".to_owned(),
            kind,
            message: "Hello,\r\n\n🦀 %s {} ' \\ \u{2028}\n".to_owned(),
            sequence: 41,
            ..notice(number)
        })
        .collect();
    queue(store, &all);
    let stored: Vec<Notice> = list(store)
        .into_iter()
        .rev()
        .map(|one| one.notice)
        .collect();
    assert_eq!(stored, all);
    let claimed = claim(store, later(1), 10);
    let claimed: Vec<Notice> = claimed.into_iter().map(|one| one.notice).collect();
    assert_eq!(claimed.len(), all.len());
    // An update for somebody who was never invited is put into other words.
    for (claimed, stored) in claimed
        .iter()
        .zip(&all)
        .filter(|(_, one)| one.kind != Update)
    {
        assert_eq!(claimed, stored);
    }
}

pub fn a_notice_may_be_about_no_meeting(store: &dyn Store) {
    let about_nothing = Notice {
        meeting_id: None,
        ..notice(0)
    };
    queue(store, std::slice::from_ref(&about_nothing));
    assert_eq!(list(store), []);
    assert_eq!(claim(store, NOON, 10)[0].notice, about_nothing);
}

pub fn nothing_can_be_queued(store: &dyn Store) {
    queue(store, &[]);
    let depth = look(store, |tx| tx.outbox().count());
    assert_eq!(depth, OutboxDepth::default());
    assert_eq!(claim(store, later(1), 10), []);
}

pub fn a_list_has_the_newest_first(store: &dyn Store) {
    for numbers in [0..3, 3..5] {
        queue(store, &notices(numbers));
    }
    queue(
        store,
        &[Notice {
            meeting_id: Some(MeetingId(fakes::ctx(5).new_uuid())),
            ..notice(9)
        }],
    );
    let all = list(store);
    let subjects: Vec<_> = all.iter().map(|one| one.notice.subject.as_str()).collect();
    assert_eq!(subjects, ["No 4", "No 3", "No 2", "No 1", "No 0"]);
    let second = look(store, |tx| tx.outbox().list(meeting(), None, page(2, 2)));
    assert_eq!((second.count, &second.items[..]), (5, &all[2..4]));
    assert_eq!(all[0].state, NotificationState::Queued);
    assert_eq!(
        (all[0].attempts, &all[0].last_error, all[0].sent_at),
        (0, &None, None)
    );
}

pub fn hundreds_are_queued_and_listed(store: &dyn Store) {
    queue(store, &notices(0..400));
    let all = list(store);
    assert_eq!(all.len(), 400);
    assert!(all.is_sorted_by(|newer, older| newer.id > older.id));
    assert_eq!(all[399].notice, notice(0));
}

pub fn a_notice_is_due_at_once(store: &dyn Store) {
    queue(store, &[notice(0)]);
    assert_eq!(claim(store, NOON - Duration::MICROSECOND, 10), []);
    assert_eq!(claim(store, NOON, 10).len(), 1);
}

pub fn what_is_held_is_due_when_the_hold_ends(store: &dyn Store) {
    let hold = Duration::seconds(30);
    put(store, |tx| {
        tx.outbox().insert_held(&messages(&notices(0..2)), hold)
    });
    put(store, |tx| tx.outbox().insert_held(&[], hold));
    assert_eq!(list(store)[1].notice, notice(0));
    assert_eq!(claim(store, NOON + hold - Duration::MICROSECOND, 10), []);
    assert_eq!(claim(store, NOON + hold, 10).len(), 1);
    assert_eq!(
        claim(store, NOON + hold + Duration::MICROSECOND, 10).len(),
        1
    );
}

pub fn the_oldest_are_claimed_first(store: &dyn Store) {
    queue(store, &notices(0..3));
    queue(store, &notices(3..5));
    assert_eq!(subjects(store, later(1), 2), ["No 0", "No 1"]);
    assert_eq!(subjects(store, later(1), 2), ["No 2", "No 3"]);
    assert_eq!(subjects(store, later(1), 2), ["No 4"]);
    assert_eq!(subjects(store, later(1), 2), Vec::<String>::new());
    assert_eq!(claim(store, later(1), 0), []);
}

pub fn a_claim_ends_by_itself(store: &dyn Store) {
    queue(store, &[notice(0)]);
    let claimed = claim(store, later(1), 1);
    let until = later(1) + LEASE;
    assert_eq!(claim(store, until - Duration::MICROSECOND, 1), []);
    let again = claim(store, until, 1);
    assert!(again[0].is_claimed, "it may have been sent");
    let before = Queued {
        is_claimed: false,
        ..again[0].clone()
    };
    assert_eq!([before], *claimed, "the same, as it was");
}

pub fn a_claim_that_is_rolled_back_holds_nothing(store: &dyn Store) {
    queue(store, &[notice(0)]);
    let result = store.write(|tx| {
        claim_in(tx, later(1), later(6), 1)?;
        Err::<(), _>(scheduler_domain::store::StoreError::Busy)
    });
    assert!(result.is_err());
    assert_eq!(claim(store, later(1), 1).len(), 1);
}

pub fn what_was_sent_is_never_claimed_again(store: &dyn Store) {
    queue(store, &[notice(0)]);
    let id = claim(store, later(1), 1)[0].id;
    put(store, |tx| {
        tx.outbox().update(&attempt(id, NotificationState::Sent))
    });
    let sent = &list(store)[0];
    assert_eq!(sent.state, NotificationState::Sent);
    assert_eq!((sent.attempts, &sent.last_error), (1, &None));
    assert_eq!(sent.sent_at, Some(later(1) + Duration::microseconds(1)));
    assert_eq!(claim(store, later(60 * 24 * 365), 1), []);
}

pub fn what_failed_for_now_is_claimed_when_it_is_due(store: &dyn Store) {
    queue(store, &[notice(0)]);
    let id = claim(store, later(1), 1)[0].id;
    put(store, |tx| {
        tx.outbox().update(&attempt(id, NotificationState::Queued))
    });
    let waits = &list(store)[0];
    assert_eq!(waits.state, NotificationState::Queued);
    assert_eq!(waits.attempts, 1);
    assert_eq!(waits.last_error.as_deref(), Some("421 \"later\" ✗"));
    assert_eq!(waits.sent_at, None);
    assert_eq!(claim(store, later(3) - Duration::MICROSECOND, 1), []);
    // The claim of the first attempt would have lasted longer.
    let again = claim(store, later(3), 1);
    assert_eq!((again[0].id, again[0].attempts), (id, 1));
}

pub fn a_success_wipes_the_error_of_an_earlier_attempt(store: &dyn Store) {
    queue(store, &[notice(0)]);
    let id = claim(store, later(1), 1)[0].id;
    for state in [NotificationState::Queued, NotificationState::Sent] {
        put(store, |tx| tx.outbox().update(&attempt(id, state)));
    }
    let sent = &list(store)[0];
    assert_eq!((sent.attempts, &sent.last_error), (2, &None));
}

pub fn an_attempt_that_is_written_twice_counts_once(store: &dyn Store) {
    queue(store, &[notice(0)]);
    let id = claim(store, later(1), 1)[0].id;
    for state in [NotificationState::Queued, NotificationState::Sent] {
        for _ in 0..2 {
            put(store, |tx| tx.outbox().update(&attempt(id, state)));
        }
    }
    assert_eq!(list(store)[0].attempts, 2);
}

pub fn what_was_given_up_is_never_claimed_again(store: &dyn Store) {
    queue(store, &[notice(0)]);
    let id = claim(store, later(1), 1)[0].id;
    put(store, |tx| {
        tx.outbox().update(&attempt(id, NotificationState::Failed))
    });
    let failed = &list(store)[0];
    assert_eq!(failed.state, NotificationState::Failed);
    assert_eq!(failed.last_error.as_deref(), Some("421 \"later\" ✗"));
    assert_eq!(failed.sent_at, None);
    assert_eq!(claim(store, later(60 * 24 * 365), 1), []);
}

pub fn a_count_tells_what_waits(store: &dyn Store) {
    queue(store, &notices(0..5));
    let ids: Vec<_> = claim(store, later(1), 3).iter().map(|one| one.id).collect();
    let depth = || look(store, |tx| tx.outbox().count());
    let oldest = Some(notice(0).created_at);
    let all = OutboxDepth {
        queued: 5,
        failed: 0,
        oldest,
    };
    assert_eq!(depth(), all, "claimed ones wait too");
    let states = [
        NotificationState::Sent,
        NotificationState::Failed,
        NotificationState::Queued,
    ];
    for (id, state) in ids.into_iter().zip(states) {
        put(store, |tx| tx.outbox().update(&attempt(id, state)));
    }
    let after = OutboxDepth {
        queued: 3,
        failed: 1,
        oldest: Some(notice(2).created_at),
    };
    assert_eq!(depth(), after);
}

pub fn a_notice_is_found_by_id(store: &dyn Store) {
    queue(store, &notices(0..2));
    let find = |id| look(store, |tx| tx.outbox().find(id));
    for one in list(store) {
        assert_eq!(find(one.id), Some(one));
    }
    let id = claim(store, later(1), 1)[0].id;
    let claimed = find(id).unwrap();
    assert!(claimed.is_in_flight(later(2)) && !claimed.is_in_flight(later(6)));
    put(store, |tx| {
        tx.outbox().update(&attempt(id, NotificationState::Sent))
    });
    let sent = find(id).unwrap();
    assert_eq!(sent.response.as_deref(), Some("250 2.0.0 ok ✓"));
    assert!(!sent.is_claimed);
    assert_eq!(find(NotificationId(id.0 + 1000)), None);
}

pub fn what_is_over_is_queued_again(store: &dyn Store) {
    queue(store, &notices(0..3));
    let ids: Vec<_> = claim(store, later(1), 3).iter().map(|one| one.id).collect();
    let states = [
        NotificationState::Sent,
        NotificationState::Failed,
        NotificationState::Queued,
    ];
    for (id, state) in ids.iter().zip(states) {
        put(store, |tx| tx.outbox().update(&attempt(*id, state)));
    }
    for id in &ids {
        put(store, |tx| tx.outbox().requeue(*id, later(2)));
        put(store, |tx| tx.outbox().requeue(*id, later(2)));
        let again = look(store, |tx| tx.outbox().find(*id)).unwrap();
        assert_eq!(again.state, NotificationState::Queued);
        assert_eq!((again.attempts, again.next_try_at), (0, later(2)));
        assert_eq!(again.notice.created_at, later(2));
        assert_eq!((&again.last_error, &again.response), (&None, &None));
        assert_eq!(again.sent_at, None);
        assert!(!again.is_in_flight(later(2)));
    }
    assert_eq!(claim(store, later(2), 9).len(), 3, "each once");
}

pub fn what_is_claimed_or_superseded_is_not_queued_again(store: &dyn Store) {
    queue(store, &notices(0..2));
    let flying = claim(store, later(1), 1)[0].id;
    put(store, |tx| tx.outbox().requeue(flying, later(2)));
    assert!(
        look(store, |tx| tx.outbox().find(flying))
            .unwrap()
            .is_in_flight(later(5))
    );
    let other = list(store)[0].id;
    put(store, |tx| {
        tx.outbox().supersede(&[(other, Superseded::ByNewer)])?;
        tx.outbox().requeue(other, later(2))
    });
    let superseded = look(store, |tx| tx.outbox().find(other)).unwrap();
    assert_eq!(superseded.state, NotificationState::Failed);
    assert!(superseded.is_superseded);
    // A claim that has ended holds nothing.
    put(store, |tx| tx.outbox().requeue(flying, later(6)));
    let again = look(store, |tx| tx.outbox().find(flying)).unwrap();
    assert_eq!(again.next_try_at, later(6));
}

pub fn workers_never_claim_the_same(store: &dyn Store) {
    queue(store, &notices(0..60));
    let runners: Vec<_> = (0..4)
        .map(|_| {
            move || {
                let mut mine = Vec::new();
                // A worker may find nothing while another holds what is left.
                for _turn in 0..30 {
                    mine.extend(claim(store, later(1), 3).into_iter().map(|one| one.id));
                }
                mine
            }
        })
        .collect();
    let mut all: Vec<_> = race(runners).concat();
    assert_eq!(all.len(), 60);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 60);
}

pub fn held_deliveries_are_due_once_they_are_released(store: &dyn Store) {
    let mut world = World::new(store);
    world.ctx.email_verification = true;
    let unverified = |name: &str| {
        let user = User {
            email_verified_at: None,
            ..crate::builders::user(&world.ctx, name)
        };
        put(store, |tx| tx.users().insert(&user));
        user.into_actor(SessionId(world.ctx.new_uuid()), true)
    };
    let (one, other) = (unverified("one"), unverified("other"));
    for (actor, title) in [(&one, "One"), (&other, "Other")] {
        let meeting = world.planned(actor, &plan(title, minutes(60, 60), &["zoe"]));
        assert!(world.told(meeting.id)[0].is_held());
        assert!(!world.find(meeting.id).unwrap().organiser.is_verified);
    }
    let far = world.ctx.now + Duration::days(10_000);
    assert_eq!(claim(store, far, 10).len(), 0);
    assert_eq!(
        look(store, |tx| tx.outbox().count()),
        OutboxDepth::default()
    );
    let now = world.ctx.now;
    let release = |of, now| put(store, |tx| tx.outbox().release_held(of, now));
    assert_eq!(release(Release::Verified, now), 0);
    assert_eq!(release(Release::Organiser(one.user_id), now), 1);
    assert_eq!(claim(store, now, 10).len(), 1);
    put(store, |tx| {
        let user = tx.users().find(other.user_id)?.unwrap();
        tx.users().update(&User {
            email_verified_at: Some(now),
            ..user
        })
    });
    // What is about a meeting that is over is told to no participant.
    assert_eq!(release(Release::Verified, now + Duration::hours(3)), 0);
    assert_eq!(release(Release::All, now), 0);
    assert_eq!(look(store, |tx| tx.outbox().count()).failed, 0);
    let third = world.planned(&one, &plan("Third", minutes(60, 60), &["zoe"]));
    assert_eq!(release(Release::All, now), 1);
    let told = world.told(third.id);
    assert_eq!((told[0].is_held(), told[0].next_try_at), (false, now));
}

pub fn held_deliveries_of_ended_and_inactive_are_not_released(store: &dyn Store) {
    let mut world = World::new(store);
    world.ctx.email_verification = true;
    let user = User {
        email_verified_at: None,
        ..crate::builders::user(&world.ctx, "one")
    };
    put(store, |tx| tx.users().insert(&user));
    let actor = user
        .clone()
        .into_actor(SessionId(world.ctx.new_uuid()), true);
    let [ended, gone, kept] = [60, 600, 900].map(|start| {
        let times = minutes(start, 60);
        world.planned(&actor, &plan("Plan", times, &["zoe"])).id
    });
    put(store, |tx| {
        tx.users().update(&User {
            is_active: false,
            ..user.clone()
        })?;
        tx.meetings().delete(gone)
    });
    let now = world.ctx.now + Duration::hours(3);
    let release = |of| put(store, |tx| tx.outbox().release_held(of, now));
    // Whether or not the address is ever verified.
    assert_eq!(release(Release::Verified), 0);
    for id in [ended, gone] {
        assert_superseded(&world.told(id)[0], Superseded::MeetingOver);
    }
    assert_eq!(release(Release::All), 0);
    assert!(world.told(kept)[0].is_held());
    put(store, |tx| {
        let user = tx.users().find(user.id)?.unwrap();
        tx.users().update(&User {
            is_active: true,
            ..user
        })
    });
    assert_eq!(release(Release::All), 1);
}
