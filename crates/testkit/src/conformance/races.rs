//! Races for anything but a time: a version, a name, a token.

use scheduler_domain::auth::{
    Device, Lifetimes, LogIn, Register, RegisterError, ResetPassword, log_in, refresh, register,
    request_reset, reset_password, reset_token, signing_key,
};
use scheduler_domain::meetings::{
    CancelError, Reschedule, RescheduleError, cancel, delete, reschedule,
};
use scheduler_domain::notifications::NoticeKind;
use scheduler_domain::participants::{Invite, InviteError, Rsvp, invite, remove};
use scheduler_domain::store::Store;
use scheduler_domain::text::{Name, Title};
use scheduler_domain::time::Zone;
use time::Duration;

use super::steps::{answer, busy_meetings, move_to};
use crate::builders::{email, invitee, join, minutes};
use crate::fakes::{self, PlainPasswords, PlainTokens};
use crate::world::{World, race, winners};

const RACERS: usize = 8;
const ROUNDS: i64 = 3;

pub fn one_person_is_invited_to_one_meeting_once(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let runners: Vec<_> = (0..RACERS)
        .map(|_| {
            let (world, meeting_id) = (&world, meeting.id);
            move || {
                let cmd = Invite {
                    meeting_id,
                    invitee: invitee("zoe"),
                    allow_conflicts: true,
                };
                invite(store, &world.ctx, &world.ann, &cmd)
            }
        })
        .collect();
    let results = race(runners);
    assert_eq!(winners(&results), 1);
    for result in results {
        assert!(
            matches!(result, Ok(_) | Err(InviteError::AlreadyInvited)),
            "{result:?}"
        );
    }
    assert_eq!(world.find(meeting.id).unwrap().participants.len(), 1);
    assert_eq!(world.told(meeting.id).len(), 1);
}

pub fn everybody_who_is_invited_at_once_is_there(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let runners: Vec<_> = (0..RACERS)
        .map(|number| {
            let (world, meeting_id) = (&world, meeting.id);
            move || {
                let cmd = Invite {
                    meeting_id,
                    invitee: invitee(&format!("guest{number}")),
                    allow_conflicts: false,
                };
                invite(store, &world.ctx, &world.ann, &cmd)
            }
        })
        .collect();
    assert_eq!(winners(&race(runners)), RACERS);
    assert_eq!(world.find(meeting.id).unwrap().participants.len(), RACERS);
    assert_eq!(world.told(meeting.id).len(), RACERS);
}

pub fn of_two_changes_of_one_version_one_is_stale(store: &dyn Store) {
    let world = World::new(store);
    let mut meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    for round in 0..ROUNDS {
        let runners: Vec<_> = (0..RACERS)
            .map(|racer| {
                let (world, id, version) = (&world, meeting.id, meeting.version);
                move || {
                    let cmd = Reschedule {
                        title: Some(Title::parse(&format!("{round} {racer}")).unwrap()),
                        ..Reschedule::default()
                    };
                    reschedule(store, &world.ctx, &world.ann, id, Some(version), &cmd)
                }
            })
            .collect();
        let results = race(runners);
        assert_eq!(winners(&results), 1);
        for result in results {
            match result {
                Ok(done) => meeting = done.meeting,
                Err(error) => assert!(matches!(error, RescheduleError::Stale), "{error:?}"),
            }
        }
        assert_eq!(world.find(meeting.id), Some(meeting.clone()));
    }
}

