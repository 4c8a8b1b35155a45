//! Changes of addresses, what goes along with them, and what races with them.

use std::num::NonZeroU32;

use scheduler_domain::auth::{
    Actor, AddressChange, CarryOver, CarryScope, ChangeAddress, ChangeAddressError, ConfirmAddress,
    ConfirmAddressError, DeleteAccountError, Departure, Register, RegisterError, User,
    change_address, change_token, confirm_address, delete_account, register, undo_address,
    undo_token,
};
use scheduler_domain::conflicts::BusyKind;
use scheduler_domain::ids::{MeetingId, MessageId, UserId};
use scheduler_domain::mail_limits::{Subject, Take};
use scheduler_domain::meetings::{Meeting, Reschedule, TransferOffer, reschedule};
use scheduler_domain::notifications::NotificationState;
use scheduler_domain::participants::{Participant, Respond, Rsvp, respond};
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::{Email, Name};
use scheduler_domain::time::Zone;
use time::Duration;

use crate::builders::{email, join, minutes, plan};
use crate::fakes::{PlainPasswords, PlainTokens};
use crate::world::{World, claim, look, put, race, winners};

const ROUNDS: usize = 4;

fn change(world: &World<'_>, user: UserId, to: &str) -> AddressChange {
    AddressChange {
        id: MessageId(world.ctx.new_uuid()),
        user_id: user,
        former: email("ann"),
        email: email(to),
        asked_at: world.ctx.now,
        expires_at: world.ctx.now + Duration::DAY,
        confirmed_at: None,
        undo_until: None,
        former_verified_at: None,
        notice_id: None,
    }
}

fn confirmed(world: &World<'_>, user: UserId, to: &str) -> AddressChange {
    AddressChange {
        confirmed_at: Some(world.ctx.now),
        undo_until: Some(world.ctx.now + Duration::hours(72)),
        former_verified_at: Some(world.ctx.now - Duration::DAY),
        notice_id: Some(MessageId(world.ctx.new_uuid())),
        ..change(world, user, to)
    }
}

fn insert(store: &dyn Store, change: &AddressChange) {
    put(store, |tx| tx.address_changes().insert(change));
}

fn list(store: &dyn Store, user: UserId) -> Vec<AddressChange> {
    look(store, |tx| tx.address_changes().list(user))
}

fn carry(world: &World<'_>, scope: CarryScope) {
    let (from, to) = (email("ann"), email("anna"));
    put(world.store, |tx| {
        let user = world.ann.user_id;
        let held = tx.address_changes().hold_meetings(user, (&from, &to))?;
        tx.lock_people(&[from.clone(), to.clone()])?;
        tx.address_changes().carry_over(&CarryOver {
            user,
            from: &from,
            to: &to,
            scope,
            held,
        })
    });
}

fn invitation(world: &World<'_>, meeting: &Meeting, name: &str) -> Option<Participant> {
    let found = world.find(meeting.id).unwrap();
    found.participant_with(&email(name)).cloned()
}

/// As the organiser writes it down.
fn reply(world: &World<'_>, meeting: &Meeting, name: &str, status: Rsvp) {
    let row = invitation(world, meeting, name).unwrap();
    let cmd = Respond::new(meeting.id, row.id, status);
    respond(world.store, &world.ctx, &world.bob, &cmd).unwrap();
}

fn takes(world: &World<'_>, meeting: &Meeting, name: &str) -> Option<BusyKind> {
    look(world.store, |tx| tx.busy().find(meeting.id, &email(name)))
}

