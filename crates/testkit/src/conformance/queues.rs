//! `Outbox`, where several mails wait for one person about one meeting.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use NoticeKind::{Cancellation, Invitation, Reminder, Update};
use NotificationState::{Failed, Queued, Sent};
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::meetings::{ActingPerson, ActingRole};
use scheduler_domain::notifications::{
    Attempt, Facts, Notice, NoticeKind, Notification, NotificationState, Reply, Superseded,
};
use scheduler_domain::participants::Rsvp;
use scheduler_domain::store::Store;
use scheduler_domain::text::{Description, Location, Name, Note, Title};
use scheduler_domain::time::Zone;
use time::{Duration, UtcDateTime};

use crate::builders::{email, first_page, message, messages, minutes};
use crate::fakes::{self, NOON};
use crate::world::{World, claim, look, put, race};

pub(super) fn meeting() -> MeetingId {
    MeetingId(fakes::ctx(99).new_uuid())
}

/// To Zoe, about one meeting.
pub(super) fn notice(kind: NoticeKind, sequence: i32) -> Notice {
    Notice {
        meeting_id: Some(meeting()),
        email: email("zoe"),
        name: String::new(),
        kind,
        subject: format!("Updated: No {sequence}"),
        message: "Hello,\n\nAnn changed a meeting that you are invited to.\n\nFacts\n".to_owned(),
        sequence,
        created_at: NOON,
        facts: None,
    }
}

pub(super) fn queue(store: &dyn Store, notices: &[Notice]) {
    put(store, |tx| tx.outbox().insert(&messages(notices)));
}

pub(super) fn later(minutes: i64) -> UtcDateTime {
    NOON + Duration::minutes(minutes)
}

pub(super) fn list(store: &dyn Store) -> Vec<Notification> {
    look(store, |tx| tx.outbox().list(meeting(), None, first_page())).items
}

/// What can be claimed, as kind and sequence.
pub(super) fn next(store: &dyn Store, now: UtcDateTime) -> Vec<(NoticeKind, i32)> {
    let claimed = claim(store, now, 10);
    claimed
        .into_iter()
        .map(|one| (one.notice.kind, one.notice.sequence))
        .collect()
}

pub(super) fn end(
    store: &dyn Store,
    id: NotificationId,
    state: NotificationState,
    next_try_at: UtcDateTime,
) {
    let attempt = Attempt {
        id,
        state,
        error: (state != Sent).then(|| "421".to_owned()),
        response: (state == Sent).then(|| "250 taken".to_owned()),
        ended_at: later(1),
        next_try_at,
    };
    put(store, |tx| tx.outbox().update(&attempt));
}

pub(super) fn assert_superseded(stored: &Notification, why: Superseded) {
    assert_eq!((stored.state, stored.is_superseded), (Failed, true));
    assert_eq!(stored.last_error.as_deref(), Some(why.reason()));
    assert_eq!(stored.sent_at, None);
}

pub fn the_newest_state_replaces_what_waits(store: &dyn Store) {
    let elsewhere = Notice {
        meeting_id: Some(MeetingId(fakes::ctx(5).new_uuid())),
        ..notice(Invitation, 5)
    };
    let to_another = Notice {
        email: email("bob"),
        ..notice(Invitation, 0)
    };
    // What is queued at once replaces nothing of that.
    let all = [
        notice(Invitation, 0),
        notice(Update, 1),
        notice(Update, 2),
        elsewhere,
        to_another,
    ];
    queue(store, &all);
    assert_eq!(
        next(store, NOON),
        [(Invitation, 2), (Invitation, 5), (Invitation, 0)]
    );
    let stored = list(store);
    let told = &stored[1].notice;
    assert_eq!(
        (told.kind, &*told.subject),
        (Invitation, "Invitation: No 2")
    );
    assert_eq!(
        told.message,
        "Hello,\n\nAnn invites you to a meeting.\n\nFacts\n"
    );
    assert_superseded(&stored[2], Superseded::ByNewer);
    assert_superseded(&stored[3], Superseded::ByNewer);
    let depth = look(store, |tx| tx.outbox().count());
    assert_eq!((depth.queued, depth.failed), (3, 0));
    assert_eq!(
        next(store, later(60 * 24 * 365)).len(),
        3,
        "none comes back"
    );
}