pub fn changes_of_any_version_all_happen(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    let runners: Vec<_> = (0..RACERS)
        .map(|racer| {
            let (world, id) = (&world, meeting.id);
            move || {
                let cmd = Reschedule {
                    title: Some(Title::parse(&format!("No {racer}")).unwrap()),
                    ..Reschedule::default()
                };
                reschedule(store, &world.ctx, &world.ann, id, None, &cmd)
            }
        })
        .collect();
    let results = race(runners);
    assert_eq!(winners(&results), RACERS, "{results:?}");
    let found = world.find(meeting.id).unwrap();
    assert_eq!(usize::try_from(found.sequence).unwrap(), RACERS);
    assert_eq!(
        usize::try_from(found.version - meeting.version).unwrap(),
        RACERS
    );
    let told = world.told(meeting.id).into_iter();
    let sequences: Vec<_> = told.map(|told| told.notice.sequence).collect();
    assert_eq!(sequences, [found.sequence], "the last one takes the place");
}

pub fn a_meeting_is_cancelled_once(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    let runners: Vec<_> = (0..RACERS)
        .map(|_| {
            let (world, id) = (&world, meeting.id);
            move || cancel(store, &world.ctx, &world.ann, id, None)
        })
        .collect();
    let results = race(runners);
    assert_eq!(winners(&results), 1);
    for result in results {
        assert!(
            matches!(result, Ok(_) | Err(CancelError::AlreadyCancelled)),
            "{result:?}"
        );
    }
    let told = world.told(meeting.id).into_iter();
    let kinds: Vec<_> = told.map(|told| told.notice.kind).collect();
    assert_eq!(kinds, [NoticeKind::Cancellation]);
}

pub fn whoever_is_free_has_declined_or_left_whatever_happens_at_once(store: &dyn Store) {
    let world = World::new(store);
    let zoe = join(store, &world.ctx, "zoe");
    for round in 0..ROUNDS {
        let meeting = world.meeting("Plan", minutes(1000 * (round + 1), 60), &["zoe", "bob"]);
        let moved = minutes(1000 * (round + 1) + 30, 60);
        let bob = meeting.participant_with(&world.bob.email).unwrap().id;
        let (world, zoe, meeting) = (&world, &zoe, &meeting);
        let runners: Vec<Box<dyn FnOnce() + Send + '_>> = vec![
            Box::new(|| answer(world, meeting, zoe, Rsvp::Declined).unwrap()),
            Box::new(|| answer(world, meeting, &world.ann, Rsvp::Accepted).unwrap()),
            Box::new(|| drop(move_to(world, &world.ann, meeting, None, moved).unwrap())),
            Box::new(|| remove(store, &world.ctx, &world.bob, meeting.id, bob).unwrap()),
        ];
        race(runners);
        let found = world.find(meeting.id).unwrap();
        assert_eq!(found.details.times, moved);
        assert!(found.participant_with(&world.bob.email).is_none());
        let has_declined = found.participants[0].status == Rsvp::Declined;
        let busy = |name| busy_meetings(world, &email(name), moved).len();
        assert_eq!(busy("zoe"), usize::from(!has_declined));
        assert_eq!((busy("ann"), busy("bob")), (1, 0));
    }
}

pub fn nobody_is_left_busy_in_a_meeting_that_went_away(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let slot = minutes(1000 * (round + 1), 60);
        let meeting = world.meeting("Plan", slot, &["zoe"]);
        let (world, meeting) = (&world, &meeting);
        let runners: Vec<Box<dyn FnOnce() + Send + '_>> = vec![
            Box::new(|| delete(store, &world.ctx, &world.ann, meeting.id, None).unwrap()),
            Box::new(|| drop(move_to(world, &world.ann, meeting, None, slot))),
            Box::new(|| {
                let cmd = Invite {
                    meeting_id: meeting.id,
                    invitee: invitee("adam"),
                    allow_conflicts: true,
                };
                drop(invite(store, &world.ctx, &world.ann, &cmd));
            }),
            Box::new(|| drop(answer(world, meeting, &world.ann, Rsvp::Declined))),
        ];
        race(runners);
        assert_eq!(world.find(meeting.id), None);
        for name in ["ann", "zoe", "adam"] {
            assert_eq!(busy_meetings(world, &email(name), slot), []);
        }
    }
}

