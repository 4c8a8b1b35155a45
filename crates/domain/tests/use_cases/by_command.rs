//! What whoever runs the server does by commands: `admin::delete_user`, `auth::hand_out_account`.

use scheduler_domain::admin::{DeleteUser, DeleteUserError, DeletedUser, Fate, delete_user};
use scheduler_domain::audit::{Action, By, Filter, Record};
use scheduler_domain::auth::{ExportPart, HandOutError, User, Who, hand_out_account};
use scheduler_domain::notifications::NoticeKind;
use scheduler_domain::participants::Rsvp;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, first_page, minutes, plan, strict_plan};
use scheduler_testkit::fakes::later;
use scheduler_testkit::world::{World, look, put};
use time::Duration;

fn delete(
    world: &World<'_>,
    who: &str,
    fate: Option<Fate>,
) -> Result<DeletedUser, DeleteUserError> {
    let cmd = DeleteUser {
        who: Who::parse(who).unwrap(),
        fate,
        verify: true,
    };
    delete_user(world.store, &world.ctx, &cmd)
}

fn log(world: &World<'_>, action: Action) -> Vec<Record> {
    let filter = Filter {
        action: Some(action),
        ..Filter::default()
    };
    look(world.store, |tx| tx.audit().list(&filter, first_page())).items
}

#[test]
fn somebody_is_deleted_once_it_is_said_what_becomes_of_the_meetings() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let past = world.meeting("Past", minutes(0, 30), &["bob"]);
    let next = world.meeting("Next", minutes(90, 60), &["bob", "zoe"]);
    let invited = world.planned(&world.bob, &plan("Theirs", minutes(300, 60), &["ann"]));
    world.ctx = later(&world.ctx, Duration::minutes(40));
    let refused = delete(&world, "ann@example.org", None);
    assert!(matches!(refused, Err(DeleteUserError::HasMeetings(1))));
    assert_eq!(world.find(next.id).as_ref(), Some(&next));
    assert_eq!(world.told(next.id).len(), 2);
    assert!(log(&world, Action::UserDelete).is_empty());
    let id = world.ann.user_id.to_string();
    let deleted = delete(&world, &id, Some(Fate::Cancel)).unwrap();
    assert_eq!((deleted.cancelled, deleted.handed_over), (1, 0));
    assert_eq!(world.find(past.id), None);
    assert_eq!(world.find(next.id), None);
    let told = world.told(next.id);
    let cancelled = told
        .iter()
        .filter(|one| one.notice.kind == NoticeKind::Cancellation);
    assert_eq!(cancelled.count(), 2);
    let left = world.find(invited.id).unwrap();
    assert_eq!(left.participants[0].status, Rsvp::Declined);
    let noted = log(&world, Action::UserDelete);
    assert_eq!(noted[0].by, By::CommandLine);
    assert_eq!(noted[0].target.id(), Some(id.as_str()));
    let again = delete(&world, "ann@example.org", Some(Fate::Cancel));
    assert!(matches!(again, Err(DeleteUserError::NotFound)));
    // Who has nothing to come needs no word.
    let deleted = delete(&world, "cleo@example.org", None).unwrap();
    assert_eq!((deleted.cancelled, deleted.handed_over), (0, 0));
}

#[test]
fn the_heir_gets_all_meetings_or_nobody_goes() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let past = world.meeting("Past", minutes(0, 30), &["bob"]);
    let next = world.planned(&world.ann, &strict_plan("Next", minutes(90, 60), &["zoe"]));
    world.ctx = later(&world.ctx, Duration::minutes(40));
    let to = |name: &str| Some(Fate::HandOver(email(name)));
    for nobody in ["ann", "zoe"] {
        let refused = delete(&world, "ann@example.org", to(nobody));
        assert!(matches!(refused, Err(DeleteUserError::NoHeir)), "{nobody}");
    }
    let busy = world.planned(&world.bob, &plan("Busy", minutes(100, 10), &[]));
    let refused = delete(&world, "ann@example.org", to("bob"));
    assert!(matches!(refused, Err(DeleteUserError::Conflict(clashes)) if clashes.len() == 1));
    assert!(world.find(busy.id).is_some());
    assert_eq!(world.find(past.id).unwrap().organiser.email, email("ann"));
    assert!(log(&world, Action::MeetingHandOver).is_empty());

    let deleted = delete(&world, "ann@example.org", to("cleo")).unwrap();
    assert_eq!((deleted.cancelled, deleted.handed_over), (0, 2));
    for id in [past.id, next.id] {
        assert_eq!(world.find(id).unwrap().organiser.email, email("cleo"));
    }
    let noted = log(&world, Action::MeetingHandOver);
    assert_eq!(noted.len(), 2);
    assert!(noted.iter().all(|one| one.by == By::CommandLine));
    let kinds = world.told(next.id);
    let cancelled = kinds
        .iter()
        .find(|one| one.notice.kind == NoticeKind::Cancellation);
    assert!(cancelled.is_none(), "{kinds:?}");
}

#[test]
fn nobody_deletes_the_last_superuser() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let promote = |actor: &scheduler_domain::auth::Actor, is_active: bool| {
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
    promote(&world.bob, false);
    let refused = delete(&world, "ann@example.org", Some(Fate::Cancel));
    assert!(matches!(refused, Err(DeleteUserError::LastSuperuser)));
    assert!(look(world.store, |tx| tx.users().find(world.ann.user_id)).is_some());
    // One that is shut out is not the last, whoever is left.
    delete(&world, "bob@example.org", None).unwrap();
    promote(&world.cleo, true);
    delete(&world, "ann@example.org", None).unwrap();
}

#[test]
fn what_is_handed_out_is_in_the_log_and_who_is_unknown_is_not() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("Plan", minutes(60, 60), &["bob"]);
    let hand_out = |who: &str| {
        let who = Who::parse(who).unwrap();
        hand_out_account(world.store, &world.ctx, true, &who)
    };
    let unknown = hand_out("zoe@example.org");
    assert!(matches!(unknown, Err(HandOutError::NotFound)));
    assert!(log(&world, Action::UserExport).is_empty());
    let (actor, export) = hand_out("ann@example.org").unwrap();
    assert_eq!(actor.user_id, world.ann.user_id);
    let organised = export.iter().filter_map(|part| match part {
        ExportPart::Organised(meetings) => Some(meetings.len()),
        _other => None,
    });
    assert_eq!(organised.sum::<usize>(), 1);
    let noted = log(&world, Action::UserExport);
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0].by, By::CommandLine);
    let id = world.ann.user_id.to_string();
    assert_eq!(noted[0].target.id(), Some(id.as_str()));
}
