//! Offers of meetings to other users, and races for the answer.

use scheduler_domain::auth::{Actor, DeleteAccountError, Departure, delete_account};
use scheduler_domain::meetings::{
    AcceptTransfer, AcceptTransferError, CancelError, HandedOver, Meeting, OfferTransfer,
    OfferTransferError, TransferOffer, WithdrawTransferError, accept_transfer, cancel,
    offer_transfer, withdraw_transfer,
};
use scheduler_domain::notifications::NoticeKind;
use scheduler_domain::store::Store;
use time::Duration;

use crate::builders::{email, first_page, join, minutes, strict_plan};
use crate::fakes::PlainPasswords;
use crate::world::{World, look, put, race, winners};

const ROUNDS: i64 = 4;

fn made(world: &World<'_>, meeting: &Meeting, to: &Actor) -> TransferOffer {
    TransferOffer {
        meeting_id: meeting.id,
        user_id: to.user_id,
        email: to.email.clone(),
        offered_by: world.ann.user_id,
        offered_at: world.ctx.now,
        expires_at: world.ctx.now + Duration::days(14),
    }
}

fn offer(
    world: &World<'_>,
    meeting: &Meeting,
    to: &str,
) -> Result<TransferOffer, OfferTransferError> {
    let cmd = OfferTransfer {
        meeting_id: meeting.id,
        to: email(to),
        expected: None,
    };
    offer_transfer(world.store, &world.ctx, &world.ann, &cmd)
}

fn accept(
    world: &World<'_>,
    actor: &Actor,
    meeting: &Meeting,
) -> Result<HandedOver, AcceptTransferError> {
    let cmd = AcceptTransfer {
        meeting_id: meeting.id,
        keeps_co_organisers: false,
    };
    accept_transfer(world.store, &world.ctx, actor, &cmd)
}

pub fn mails_are_listed_without_a_kind(store: &dyn Store) {
    let world = World::new(store);
    let meeting = offered(&world, 0);
    let list = |without| {
        let told = look(store, |tx| {
            tx.outbox().list(meeting.id, without, first_page())
        });
        let kinds: Vec<_> = told.items.iter().map(|one| one.notice.kind).collect();
        assert_eq!(told.count, i64::try_from(kinds.len()).unwrap());
        kinds
    };
    let (transfer, invitation) = (NoticeKind::Transfer, NoticeKind::Invitation);
    assert_eq!(list(None), [transfer, invitation]);
    assert_eq!(list(Some(transfer)), [invitation]);
    assert_eq!(list(Some(invitation)), [transfer]);
}

/// Ann's, offered to Bob.
fn offered(world: &World<'_>, round: i64) -> Meeting {
    let meeting = world.meeting("Plan", minutes(60 + round * 60, 60), &["zoe"]);
    offer(world, &meeting, "bob").unwrap();
    meeting
}

pub fn open_offer_is_read_with_its_meeting(store: &dyn Store) {
    let world = World::new(store);
    let [meeting, other] =
        [60, 180].map(|minute| world.meeting("Plan", minutes(minute, 60), &["zoe", "yan"]));
    assert_eq!(meeting.transfer, None);
    let [bob, cleo] = [&world.bob, &world.cleo].map(|heir| made(&world, &meeting, heir));
    put(store, |tx| tx.transfers().insert(&bob));
    let open = |meeting| look(store, |tx| tx.transfers().find_open(meeting));
    let last = |to: &Actor| look(store, |tx| tx.transfers().find(meeting.id, to.user_id));
    let found = world.find(meeting.id).unwrap();
    assert_eq!(found.transfer.as_deref(), Some(&bob));
    assert_eq!(found.participants, meeting.participants);
    let mut all = look(store, |tx| tx.meetings().find_all(&[meeting.id, other.id]));
    all.sort_by_key(|one| one.id);
    assert_eq!(all, [found, other.clone()]);
    assert_eq!(open(meeting.id), Some(bob.clone()));
    assert_eq!((open(other.id), last(&world.cleo)), (None, None));
    assert_eq!(world.find(other.id), Some(other));

    // A second one ends the first, which is kept.
    put(store, |tx| tx.transfers().insert(&cleo));
    assert_eq!(
        world.find(meeting.id).unwrap().transfer.as_deref(),
        Some(&cleo)
    );
    assert_eq!(last(&world.bob), Some(bob.clone()));
    // An earlier one to the same user is overwritten.
    let again = TransferOffer {
        email: email("robert"),
        offered_at: bob.offered_at + Duration::HOUR,
        expires_at: bob.expires_at + Duration::HOUR,
        ..bob
    };
    put(store, |tx| tx.transfers().insert(&again));
    assert_eq!(
        world.find(meeting.id).unwrap().transfer.as_deref(),
        Some(&again)
    );
    assert_eq!(last(&world.cleo), Some(cleo));

    assert!(put(store, |tx| tx.transfers().end(meeting.id)));
    assert!(!put(store, |tx| tx.transfers().end(meeting.id)));
    assert_eq!(world.find(meeting.id).unwrap().transfer, None);
    assert_eq!((open(meeting.id), last(&world.bob)), (None, Some(again)));
}

