//! `notifications::notify` and `notifications::list_notifications`.

use NoticeKind::{Cancellation, Invitation, Reminder, Update};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::cancel;
use scheduler_domain::notifications::{
    ListNotificationsError, NoticeKind, NotifyError, list_notifications, notify,
};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, first_page, minutes, page};
use scheduler_testkit::world::{World, sent};

#[test]
fn strangers_and_participants_send_nothing() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let send = |actor, id| notify(&*store, &world.ctx, actor, id, Reminder);
    let hidden = send(&world.cleo, meeting.id);
    assert!(matches!(hidden, Err(NotifyError::NotFound)), "{hidden:?}");
    let nothing = send(&world.ann, MeetingId(world.ctx.new_uuid()));
    assert!(matches!(nothing, Err(NotifyError::NotFound)), "{nothing:?}");
    let invited = send(&world.bob, meeting.id);
    assert!(
        matches!(invited, Err(NotifyError::NotOrganiser)),
        "{invited:?}"
    );
    assert_eq!(world.told(meeting.id).len(), 1);
}

#[test]
fn everybody_but_the_organiser_is_told_what_the_organiser_wants() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "ann", "zoe"]);
    for kind in [Reminder, Invitation, Update, Cancellation] {
        sent(&*store, &world.ctx);
        let told = notify(&*store, &world.ctx, &world.ann, meeting.id, kind).unwrap();
        assert_eq!(told, [email("bob"), email("zoe")]);
        let newest = world.told(meeting.id).swap_remove(0).notice;
        assert_eq!((newest.kind, newest.sequence), (kind, 0));
    }
    assert_eq!(world.told(meeting.id).len(), 10);
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn nobody_is_invited_to_a_cancelled_meeting() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    cancel(&*store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    let send = |kind| notify(&*store, &world.ctx, &world.ann, meeting.id, kind);
    for kind in [Reminder, Invitation, Update] {
        let result = send(kind);
        assert!(
            matches!(result, Err(NotifyError::AlreadyCancelled)),
            "{result:?}"
        );
    }
    assert_eq!(send(Cancellation).unwrap(), [email("bob")]);
}

#[test]
fn organisers_do_not_send_verifications() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let kind = NoticeKind::EmailVerification;
    let result = notify(&*store, &world.ctx, &world.ann, meeting.id, kind);
    assert!(matches!(result, Err(NotifyError::WrongKind)), "{result:?}");
}

#[test]
fn the_organiser_alone_reads_what_was_told() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe", "adam"]);
    let read = |actor, id, page| list_notifications(&*store, actor, id, page);
    let hidden = read(&world.cleo, meeting.id, first_page());
    assert!(
        matches!(hidden, Err(ListNotificationsError::NotFound)),
        "{hidden:?}"
    );
    let invited = read(&world.bob, meeting.id, first_page());
    assert!(
        matches!(invited, Err(ListNotificationsError::NotOrganiser)),
        "{invited:?}"
    );
    let nothing = read(&world.ann, MeetingId(world.ctx.new_uuid()), first_page());
    assert!(
        matches!(nothing, Err(ListNotificationsError::NotFound)),
        "{nothing:?}"
    );
    let second = read(&world.ann, meeting.id, page(2, 2)).unwrap();
    assert_eq!((second.count, second.items.len()), (3, 1));
    assert_eq!(second.items[0].notice.email, email("bob"), "newest first");
}