pub fn every_field_of_a_change_is_kept(store: &dyn Store) {
    let world = World::new(store);
    let mut asked = change(&world, world.ann.user_id, "anna");
    insert(store, &asked);
    assert_eq!(list(store, world.ann.user_id), [asked.clone()]);
    assert_eq!(list(store, world.bob.user_id), []);
    let done = confirmed(&world, world.ann.user_id, "anna");
    asked.confirmed_at = done.confirmed_at;
    asked.undo_until = done.undo_until;
    asked.former_verified_at = done.former_verified_at;
    asked.notice_id = done.notice_id;
    put(store, |tx| tx.address_changes().update(&asked));
    assert_eq!(list(store, world.ann.user_id), [asked.clone()]);
    put(store, |tx| tx.address_changes().delete(&[]));
    put(store, |tx| tx.address_changes().delete(&[asked.id]));
    assert_eq!(list(store, world.ann.user_id), []);
    let gone = store.write(|tx| tx.address_changes().update(&asked));
    assert!(matches!(gone, Err(StoreError::Stale)), "{gone:?}");
}

pub fn newer_change_replaces_what_was_not_confirmed(store: &dyn Store) {
    let world = World::new(store);
    let done = confirmed(&world, world.ann.user_id, "anna");
    insert(store, &done);
    insert(store, &change(&world, world.ann.user_id, "typo"));
    let other = change(&world, world.bob.user_id, "typo");
    insert(store, &other);
    let newest = change(&world, world.ann.user_id, "annie");
    insert(store, &newest);
    assert_eq!(list(store, world.ann.user_id), [done, newest]);
    assert_eq!(list(store, world.bob.user_id), [other]);
}

pub fn changes_go_with_their_account(store: &dyn Store) {
    let world = World::new(store);
    insert(store, &confirmed(&world, world.ann.user_id, "anna"));
    put(store, |tx| tx.users().delete(world.ann.user_id));
    assert_eq!(list(store, world.ann.user_id), []);
}

pub fn change_is_found_by_both_of_its_mails(store: &dyn Store) {
    let world = World::new(store);
    ask(&world, &world.ann, "anna").unwrap();
    confirm(&world, &world.ann).unwrap();
    let told: Vec<_> = claim(store, world.ctx.now, 10);
    assert_eq!(told.len(), 2);
    for one in told {
        let found = look(store, |tx| tx.address_changes().find_told(one.id));
        assert_eq!(found.unwrap().email, email("anna"));
    }
    let meeting = world.planned(&world.bob, &plan("Plan", minutes(60, 60), &["zoe"]));
    let other = world.told(meeting.id).remove(0).id;
    assert_eq!(
        look(store, |tx| tx.address_changes().find_told(other)),
        None
    );
}

pub fn former_address_is_reserved_for_others(store: &dyn Store) {
    let world = World::new(store);
    insert(store, &confirmed(&world, world.ann.user_id, "anna"));
    let reserved = |name: &str, user, after| {
        let now = world.ctx.now + Duration::hours(after);
        look(store, |tx| {
            tx.address_changes().is_reserved(&email(name), user, now)
        })
    };
    assert!(reserved("ann", None, 0));
    assert!(reserved("ann", Some(world.bob.user_id), 71));
    assert!(!reserved("ann", Some(world.ann.user_id), 0));
    assert!(!reserved("ann", None, 72));
    assert!(!reserved("anna", None, 0));
}

pub fn changes_that_are_over_are_deleted(store: &dyn Store) {
    let world = World::new(store);
    insert(store, &confirmed(&world, world.ann.user_id, "anna"));
    insert(store, &change(&world, world.ann.user_id, "annie"));
    let unproved = AddressChange {
        undo_until: None,
        ..confirmed(&world, world.bob.user_id, "bobby")
    };
    insert(store, &unproved);
    let purge = |after| {
        let now = world.ctx.now + Duration::hours(after);
        put(store, |tx| tx.address_changes().delete_over(now))
    };
    assert_eq!([purge(0), purge(23), purge(24)], [1, 0, 1]);
    assert_eq!([purge(71), purge(72)], [0, 1]);
}

pub fn carrying_over_needs_both_locks(store: &dyn Store) {
    let world = World::new(store);
    for locked in [vec![], vec![email("ann")], vec![email("anna")]] {
        let refused = store.write(|tx| {
            tx.lock_people(&locked)?;
            tx.address_changes().carry_over(&CarryOver {
                user: world.ann.user_id,
                from: &email("ann"),
                to: &email("anna"),
                scope: CarryScope::Everything,
                held: 0,
            })
        });
        assert!(matches!(refused, Err(StoreError::Misuse(_))), "{refused:?}");
    }
}