pub fn an_address_is_registered_once(store: &dyn Store) {
    let runners: Vec<_> = (0..RACERS)
        .map(|racer| {
            move || {
                let ctx = fakes::ctx(u64::try_from(racer).unwrap());
                let cmd = Register {
                    email: email("ann"),
                    username: None,
                    password: "correct horse".to_owned(),
                    first_name: Name::default(),
                    last_name: Name::default(),
                    zone: Zone::utc(),
                };
                register(store, &ctx, &PlainPasswords, true, cmd)
            }
        })
        .collect();
    let results = race(runners);
    assert_eq!(winners(&results), 1);
    for result in results {
        let taken = matches!(
            result,
            Ok(_)
                | Err(RegisterError::Taken {
                    email: true,
                    username: false
                })
        );
        assert!(taken, "{result:?}");
    }
    let depth = crate::world::look(store, |tx| tx.outbox().count());
    assert_eq!(depth.queued, 1);
}

pub fn many_who_ask_for_one_new_password_queue_one_mail(store: &dyn Store) {
    let world = World::new(store);
    let runners: Vec<_> = (0..RACERS)
        .map(|_| || request_reset(store, &world.ctx, &world.ann.email))
        .collect();
    assert_eq!(winners(&race(runners)), RACERS);
    assert_eq!(
        crate::world::look(store, |tx| tx.outbox().count()).queued,
        1
    );
}

pub fn of_two_who_use_one_link_one_gets_the_password(store: &dyn Store) {
    let world = World::new(store);
    let id = world.ann.user_id;
    let ann = || crate::world::look(store, |tx| tx.users().find(id)).unwrap();
    for round in 0..ROUNDS {
        let token = reset_token(&world.ctx, &PlainTokens, &ann()).unwrap();
        let runners: Vec<_> = (0..RACERS)
            .map(|racer| {
                let cmd = ResetPassword {
                    token: token.clone(),
                    new_password: format!("battery horse {round} {racer}"),
                };
                let ctx = &world.ctx;
                move || reset_password(store, ctx, &PlainPasswords, &PlainTokens, &cmd)
            })
            .collect();
        let results = race(runners);
        assert_eq!(winners(&results), 1, "{results:?}");
        let winner = results.iter().position(Result::is_ok).unwrap();
        assert_eq!(
            ann().password_hash,
            format!("plain$battery horse {round} {winner}")
        );
    }
}

pub fn all_processes_agree_on_one_signing_key(store: &dyn Store) {
    let runners: Vec<_> = (0..RACERS)
        .map(|racer| {
            move || {
                let ctx = fakes::ctx(u64::try_from(racer).unwrap());
                signing_key(store, &ctx).unwrap()
            }
        })
        .collect();
    let mut keys = race(runners);
    keys.dedup();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].len(), 32);
}

pub fn one_refresh_token_gives_one_pair_to_all(store: &dyn Store) {
    let world = World::new(store);
    let lifetimes = Lifetimes {
        access: Duration::minutes(15),
        refresh: Duration::days(14),
    };
    let cmd = LogIn {
        email: Some(email("ann")),
        password: "secret of ann".to_owned(),
        device: Device::default(),
    };
    let logged_in = log_in(
        store,
        &world.ctx,
        &PlainPasswords,
        &PlainTokens,
        lifetimes,
        &cmd,
    );
    let token = logged_in.unwrap().tokens.refresh;
    let runners: Vec<_> = (0..RACERS)
        .map(|racer| {
            let (token, milliseconds) = (&token, i64::try_from(racer).unwrap());
            let ctx = fakes::later(&world.ctx, Duration::milliseconds(milliseconds));
            move || {
                let refreshed = refresh(store, &ctx, &PlainTokens, lifetimes, token);
                refreshed.unwrap().tokens
            }
        })
        .collect();
    let mut pairs = race(runners);
    pairs.dedup();
    assert_eq!(pairs.len(), 1);
}
