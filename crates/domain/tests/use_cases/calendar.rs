//! `calendar::export` and `calendar::export_all`.

use scheduler_domain::calendar::{export, export_all};
use scheduler_domain::meetings::{FindError, cancel};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{minutes, plan};
use scheduler_testkit::world::World;

#[test]
fn a_meeting_is_exported_to_who_sees_it() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let hidden = export(&*store, &world.cleo, meeting.id);
    assert!(matches!(hidden, Err(FindError::NotFound)), "{hidden:?}");
    assert_eq!(export(&*store, &world.bob, meeting.id).unwrap(), meeting);
}

#[test]
fn a_calendar_holds_scheduled_meetings_that_have_not_ended() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let ended = world.meeting("Ended", minutes(0, 30), &["bob"]);
    let soon = world.meeting("Soon", minutes(90, 60), &["bob"]);
    let now = world.planned(&world.bob, &plan("Now", minutes(0, 60), &["ann"]));
    let off = world.meeting("Off", minutes(60, 60), &["bob"]);
    world.planned(&world.cleo, &plan("Strange", minutes(60, 60), &[]));
    cancel(&*store, &world.ctx, &world.ann, off.id, None).unwrap();
    world.ctx.now = ended.details.times.end();
    let exported = export_all(&*store, &world.ctx, &world.ann).unwrap();
    assert_eq!(exported, [now, soon]);
}