pub fn carrying_over_more_than_was_held_is_stale(store: &dyn Store) {
    let world = World::new(store);
    world.planned(&world.bob, &plan("One", minutes(60, 60), &["ann"]));
    world.planned(&world.bob, &plan("Two", minutes(60, 60), &["anna"]));
    world.meeting("Three", minutes(60, 60), &["anna", "zoe"]);
    world.planned(&world.bob, &plan("Other", minutes(60, 60), &["zoe"]));
    let (from, to) = (email("ann"), email("anna"));
    let user = world.ann.user_id;
    let held = put(store, |tx| {
        tx.address_changes().hold_meetings(user, (&from, &to))
    });
    assert_eq!(held, 3);
    let refused = store.write(|tx| {
        tx.lock_people(&[from.clone(), to.clone()])?;
        tx.address_changes().carry_over(&CarryOver {
            user,
            from: &from,
            to: &to,
            scope: CarryScope::Everything,
            held: held - 1,
        })
    });
    assert!(matches!(refused, Err(StoreError::Stale)), "{refused:?}");
}

pub fn invitations_of_both_addresses_are_merged(store: &dyn Store) {
    use Rsvp::{Accepted, Declined, Pending, Tentative};
    let world = World::new(store);
    let mut all = Vec::new();
    for (place, (own, other, expected)) in [
        (Pending, Pending, Pending),
        (Pending, Accepted, Accepted),
        (Pending, Declined, Declined),
        (Accepted, Declined, Accepted),
        (Declined, Accepted, Declined),
        (Tentative, Pending, Tentative),
    ]
    .into_iter()
    .enumerate()
    {
        let from = 60 + 120 * i64::try_from(place).unwrap();
        let plan = plan("Both", minutes(from, 60), &["ann", "anna", "zoe"]);
        let meeting = world.planned(&world.bob, &plan);
        for (name, status) in [("ann", own), ("anna", other)] {
            if status != Pending {
                reply(&world, &meeting, name, status);
            }
        }
        all.push((meeting, expected));
    }
    let seated = &all[0].0;
    put(store, |tx| {
        let mut row = invitation(&world, seated, "anna").unwrap();
        row.is_co_organiser = true;
        tx.participants().update(&row)
    });
    carry(&world, CarryScope::Everything);
    for (meeting, expected) in &all {
        let own = meeting.participant_with(&email("ann")).unwrap().id;
        let row = invitation(&world, meeting, "anna").unwrap();
        assert_eq!((row.id, row.status), (own, *expected), "{meeting:?}");
        assert_eq!(row.is_co_organiser, meeting.id == seated.id);
        assert_eq!(invitation(&world, meeting, "ann"), None);
        assert!(invitation(&world, meeting, "zoe").is_some());
        assert_eq!(takes(&world, meeting, "ann"), None);
        let is_busy = takes(&world, meeting, "anna").is_some();
        assert_eq!(is_busy, *expected != Declined, "{expected:?}");
    }
}

pub fn busy_time_of_an_organiser_moves_once(store: &dyn Store) {
    let world = World::new(store);
    let alone = world.meeting("Alone", minutes(60, 60), &["zoe"]);
    let invited = world.meeting("Invited", minutes(180, 60), &["anna", "zoe"]);
    for scope in [CarryScope::Organised, CarryScope::Everything] {
        carry(&world, scope);
        for meeting in [&alone, &invited] {
            assert_eq!(takes(&world, meeting, "ann"), None);
            assert_eq!(takes(&world, meeting, "anna"), Some(BusyKind::Busy));
            assert_eq!(takes(&world, meeting, "zoe"), Some(BusyKind::Busy));
        }
        assert!(invitation(&world, &invited, "anna").is_some());
    }
}

