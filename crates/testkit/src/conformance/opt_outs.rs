//! Addresses that get no e-mails.

use scheduler_domain::ids::MeetingId;
use scheduler_domain::opt_out::{Stopped, opt_out_token, set_opt_out};
use scheduler_domain::participants::Rsvp;
use scheduler_domain::store::{Store, StoreError};
use time::Duration;

use super::steps::{answer, move_to};
use crate::builders::{email, join, minutes};
use crate::fakes::{PlainTokens, later};
use crate::world::{World, look, put};

fn opt_out(world: &World<'_>, name: &str, is_opted_out: bool) {
    let token = opt_out_token(&PlainTokens, &email(name)).unwrap();
    set_opt_out(world.store, &world.ctx, &PlainTokens, &token, is_opted_out).unwrap();
}

pub fn first_instant_of_an_opt_out_is_kept(store: &dyn Store) {
    let world = World::new(store);
    let zoe = email("zoe");
    let find = || look(store, |tx| tx.opt_outs().find(&zoe));
    assert_eq!(find(), None);
    for at in [world.ctx.now, later(&world.ctx, Duration::HOUR).now] {
        put(store, |tx| {
            tx.lock_people(std::slice::from_ref(&zoe))?;
            tx.opt_outs().insert(&zoe, at)
        });
    }
    assert_eq!(find(), Some(world.ctx.now));
    let gone = || {
        put(store, |tx| {
            tx.lock_people(std::slice::from_ref(&zoe))?;
            tx.opt_outs().delete(&zoe)
        })
    };
    assert!(gone());
    assert!(!gone());
    assert_eq!(find(), None);
}

pub fn unlocked_address_cannot_opt_out(store: &dyn Store) {
    let zoe = email("zoe");
    let result = store.write::<_, StoreError>(|tx| tx.opt_outs().insert(&zoe, crate::fakes::NOON));
    assert!(matches!(result, Err(StoreError::Misuse(_))), "{result:?}");
    let result = store.write::<_, StoreError>(|tx| tx.opt_outs().delete(&zoe));
    assert!(matches!(result, Err(StoreError::Misuse(_))), "{result:?}");
}

pub fn participants_show_an_opt_out_before_and_after(store: &dyn Store) {
    let world = World::new(store);
    let before = world.meeting("Before", minutes(60, 60), &["zoe", "bob"]);
    opt_out(&world, "zoe", true);
    let after = world.meeting("After", minutes(200, 60), &["zoe", "bob"]);
    let shown = |id: MeetingId, name: &str| {
        let found = world.find(id).unwrap();
        found.participant_with(&email(name)).unwrap().is_opted_out
    };
    assert!(after.participant_with(&email("zoe")).unwrap().is_opted_out);
    for id in [before.id, after.id] {
        assert!(shown(id, "zoe"));
        assert!(!shown(id, "bob"));
    }
    opt_out(&world, "zoe", false);
    for id in [before.id, after.id] {
        assert!(!shown(id, "zoe"));
    }
}

pub fn only_opted_out_recipients_are_stopped(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    let other = world.meeting("Other", minutes(200, 60), &["bob"]);
    let zoe = join(store, &world.ctx, "zoe");
    let list = |recipients: &[(MeetingId, &str)]| {
        let recipients: Vec<_> = recipients
            .iter()
            .map(|(meeting, name)| (*meeting, email(name)))
            .collect();
        look(store, |tx| tx.opt_outs().list_stopped(&recipients))
    };
    let all = [(meeting.id, "zoe"), (meeting.id, "bob"), (other.id, "zoe")];
    assert_eq!(list(&all), []);
    opt_out(&world, "zoe", true);
    let stopped = |id, has_accepted| Stopped {
        meeting: id,
        email: email("zoe"),
        has_accepted,
    };
    let sorted = || {
        let mut found = list(&all);
        found.sort_by_key(|one| one.meeting);
        found
    };
    assert_eq!(
        sorted(),
        [stopped(meeting.id, Some(false)), stopped(other.id, None)]
    );
    answer(&world, &meeting, &zoe, Rsvp::Accepted).unwrap();
    move_to(&world, &world.ann, &meeting, None, minutes(300, 60)).unwrap();
    assert_eq!(
        sorted(),
        [stopped(meeting.id, Some(true)), stopped(other.id, None)]
    );
    opt_out(&world, "ann", true);
    assert_eq!(
        list(&[(meeting.id, "ann")]),
        [Stopped {
            email: email("ann"),
            ..stopped(meeting.id, Some(true))
        }]
    );
    assert_eq!(list(&[]), []);
}

pub fn reply_by_an_organiser_is_no_acceptance(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    let has_accepted = || {
        let found = world.find(meeting.id).unwrap();
        found.participant_with(&email("zoe")).unwrap().has_accepted
    };
    answer(&world, &meeting, &world.ann, Rsvp::Accepted).unwrap();
    assert!(!has_accepted());
    let zoe = join(store, &world.ctx, "zoe");
    answer(&world, &meeting, &zoe, Rsvp::Tentative).unwrap();
    assert!(has_accepted());
    answer(&world, &meeting, &world.ann, Rsvp::Pending).unwrap();
    assert!(has_accepted());
    answer(&world, &meeting, &zoe, Rsvp::Declined).unwrap();
    assert!(!has_accepted());
}