pub fn what_is_held_goes_with_what_is_due(store: &dyn Store) {
    put(store, |tx| {
        tx.outbox()
            .insert_held(&[message(&notice(Invitation, 0))], Duration::seconds(30))?;
        let later = Notice {
            created_at: NOON + Duration::seconds(29),
            ..notice(Update, 1)
        };
        tx.outbox()
            .insert_held(&[message(&later)], Duration::seconds(30))
    });
    assert_eq!(next(store, NOON + Duration::seconds(29)), []);
    assert_eq!(next(store, NOON + Duration::seconds(30)), [(Invitation, 1)]);
    assert_eq!(next(store, NOON + Duration::seconds(90)), []);
}

pub fn what_waits_for_a_person_is_withdrawn(store: &dyn Store) {
    let to_bob = Notice {
        email: email("bob"),
        ..notice(Invitation, 0)
    };
    let elsewhere = Notice {
        meeting_id: Some(MeetingId(fakes::ctx(9).new_uuid())),
        ..notice(Invitation, 0)
    };
    let reply_to_zoe = Notice {
        email: email("zoe"),
        ..reply("bob", Rsvp::Accepted, 1)
    };
    queue(store, &[notice(Invitation, 0)]);
    let taken = claim(store, NOON, 1)[0].id;
    queue(
        store,
        &[notice(Reminder, 1), reply_to_zoe, to_bob, elsewhere],
    );
    put(store, |tx| {
        tx.outbox()
            .withdraw(meeting(), &email("zoe"), Superseded::HasLeft)
    });
    let depth = look(store, |tx| tx.outbox().count());
    assert_eq!((depth.queued, depth.failed), (4, 0));
    let withdrawn: Vec<_> = list(store)
        .into_iter()
        .filter(|one| one.is_superseded)
        .collect();
    assert_eq!(withdrawn.len(), 1);
    assert_eq!(withdrawn[0].notice.kind, Reminder);
    assert_superseded(&withdrawn[0], Superseded::HasLeft);
    end(store, taken, Sent, NOON);
}

pub fn a_mail_in_flight_holds_back_the_next_one(store: &dyn Store) {
    queue(store, &[notice(Invitation, 0)]);
    let first = claim(store, NOON, 1)[0].id;
    queue(store, &[notice(Update, 1), notice(Reminder, 1)]);
    assert_eq!(next(store, later(4)), []);
    assert_eq!(list(store)[2].state, Queued, "nobody takes it away");
    end(store, first, Sent, NOON);
    assert_eq!(next(store, later(4)), [(Update, 1)]);
    assert_eq!(next(store, later(4)), [], "one after the other");
    end(store, list(store)[1].id, Sent, NOON);
    assert_eq!(next(store, later(4)), [(Reminder, 1)]);
}

pub fn what_failed_is_not_tried_again_once_there_is_a_newer_state(store: &dyn Store) {
    queue(store, &[notice(Invitation, 0)]);
    let first = claim(store, NOON, 1)[0].id;
    queue(store, &[notice(Update, 1)]);
    end(store, first, Queued, later(30));
    // At once, whenever the older one would have been due.
    assert_eq!(next(store, later(1)), [(Invitation, 1)]);
    let stored = list(store);
    assert_superseded(&stored[1], Superseded::ByNewer);
    assert_eq!(stored[1].attempts, 1);
    end(store, stored[0].id, Sent, NOON);
    assert_eq!(next(store, later(60)), []);
}

pub fn what_nobody_heard_of_is_not_taken_back(store: &dyn Store) {
    queue(store, &[notice(Invitation, 0), notice(Cancellation, 1)]);
    assert_eq!(next(store, NOON), []);
    let stored = list(store);
    assert_superseded(&stored[0], Superseded::Unheard);
    assert_superseded(&stored[1], Superseded::ByNewer);
    // Planned anew after all.
    queue(store, &[notice(Update, 2)]);
    assert_eq!(next(store, NOON), [(Invitation, 2)]);
}

pub fn what_may_have_arrived_is_taken_back(store: &dyn Store) {
    let zoe = [notice(Invitation, 0), notice(Cancellation, 1)];
    let bob = zoe.clone().map(|notice| Notice {
        email: email("bob"),
        ..notice
    });
    queue(store, &[zoe[0].clone(), bob[0].clone()]);
    let claimed = claim(store, NOON, 2);
    // Bob's claim ends by itself: nobody knows how far the dead process came.
    end(store, claimed[0].id, Queued, later(1));
    queue(store, &[zoe[1].clone(), bob[1].clone()]);
    assert_eq!(
        next(store, later(5)),
        [(Cancellation, 1), (Cancellation, 1)]
    );
}