pub fn organiser_who_was_a_guest_has_accepted(store: &dyn Store) {
    let world = World::new(store);
    let own = world.meeting("Own", minutes(60, 60), &["anna", "zoe"]);
    carry(&world, CarryScope::Organised);
    let row = invitation(&world, &own, "anna").unwrap();
    assert_eq!(row.status, Rsvp::Accepted);
    assert_eq!(row.responded_at, Some(row.invited_at));
    assert_eq!(takes(&world, &own, "anna"), Some(BusyKind::Busy));
    let zoe = invitation(&world, &own, "zoe").unwrap();
    assert_eq!(zoe.status, Rsvp::Pending);
}

pub fn what_is_organised_leaves_invitations_behind(store: &dyn Store) {
    let world = World::new(store);
    let own = world.meeting("Own", minutes(60, 60), &["zoe"]);
    let invited = world.planned(&world.bob, &plan("Invited", minutes(180, 60), &["ann"]));
    carry(&world, CarryScope::Organised);
    assert!(invitation(&world, &invited, "ann").is_some());
    assert_eq!(invitation(&world, &invited, "anna"), None);
    assert!(takes(&world, &invited, "ann").is_some());
    assert!(takes(&world, &own, "anna").is_some());
    assert_eq!(world.told(invited.id)[0].notice.email, email("ann"));
}

pub fn circle_moves_to_the_new_address(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.planned(&world.bob, &plan("Plan", minutes(60, 60), &["ann", "anna"]));
    put(store, |tx| {
        tx.circle()
            .insert(meeting.id, &email("ann"), Some(&email("bob")), &email("x"))?;
        tx.circle()
            .insert(meeting.id, &email("ann"), Some(&email("anna")), &email("x"))
    });
    carry(&world, CarryScope::Everything);
    let has_met = |person: &str, other: &str| {
        let found = look(store, |tx| {
            tx.circle().list(&email(person), &[email(other)])
        });
        found[0].has_met
    };
    assert!(has_met("anna", "bob") && has_met("bob", "anna"));
    assert!(!has_met("ann", "bob") && !has_met("bob", "ann"));
    assert!(!has_met("ann", "anna") && !has_met("anna", "anna"));
}

pub fn offers_of_meetings_follow_the_account(store: &dyn Store) {
    let world = World::new(store);
    let to = join(store, &world.ctx, "anna");
    let offered = |to: &Actor| {
        let meeting = world.planned(&world.bob, &plan("Plan", minutes(60, 60), &[]));
        let offer = TransferOffer {
            meeting_id: meeting.id,
            user_id: to.user_id,
            email: to.email.clone(),
            offered_by: world.bob.user_id,
            offered_at: world.ctx.now,
            expires_at: world.ctx.now + Duration::DAY,
        };
        put(store, |tx| tx.transfers().insert(&offer));
        meeting.id
    };
    let (own, other) = (offered(&world.ann), offered(&to));
    carry(&world, CarryScope::Organised);
    let open = |meeting| {
        let offer = look(store, |tx| tx.transfers().find_open(meeting)).unwrap();
        (offer.user_id, offer.email)
    };
    let account = world.ann.user_id;
    assert_eq!(open(own), (account, email("ann")), "nothing proved it");
    carry(&world, CarryScope::Everything);
    assert_eq!(open(own), (account, email("anna")));
    assert_eq!(open(other), (to.user_id, email("anna")));
}

pub fn invitations_show_whether_the_new_address_opted_out(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.planned(&world.bob, &plan("Plan", minutes(60, 60), &["ann"]));
    put(store, |tx| {
        tx.lock_people(&[email("anna")])?;
        tx.opt_outs().insert(&email("anna"), world.ctx.now)
    });
    carry(&world, CarryScope::Everything);
    assert!(invitation(&world, &meeting, "anna").unwrap().is_opted_out);
}

