//! `auth::delete_account` and `auth::export_account`.

use scheduler_domain::auth::{
    Actor, DeleteAccountError, Departure, ExportAccountError, ExportPart, ProfileError, User,
    continue_deletions, delete_account, export_account, find_deletion,
};
use scheduler_domain::ids::UserId;
use scheduler_domain::meetings::Meeting;
use scheduler_domain::notifications::{NoticeKind, Notification};
use scheduler_domain::participants::{Respond, Rsvp, respond};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes, plan};
use scheduler_testkit::fakes::{PlainPasswords, later};
use scheduler_testkit::world::{World, look, put};
use time::Duration;

fn depart(
    world: &World<'_>,
    actor: &Actor,
    password: &str,
) -> Result<Departure, DeleteAccountError> {
    delete_account(world.store, &world.ctx, &PlainPasswords, actor, password)
}

/// All at once.
fn go(world: &World<'_>, actor: &Actor, password: &str) -> Result<(), DeleteAccountError> {
    depart(world, actor, password).map(|departure| assert_eq!(departure, Departure::Gone))
}

fn to(told: &[Notification]) -> Vec<(NoticeKind, &str)> {
    told.iter()
        .map(|one| (one.notice.kind, one.notice.email.as_str()))
        .collect()
}

#[test]
fn a_wrong_password_changes_nothing() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    for wrong in ["", "secret of bob", "Secret of ann"] {
        let refused = go(&world, &world.ann, wrong);
        assert!(matches!(refused, Err(DeleteAccountError::WrongPassword)));
    }
    assert_eq!(world.find(meeting.id), Some(meeting));
    go(&world, &world.ann, "secret of ann").unwrap();
    let again = go(&world, &world.ann, "secret of ann");
    assert!(matches!(again, Err(DeleteAccountError::NotFound)));
}

#[test]
fn what_the_account_organised_goes_and_whoever_expected_it_is_told() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let past = world.meeting("Past", minutes(0, 30), &["bob", "zoe"]);
    let running = world.meeting("Running", minutes(20, 60), &["bob"]);
    let next = world.meeting("Next", minutes(90, 60), &["bob", "zoe", "ann"]);
    world.ctx = later(&world.ctx, Duration::minutes(30));
    go(&world, &world.ann, "secret of ann").unwrap();
    for id in [past.id, running.id, next.id] {
        assert_eq!(world.find(id), None);
    }
    let cancelled = |told: Vec<Notification>| {
        let mut all: Vec<String> = to(&told)
            .into_iter()
            .filter(|(kind, _)| *kind == NoticeKind::Cancellation)
            .map(|(_, email)| email.to_owned())
            .collect();
        all.sort();
        all
    };
    assert!(cancelled(world.told(past.id)).is_empty());
    assert_eq!(cancelled(world.told(running.id)), ["bob@example.org"]);
    assert_eq!(
        cancelled(world.told(next.id)),
        ["bob@example.org", "zoe@example.org"]
    );
    let told = world.told(next.id);
    let last = told.first().unwrap();
    assert_eq!(last.notice.sequence, next.sequence + 1);
    let people = [email("bob"), email("zoe"), email("ann")];
    assert!(
        world
            .clashes(&world.bob, &people, minutes(0, 600))
            .is_empty()
    );
}

#[test]
fn whoever_invited_the_account_keeps_its_address_and_a_no() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let past = world.meeting("Past", minutes(0, 30), &["bob"]);
    let next = world.meeting("Next", minutes(90, 60), &["bob", "zoe"]);
    let cancelled = world.meeting("Cancelled", minutes(200, 60), &["bob"]);
    let declined = world.meeting("Declined", minutes(300, 60), &["bob"]);
    scheduler_domain::meetings::cancel(world.store, &world.ctx, &world.ann, cancelled.id, None)
        .unwrap();
    let own = declined.participants[0].id;
    respond(
        world.store,
        &world.ctx,
        &world.bob,
        &Respond::new(declined.id, own, Rsvp::Declined),
    )
    .unwrap();
    world.ctx = later(&world.ctx, Duration::minutes(30));
    go(&world, &world.bob, "secret of bob").unwrap();

    for (id, status, replies) in [
        (past.id, Rsvp::Pending, 0),
        (next.id, Rsvp::Declined, 1),
        (cancelled.id, Rsvp::Pending, 0),
        (declined.id, Rsvp::Declined, 1),
    ] {
        let meeting = world.find(id).unwrap();
        let bob = meeting.participant_with(&email("bob")).unwrap();
        assert_eq!((bob.status, &bob.user), (status, &None), "{meeting:?}");
        let told = world.told(id);
        let reply = (NoticeKind::Reply, "ann@example.org");
        let heard = to(&told).into_iter().filter(|one| *one == reply).count();
        assert_eq!(heard, replies, "{}", meeting.details.title);
    }
    let free = world.clashes(&world.ann, &[email("bob")], minutes(31, 600));
    assert!(free.is_empty(), "{free:?}");
    assert!(world.find(next.id).unwrap().participants.len() == 2);
}