pub fn offers_go_with_meeting_and_user(store: &dyn Store) {
    let world = World::new(store);
    let dora = join(store, &world.ctx, "dora");
    let [gone, stays] = [60, 180].map(|minute| {
        let meeting = world.meeting("Plan", minutes(minute, 60), &[]);
        put(store, |tx| {
            tx.transfers().insert(&made(&world, &meeting, &world.bob))
        });
        put(store, |tx| {
            tx.transfers().insert(&made(&world, &meeting, &dora))
        });
        meeting.id
    });
    put(store, |tx| tx.meetings().delete(gone));
    let bob = world.bob.user_id;
    assert_eq!(look(store, |tx| tx.transfers().find(gone, bob)), None);
    assert!(look(store, |tx| tx.transfers().find(stays, bob)).is_some());
    delete_account(store, &world.ctx, &PlainPasswords, &dora, "secret of dora").unwrap();
    assert_eq!(world.find(stays).unwrap().transfer, None);
    let dora = dora.user_id;
    assert_eq!(look(store, |tx| tx.transfers().find(stays, dora)), None);
}

pub fn offers_that_expired_long_ago_are_deleted(store: &dyn Store) {
    let world = World::new(store);
    let [old, new] = [60, 180].map(|minute| {
        let meeting = world.meeting("Plan", minutes(minute, 60), &[]);
        let offer = TransferOffer {
            expires_at: world.ctx.now + Duration::minutes(minute),
            ..made(&world, &meeting, &world.bob)
        };
        put(store, |tx| tx.transfers().insert(&offer));
        meeting.id
    });
    let before = world.ctx.now + Duration::minutes(180);
    assert_eq!(put(store, |tx| tx.transfers().delete_older(before)), 1);
    assert_eq!(world.find(old).unwrap().transfer, None);
    assert!(world.find(new).unwrap().transfer.is_some());
}

pub fn offer_is_accepted_once(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let meeting = offered(&world, round);
        let (world, meeting) = (&world, &meeting);
        let runners: Vec<_> = (0..2)
            .map(|_| move || accept(world, &world.bob, meeting))
            .collect();
        let results = race(runners);
        assert_eq!(winners(&results), 1);
        for result in results {
            assert!(
                matches!(result, Ok(_) | Err(AcceptTransferError::NotOffered)),
                "{result:?}"
            );
        }
        let after = world.find(meeting.id).unwrap();
        assert_eq!(after.organiser.email, email("bob"));
        assert_eq!((after.version, after.sequence), (2, 1));
        assert_eq!(after.participants.len(), 2);
    }
}

pub fn acceptance_and_withdrawal_exclude_each_other(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let meeting = offered(&world, round);
        let (world, meeting) = (&world, &meeting);
        let (withdrawn, accepted) = std::thread::scope(|scope| {
            let one = scope.spawn(|| withdraw_transfer(store, &world.ctx, &world.ann, meeting.id));
            let other = scope.spawn(|| accept(world, &world.bob, meeting));
            (one.join().unwrap(), other.join().unwrap())
        });
        let after = world.find(meeting.id).unwrap();
        assert_eq!(after.transfer, None);
        let organiser = match (withdrawn, accepted) {
            (Ok(()), Err(AcceptTransferError::NotOffered)) => "ann",
            (Err(WithdrawTransferError::NotOrganiser), Ok(_)) => "bob",
            other => panic!("{other:?}"),
        };
        assert_eq!(after.organiser.email, email(organiser));
    }
}