pub fn waiting_mails_move_and_name_the_new_organiser(store: &dyn Store) {
    let world = World::new(store);
    let own = world.meeting("Own", minutes(60, 60), &["zoe"]);
    let first = world.planned(&world.bob, &plan("One", minutes(180, 60), &["ann"]));
    let taken = claim(store, world.ctx.now, 10);
    assert_eq!(taken.len(), 2);
    let second = world.planned(&world.bob, &plan("Two", minutes(300, 60), &["ann"]));
    let later = world.meeting("Later", minutes(600, 60), &["yan"]);
    carry(&world, CarryScope::Everything);
    let told = |meeting: &Meeting| world.told(meeting.id).remove(0);
    // What is being sent goes where it went.
    assert_eq!(told(&first).notice.email, email("ann"));
    assert_eq!(told(&second).notice.email, email("anna"));
    assert_eq!(told(&second).state, NotificationState::Queued);
    for meeting in [&own, &later] {
        let facts = told(meeting).notice.facts.unwrap();
        assert_eq!(facts.organiser_email, email("anna"));
        assert_eq!(facts.organiser_name, "ann");
    }
    let facts = told(&second).notice.facts.unwrap();
    assert_eq!(facts.organiser_email, email("bob"));
}

pub fn used_allowances_are_copied(store: &dyn Store) {
    let world = World::new(store);
    let (window, limit) = (Duration::HOUR, NonZeroU32::new(60).unwrap());
    let take = |subject: Subject, count: u32| Take {
        subject,
        cost: window * i32::try_from(count).unwrap() / i32::try_from(limit.get()).unwrap(),
        window,
    };
    let account = |name: &str| Subject::Account(email(name));
    let pair = |name: &str| Subject::Pair(email(name), email("zoe"));
    let used = |takes: &[Take]| -> Vec<i64> {
        let taken = put(store, |tx| tx.allowances().take(takes, world.ctx.now));
        taken
            .iter()
            .map(|taken| taken.used.whole_minutes())
            .collect()
    };
    used(&[take(account("ann"), 50), take(account("anna"), 10)]);
    used(&[take(pair("ann"), 20), take(pair("anna"), 30)]);
    used(&[take(Subject::Pair(email("annabel"), email("zoe")), 5)]);
    carry(&world, CarryScope::Organised);
    assert_eq!(used(&[take(account("anna"), 0)]), [50]);
    assert_eq!(used(&[take(pair("anna"), 0)]), [30]);
    assert_eq!(used(&[take(account("ann"), 0)]), [50]);
}

pub fn meeting_of_a_former_address_is_stale(store: &dyn Store) {
    let world = World::new(store);
    let planned = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    let mut other = planned.clone();
    other.id = MeetingId(world.ctx.new_uuid());
    other.organiser.email = email("former");
    let refused = store.write(|tx| tx.meetings().insert(&other));
    assert!(matches!(refused, Err(StoreError::Stale)), "{refused:?}");
    other.organiser.email = email("ann");
    put(store, |tx| tx.meetings().insert(&other));
}

fn ask(world: &World<'_>, who: &Actor, to: &str) -> Result<(), StoreError> {
    let user = look(world.store, |tx| tx.users().find(who.user_id)).unwrap();
    let cmd = ChangeAddress {
        email: email(to),
        password: user.password_hash.replacen("plain$", "", 1),
    };
    let asked = change_address(world.store, &world.ctx, &PlainPasswords, who, &cmd);
    asked.map_err(|error| match error {
        ChangeAddressError::Store(error) => error,
        other => panic!("{other:?}"),
    })
}

fn token(world: &World<'_>, who: &Actor) -> String {
    let user = look(world.store, |tx| tx.users().find(who.user_id)).unwrap();
    let asked = list(world.store, who.user_id).pop().unwrap();
    change_token(&world.ctx, &PlainTokens, &user, &asked).unwrap()
}

fn confirm(world: &World<'_>, who: &Actor) -> Result<UserId, ConfirmAddressError> {
    confirm_by(world, who, &token(world, who))
}