pub fn who_was_told_before_is_told_of_the_end(store: &dyn Store) {
    queue(store, &[notice(Invitation, 0)]);
    let first = claim(store, NOON, 1)[0].id;
    end(store, first, Sent, NOON);
    queue(store, &[notice(Invitation, 0), notice(Cancellation, 1)]);
    assert_eq!(next(store, later(1)), [(Cancellation, 1)]);
}

pub fn a_reminder_waits_for_the_mail_before_it(store: &dyn Store) {
    queue(store, &[notice(Update, 1), notice(Reminder, 1)]);
    let update = claim(store, NOON, 1)[0].id;
    end(store, update, Queued, later(30));
    assert_eq!(next(store, later(29)), []);
    assert_eq!(next(store, later(30)), [(Invitation, 1)]);
    end(store, update, Sent, NOON);
    assert_eq!(next(store, later(30)), [(Reminder, 1)]);
}

pub fn nobody_is_reminded_of_what_has_ended(store: &dyn Store) {
    let world = World::new(store);
    let planned = world.meeting("Plan", minutes(60, 60), &[]);
    let reminder = Notice {
        meeting_id: Some(planned.id),
        ..notice(Reminder, 0)
    };
    let about = |email| Notice {
        email,
        ..reminder.clone()
    };
    queue(store, &[about(email("bob"))]);
    assert_eq!(next(store, later(119)), [(Reminder, 0)]);
    queue(store, &[about(email("zoe"))]);
    assert_eq!(next(store, later(120)), []);
    let told = world.told(planned.id);
    assert_superseded(&told[0], Superseded::TooLate);
}

/// To Zoe, who organises, what somebody answered.
pub(super) fn reply(name: &str, status: Rsvp, sequence: i32) -> Notice {
    Notice {
        facts: Some(Facts {
            title: Title::parse("Plan").unwrap(),
            description: Description::default(),
            location: Location::default(),
            times: minutes(60, 60),
            zone: Zone::utc(),
            organiser_email: email("zoe"),
            organiser_name: "Zoë".to_owned(),
            planned_at: NOON,
            goes_on: false,
            is_handed_over: true,
            is_taken_back: true,
            by: Some(ActingPerson {
                role: ActingRole::Guest,
                email: Some(email(name)),
                name: "N".to_owned(),
            }),
            reply: Some(Reply {
                email: email(name),
                name: Name::parse("N").unwrap(),
                status,
                note: Note::parse("a \"b\"\nc").unwrap(),
                has_left: true,
            }),
        }),
        ..notice(NoticeKind::Reply, sequence)
    }
}

pub fn the_newest_reply_of_each_participant_is_sent(store: &dyn Store) {
    let all = [
        reply("bob", Rsvp::Accepted, 1),
        reply("cleo", Rsvp::Accepted, 2),
        reply("bob", Rsvp::Declined, 3),
    ];
    queue(store, &all);
    assert_eq!(next(store, NOON), [(NoticeKind::Reply, 2)]);
    let stored = list(store);
    assert_eq!(stored[0].notice.facts, all[2].facts);
    assert_superseded(&stored[2], Superseded::ByNewer);
    assert_eq!(next(store, later(1)), [], "the other one went with it");
    end(store, stored[1].id, Queued, later(6));
    end(store, stored[0].id, Queued, later(6));
    let again = claim(store, later(6), 10);
    let merged = again[0].merged.iter().map(|one| one.notice.sequence);
    assert_eq!((again.len(), merged.collect::<Vec<_>>()), (1, vec![3]));
}

pub fn a_reply_that_waits_holds_nothing_up(store: &dyn Store) {
    queue(store, &[reply("bob", Rsvp::Accepted, 1)]);
    let bobs = claim(store, NOON, 1)[0].id;
    end(store, bobs, Queued, later(60));
    queue(
        store,
        &[notice(Reminder, 2), reply("cleo", Rsvp::Accepted, 3)],
    );
    assert_eq!(next(store, later(1)), [(Reminder, 2)]);
    end(store, list(store)[1].id, Sent, NOON);
    let cleos = claim(store, later(1), 10);
    assert_eq!(cleos[0].merged[0].id, bobs, "what waits goes out with it");
}

pub fn a_reply_takes_the_place_of_one_that_waits(store: &dyn Store) {
    queue(store, &[reply("bob", Rsvp::Accepted, 1)]);
    let bobs = claim(store, NOON, 1)[0].id;
    end(store, bobs, Queued, later(60));
    assert_eq!(next(store, later(59)), [], "before its turn");
    // What replaces it need not wait.
    queue(store, &[reply("bob", Rsvp::Declined, 4)]);
    assert_eq!(next(store, later(59)), [(NoticeKind::Reply, 4)]);
    assert_superseded(&list(store)[1], Superseded::ByNewer);
}