pub fn acceptance_and_second_offer_exclude_each_other(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let meeting = offered(&world, round);
        let (world, meeting) = (&world, &meeting);
        let (second, accepted) = std::thread::scope(|scope| {
            let one = scope.spawn(|| offer(world, meeting, "cleo"));
            let other = scope.spawn(|| accept(world, &world.bob, meeting));
            (one.join().unwrap(), other.join().unwrap())
        });
        let after = world.find(meeting.id).unwrap();
        match (second, accepted) {
            (Ok(offer), Err(AcceptTransferError::NotOffered)) => {
                assert_eq!(after.organiser.email, email("ann"));
                assert_eq!(after.transfer.as_deref(), Some(&offer));
            }
            (Err(OfferTransferError::NotOrganiser), Ok(_)) => {
                assert_eq!(after.organiser.email, email("bob"));
                assert_eq!(after.transfer, None);
            }
            other => panic!("{other:?}"),
        }
    }
}

pub fn acceptance_and_cancellation_follow_each_other(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let meeting = offered(&world, round);
        let (world, meeting) = (&world, &meeting);
        let (cancelled, accepted) = std::thread::scope(|scope| {
            let one = scope.spawn(|| cancel(store, &world.ctx, &world.ann, meeting.id, None));
            let other = scope.spawn(|| accept(world, &world.bob, meeting));
            (one.join().unwrap(), other.join().unwrap())
        });
        let after = world.find(meeting.id).unwrap();
        // The second one knows of the first.
        accepted.unwrap();
        assert_eq!(after.organiser.email, email("bob"));
        let changes = match cancelled {
            Ok(_) => 2,
            Err(CancelError::NotOrganiser) => 1,
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(after.is_cancelled, changes == 2);
        assert_eq!((after.version, after.sequence), (1 + changes, changes));
        for person in ["ann", "bob", "zoe"] {
            let busy = world.clashes(&world.bob, &[email(person)], meeting.details.times);
            assert_eq!(busy.is_empty(), after.is_cancelled, "{person}");
        }
    }
}

pub fn acceptance_and_new_meeting_cannot_both_take_the_time(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let times = minutes(60 + round * 60, 60);
        let meeting = world.planned(&world.ann, &strict_plan("Plan", times, &["zoe"]));
        offer(&world, &meeting, "bob").unwrap();
        let (world, meeting) = (&world, &meeting);
        let (planned, accepted) = std::thread::scope(|scope| {
            let own = strict_plan("Own", times, &[]);
            let one = scope.spawn(move || world.schedule(&world.bob, &own));
            let other = scope.spawn(|| accept(world, &world.bob, meeting));
            (one.join().unwrap(), other.join().unwrap())
        });
        assert_ne!(planned.is_ok(), accepted.is_ok());
        let busy = world.clashes(&world.bob, &[email("bob")], times);
        assert_eq!(busy.len(), 1);
    }
}

pub fn deleted_account_accepts_no_offer(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let name = format!("heir{round}");
        let heir = join(store, &world.ctx, &name);
        let meeting = world.meeting("Plan", minutes(60 + round * 60, 60), &["zoe"]);
        offer(&world, &meeting, &name).unwrap();
        let password = format!("secret of {name}");
        let (world, meeting, heir) = (&world, &meeting, &heir);
        let (gone, accepted) = std::thread::scope(|scope| {
            let one =
                scope.spawn(|| delete_account(store, &world.ctx, &PlainPasswords, heir, &password));
            let other = scope.spawn(|| accept(world, heir, meeting));
            (one.join().unwrap(), other.join().unwrap())
        });
        match (gone, accepted) {
            // The account went first, and the offer with it.
            (
                Ok(Departure::Gone),
                Err(AcceptTransferError::NotFound | AcceptTransferError::NotOffered),
            ) => {
                let after = world.find(meeting.id).unwrap();
                assert_eq!(after.organiser.user_id, world.ann.user_id);
            }
            // The offer was accepted first: the meeting goes along, or the deletion is to be tried again.
            (Ok(Departure::Gone), Ok(_)) => assert_eq!(world.find(meeting.id), None),
            (Err(DeleteAccountError::Raced), Ok(_)) => {
                let after = world.find(meeting.id).unwrap();
                assert_eq!(after.organiser.user_id, heir.user_id);
            }
            other => panic!("{other:?}"),
        }
    }
}