fn confirm_by(world: &World<'_>, who: &Actor, token: &str) -> Result<UserId, ConfirmAddressError> {
    let cmd = ConfirmAddress {
        token: token.to_owned(),
        session: Some(who),
        password: None,
    };
    confirm_address(world.store, &world.ctx, &PlainPasswords, &PlainTokens, &cmd)
}

fn address_of(world: &World<'_>, who: &Actor) -> Option<Email> {
    let found = look(world.store, |tx| tx.users().find(who.user_id));
    found.map(|user| user.email)
}

pub fn one_link_that_is_used_at_once_moves_once(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let who = join(store, &world.ctx, &format!("who{round}"));
        ask(&world, &who, &format!("moved{round}")).unwrap();
        let (world, who, token) = (&world, &who, &token(&world, &who));
        let results = race((0..3).map(|_| || confirm_by(world, who, token)).collect());
        assert!(winners(&results) >= 1, "{results:?}");
        assert_eq!(
            address_of(world, who),
            Some(email(&format!("moved{round}")))
        );
        let kept = list(store, who.user_id);
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].former, who.email);
    }
}

pub fn of_accounts_that_want_one_address_one_gets_it(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let wanted = format!("wanted{round}");
        let all: Vec<Actor> = (0..3)
            .map(|number| join(store, &world.ctx, &format!("who{round}x{number}")))
            .collect();
        for who in &all {
            ask(&world, who, &wanted).unwrap();
        }
        let world = &world;
        let runners: Vec<_> = all.iter().map(|who| move || confirm(world, who)).collect();
        let results = race(runners);
        assert_eq!(winners(&results), 1, "{results:?}");
        for refused in results.iter().filter_map(|result| result.as_ref().err()) {
            assert!(matches!(refused, ConfirmAddressError::Taken), "{refused:?}");
        }
    }
}

fn sign_up(world: &World<'_>, name: &str) -> Result<User, RegisterError> {
    let cmd = Register {
        email: email(name),
        username: None,
        password: "correct horse".to_owned(),
        first_name: Name::default(),
        last_name: Name::default(),
        zone: Zone::utc(),
    };
    register(world.store, &world.ctx, &PlainPasswords, false, cmd)
}

pub fn registration_never_gets_a_moving_address(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let (former, wanted) = (format!("former{round}"), format!("wanted{round}"));
        let who = join(store, &world.ctx, &former);
        ask(&world, &who, &wanted).unwrap();
        let (world, who) = (&world, &who);
        let (former, wanted) = (&former, &wanted);
        let runners: Vec<Box<dyn FnOnce() -> (bool, bool) + Send + '_>> = vec![
            Box::new(move || (confirm(world, who).is_ok(), false)),
            Box::new(move || (false, sign_up(world, wanted).is_ok())),
            Box::new(move || (false, sign_up(world, former).is_ok())),
        ];
        let results = race(runners);
        let (moved, took) = (results[0].0, results[1].1);
        assert!(moved != took, "one of the two has the address: {results:?}");
        assert!(!results[2].1, "the former address is never free");
    }
}

pub fn deletion_and_confirmation_follow_each_other(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let name = format!("who{round}");
        let who = join(store, &world.ctx, &name);
        let plan = plan("Plan", minutes(60, 60), &[&name]);
        let meeting = world.planned(&world.bob, &plan);
        ask(&world, &who, &format!("moved{round}")).unwrap();
        let (world, who, token) = (&world, &who, &token(&world, &who));
        let password = format!("secret of {name}");
        let password = &password;
        let runners: Vec<Box<dyn FnOnce() -> bool + Send + '_>> = vec![
            Box::new(move || confirm_by(world, who, token).is_ok()),
            Box::new(move || {
                let (ctx, passwords) = (&world.ctx, &PlainPasswords);
                let gone = delete_account(world.store, ctx, passwords, who, password);
                assert!(
                    matches!(gone, Ok(Departure::Gone) | Err(DeleteAccountError::Raced)),
                    "{gone:?}"
                );
                gone.is_ok()
            }),
        ];
        let results = race(runners);
        if results[1] {
            assert_eq!(address_of(world, who), None);
            let rows = world.find(meeting.id).unwrap().participants;
            assert_eq!((rows.len(), rows[0].status), (1, Rsvp::Declined));
        } else {
            assert_eq!(
                address_of(world, who),
                Some(email(&format!("moved{round}")))
            );
        }
    }
}