#[test]
fn what_an_unproved_address_was_invited_to_stays_as_it_is() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let stranger = Actor {
        owns_address: false,
        ..world.bob.clone()
    };
    put(&*store, |tx| {
        let bob = tx.users().find(stranger.user_id)?.unwrap();
        tx.users().update(&User {
            email_verified_at: None,
            ..bob
        })
    });
    go(&world, &stranger, "secret of bob").unwrap();
    let bob = &world.find(meeting.id).unwrap().participants[0];
    assert_eq!(bob.status, Rsvp::Pending);
    assert_eq!(world.told(meeting.id).len(), 1);
}

fn progress(world: &World<'_>, actor: &Actor) -> Option<(i64, i64)> {
    let begun = find_deletion(world.store, actor.user_id).ok()??;
    Some((begun.done, begun.meetings))
}

#[test]
fn account_of_many_meetings_goes_in_pieces() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let own: Vec<_> = (0..240)
        .map(|number| {
            world
                .meeting("One of many", minutes(number, 1), &["zoe"])
                .id
        })
        .collect();
    let invited: Vec<_> = (0..60)
        .map(|number| {
            let plan = plan("Invited", minutes(1_000 + number, 1), &["ann"]);
            world.planned(&world.bob, &plan).id
        })
        .collect();
    world.ctx = later(&world.ctx, Duration::minutes(100));
    let Departure::Begun(begun) = depart(&world, &world.ann, "secret of ann").unwrap() else {
        panic!("it went at once");
    };
    assert_eq!((begun.done, begun.meetings), (0, 300));
    let mut seen = vec![progress(&world, &world.ann).unwrap()];
    while continue_deletions(world.store, &world.ctx, false).unwrap() {
        // It is asked for again, and one more meeting is planned meanwhile.
        if seen.len() == 3 {
            let again = depart(&world, &world.ann, "secret of ann").unwrap();
            assert!(matches!(again, Departure::Begun(same) if same.done == 150));
            world.meeting("Late", minutes(5_000, 1), &["zoe"]);
        }
        seen.extend(progress(&world, &world.ann));
    }
    let steps = seen.windows(2).map(|pair| pair[1].0 - pair[0].0);
    assert_eq!(
        steps.collect::<Vec<_>>(),
        [50, 50, 50, 50, 41, 50, 10],
        "meetings of each transaction"
    );
    let gone = find_deletion(world.store, world.ann.user_id);
    assert!(matches!(gone, Err(ProfileError::NotFound)), "{gone:?}");
    for (number, id) in own.into_iter().enumerate() {
        assert_eq!(world.find(id), None);
        let told = world.told(id);
        let cancelled = to(&told)
            .into_iter()
            .filter(|(kind, _)| *kind == NoticeKind::Cancellation);
        assert_eq!(cancelled.count(), usize::from(number >= 100), "{number}");
    }
    for id in invited {
        let meeting = world.find(id).unwrap();
        assert_eq!(meeting.participants[0].status, Rsvp::Declined);
        let told = world.told(id);
        assert!(to(&told).contains(&(NoticeKind::Reply, "bob@example.org")));
    }
}