pub fn what_is_queued_again_may_have_been_heard_of(store: &dyn Store) {
    queue(store, &[notice(Invitation, 0)]);
    let id = claim(store, NOON, 1)[0].id;
    end(store, id, Sent, NOON);
    put(store, |tx| tx.outbox().requeue(id, later(2)));
    queue(store, &[notice(Cancellation, 1)]);
    assert_eq!(next(store, later(2)), [(Cancellation, 1)]);
}

pub fn a_late_answer_revives_nothing(store: &dyn Store) {
    queue(store, &[notice(Invitation, 0)]);
    let first = claim(store, NOON, 1)[0].id;
    queue(store, &[notice(Update, 1)]);
    assert_eq!(next(store, later(5)), [(Invitation, 1)]);
    end(store, first, Queued, later(6));
    assert_superseded(&list(store)[1], Superseded::ByNewer);
    end(store, first, Sent, NOON);
    let sent = &list(store)[1];
    assert_eq!((sent.state, sent.is_superseded), (Sent, false));
    assert_eq!((&sent.last_error, sent.sent_at), (&None, Some(later(1))));
}

pub fn what_was_told_last_is_what_may_have_arrived_before(store: &dyn Store) {
    let world = World::new(store);
    let told = |title: &str, kind| Notice {
        facts: Some(Facts {
            title: Title::parse(title).unwrap(),
            ..Facts::of(&world.meeting("Plan", minutes(60, 60), &[]))
        }),
        ..notice(kind, 0)
    };
    let titles = |before: NotificationId| {
        let facts = |id, to: &str| look(store, |tx| tx.outbox().last_told(id, &email(to), before));
        assert_eq!(facts(MeetingId(fakes::ctx(5).new_uuid()), "zoe"), None);
        assert_eq!(facts(meeting(), "bob"), None);
        facts(meeting(), "zoe").map(|(_, facts)| facts.title.to_string())
    };
    let all = NotificationId(i64::MAX);
    queue(store, &[told("A", Invitation)]);
    assert_eq!(titles(all), None, "it waits");
    let first = claim(store, NOON, 1)[0].id;
    assert_eq!(titles(all).as_deref(), Some("A"), "it may be on its way");
    assert_eq!(titles(first), None);
    end(store, first, Sent, NOON);
    queue(store, &[told("B", Update)]);
    let second = claim(store, NOON, 1)[0].id;
    assert_eq!(titles(second).as_deref(), Some("A"));
    end(store, second, Queued, later(1));
    assert_eq!(titles(all).as_deref(), Some("B"), "it was tried");
    queue(store, &[told("C", Update)]);
    let third = claim(store, NOON, 1)[0].id;
    assert_eq!(
        titles(third).as_deref(),
        Some("B"),
        "although it was given up"
    );
    end(store, third, Sent, NOON);
    queue(store, &[notice(Reminder, 0)]);
    claim(store, NOON, 1);
    assert_eq!(titles(all), None, "nobody knows what an old mail told");
}

pub fn workers_tell_each_person_the_states_in_their_order(store: &dyn Store) {
    let people: Vec<_> = (0..5).map(|number| email(&format!("p{number}"))).collect();
    let heard = Mutex::new(HashMap::<_, Vec<i32>>::new());
    let written = AtomicUsize::new(0);
    let write = || {
        for sequence in 0..30 {
            let to = |email: &_| Notice {
                email: Clone::clone(email),
                ..notice(Update, sequence)
            };
            queue(store, &people.iter().map(to).collect::<Vec<_>>());
            written.fetch_add(1, Ordering::SeqCst);
        }
    };
    let work = || {
        while written.load(Ordering::SeqCst) < 30
            || look(store, |tx| tx.outbox().count()).queued > 0
        {
            for one in claim(store, later(1), 2) {
                let mut heard = heard.lock().unwrap();
                let sequences = heard.entry(one.notice.email).or_default();
                sequences.push(one.notice.sequence);
                let fails = sequences.len() % 3 == 0;
                drop(heard);
                end(store, one.id, if fails { Queued } else { Sent }, NOON);
            }
        }
    };
    let runners: Vec<Box<dyn FnOnce() + Send>> = vec![
        Box::new(write),
        Box::new(work),
        Box::new(work),
        Box::new(work),
    ];
    race(runners);
    for (person, sequences) in heard.into_inner().unwrap() {
        assert!(sequences.is_sorted(), "{person}: {sequences:?}");
        assert_eq!(sequences.last(), Some(&29), "{person}");
    }
}