pub fn undo_wins_over_a_later_confirmation(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let name = format!("who{round}");
        let who = join(store, &world.ctx, &name);
        ask(&world, &who, &format!("thief{round}")).unwrap();
        confirm(&world, &who).unwrap();
        let done = list(store, who.user_id).remove(0);
        let undo = undo_token(&world.ctx, &PlainTokens, &done).unwrap();
        ask(&world, &who, &format!("next{round}")).unwrap();
        let (world, who, token, undo) = (&world, &who, &token(&world, &who), &undo);
        let runners: Vec<Box<dyn FnOnce() -> bool + Send + '_>> = vec![
            Box::new(move || confirm_by(world, who, token).is_ok()),
            Box::new(move || {
                let (passwords, tokens) = (&PlainPasswords, &PlainTokens);
                undo_address(world.store, &world.ctx, passwords, tokens, undo).is_ok()
            }),
        ];
        let results = race(runners);
        assert!(results[1], "{results:?}");
        assert_eq!(address_of(world, who), Some(email(&name)));
        assert_eq!(list(store, who.user_id), []);
    }
}

pub fn no_time_is_taken_of_a_former_address(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let name = format!("who{round}");
        let who = join(store, &world.ctx, &name);
        ask(&world, &who, &format!("moved{round}")).unwrap();
        let (world, who, token) = (&world, &who, &token(&world, &who));
        let runners: Vec<Box<dyn FnOnce() -> Option<Meeting> + Send + '_>> = vec![
            Box::new(move || {
                confirm_by(world, who, token).unwrap();
                None
            }),
            Box::new(move || {
                let plan = plan("Plan", minutes(60, 60), &["zoe"]);
                world.schedule(who, &plan).ok()
            }),
        ];
        let planned = race(runners).pop().flatten();
        assert_eq!(
            world.clashes(
                &world.bob,
                std::slice::from_ref(&who.email),
                minutes(60, 60)
            ),
            []
        );
        if let Some(meeting) = planned {
            assert!(takes(world, &meeting, &format!("moved{round}")).is_some());
        }
    }
}

/// A move has found its meeting with the former address when it waits for the people.
pub fn meeting_that_moves_meanwhile_takes_the_new_address(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..3 * ROUNDS {
        let (name, new) = (format!("who{round}"), format!("moved{round}"));
        let who = join(store, &world.ctx, &name);
        let invited = world.planned(
            &world.bob,
            &plan("Invited", minutes(60, 60), &[&name, "zoe"]),
        );
        let own = world.planned(&who, &plan("Own", minutes(180, 60), &["yan"]));
        ask(&world, &who, &new).unwrap();
        let (world, who, token) = (&world, &who, &token(&world, &who));
        let (invited, own) = (&invited, &own);
        let shift = |actor, meeting: &Meeting, minute| {
            let cmd = Reschedule {
                start: Some(minutes(minute, 60).start()),
                end: Some(minutes(minute, 60).end()),
                ..Reschedule::default()
            };
            reschedule(world.store, &world.ctx, actor, meeting.id, None, &cmd).unwrap();
        };
        let shift = &shift;
        let runners: Vec<Box<dyn FnOnce() -> bool + Send + '_>> = vec![
            Box::new(move || confirm_by(world, who, token).is_ok()),
            Box::new(move || {
                shift(&world.bob, invited, 70);
                true
            }),
            Box::new(move || {
                shift(who, own, 190);
                true
            }),
        ];
        assert_eq!(race(runners), [true; 3]);
        for meeting in [invited, own] {
            assert_eq!(takes(world, meeting, &name), None);
            assert!(takes(world, meeting, &new).is_some());
        }
        assert!(invitation(world, invited, &new).is_some());
    }
}