#[test]
fn last_superuser_stays_however_its_deletion_began() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    for number in 0..200 {
        world.meeting("One of many", minutes(number, 1), &[]);
    }
    let begun = depart(&world, &world.ann, "secret of ann").unwrap();
    assert!(matches!(begun, Departure::Begun(_)));
    put(world.store, |tx| {
        let user = tx.users().find(world.ann.user_id)?.unwrap();
        tx.users().update(&User {
            is_superuser: true,
            ..user
        })
    });
    assert!(continue_deletions(world.store, &world.ctx, true).unwrap());
    assert_eq!(progress(&world, &world.ann), None);
    assert!(!continue_deletions(world.store, &world.ctx, true).unwrap());
    assert!(look(world.store, |tx| tx.users().find(world.ann.user_id)).is_some());
}

#[test]
fn the_last_superuser_stays() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let promote = |actor: &Actor, is_active: bool| {
        put(world.store, |tx| {
            let user = tx.users().find(actor.user_id)?.unwrap();
            tx.users().update(&User {
                is_superuser: true,
                is_active,
                ..user
            })
        });
    };
    promote(&world.ann, true);
    promote(&world.cleo, false);
    let refused = go(&world, &world.ann, "secret of ann");
    assert!(matches!(refused, Err(DeleteAccountError::LastSuperuser)));
    go(&world, &world.bob, "secret of bob").unwrap();
    promote(&world.cleo, true);
    go(&world, &world.ann, "secret of ann").unwrap();
    let left = look(world.store, |tx| tx.users().list_superusers());
    assert_eq!(left, [world.cleo.user_id]);
    let planned = world.schedule(&world.ann, &plan("Late", minutes(60, 60), &[]));
    assert!(planned.is_err(), "{planned:?}");
}

#[derive(Default)]
struct Exported {
    user: Option<UserId>,
    organised: Vec<Meeting>,
    participated: Vec<Meeting>,
    notifications: Vec<Notification>,
    /// How many meetings the largest piece has.
    largest: usize,
}

fn exported(world: &World<'_>, actor: &Actor) -> Exported {
    let mut all = Exported::default();
    for part in export_account(world.store, &world.ctx, actor).unwrap() {
        match part {
            ExportPart::Account(user, _, _) => all.user = Some(user.id),
            ExportPart::Organised(meetings) => {
                all.largest = all.largest.max(meetings.len());
                all.organised.extend(meetings);
            }
            ExportPart::Participated(meetings) => all.participated.extend(meetings),
            ExportPart::Notifications(mails) => all.notifications.extend(mails),
        }
    }
    all
}

#[test]
fn an_export_holds_all_of_the_own_and_nothing_of_others() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let late = world.meeting("Late", minutes(120, 60), &["bob", "zoe"]);
    let own = world.meeting("Own", minutes(60, 60), &["bob"]);
    let invited = plan("Invited", minutes(300, 60), &["ann", "cleo"]);
    let invited = world.planned(&world.bob, &invited);
    world.planned(&world.bob, &plan("Strange", minutes(400, 60), &["cleo"]));
    let export = exported(&world, &world.ann);
    assert_eq!(export.user, Some(world.ann.user_id));
    assert_eq!(export.organised, [late.clone(), own.clone()]);
    let told = to(&export.notifications);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().all(|(kind, _)| *kind == NoticeKind::Invitation));
    let [seen] = export.participated.as_slice() else {
        panic!("{:?}", export.participated)
    };
    assert_eq!(seen.id, invited.id);
    let shown: Vec<_> = seen.participants.iter().map(|one| &one.email).collect();
    assert_eq!(shown, [&world.ann.email]);

    let unproved = Actor {
        owns_address: false,
        ..world.ann.clone()
    };
    let export = exported(&world, &unproved);
    assert!(export.participated.is_empty() && export.organised.len() == 2);
    go(&world, &world.ann, "secret of ann").unwrap();
    let gone = export_account(world.store, &world.ctx, &world.ann);
    assert!(matches!(gone, Err(ExportAccountError::NotFound)));
}

#[test]
fn an_export_of_many_meetings_holds_them_all() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    for number in 0..501 {
        world.meeting("One of many", minutes(number, 1), &["zoe"]);
    }
    let export = exported(&world, &world.ann);
    assert!(export.largest <= 50, "{} in one piece", export.largest);
    assert_eq!(export.organised.len(), 501);
    assert_eq!(export.notifications.len(), 501);
    assert!(export.organised.iter().map(|one| one.id).is_sorted());
}
