//! Quotas: what counts, what is refused before anything is stored, and what makes room.

use std::num::{NonZeroU32, NonZeroU64};
use std::sync::Arc;

use scheduler_domain::admin::{DeletePerson, DeletePersonError, Fate, delete_person};
use scheduler_domain::meetings::{
    AcceptTransfer, AcceptTransferError, Meeting, OfferTransfer, Reschedule, RescheduleError,
    ScheduleError, Status, accept_transfer, cancel, delete, offer_transfer, reschedule,
};
use scheduler_domain::quotas::{Headroom, Quota, QuotaExceeded, Quotas};
use scheduler_domain::text::Description;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes, plan, superuser};
use scheduler_testkit::world::World;
use time::Duration;

/// The titles here have four octets.
const TITLE: &str = "Plan";

fn limit(world: &mut World<'_>, meetings: u32, bytes: u64) {
    world.ctx.headroom = Some(Arc::new(Headroom::new(Quotas {
        meetings_to_come: NonZeroU32::new(meetings),
        stored_bytes: NonZeroU64::new(bytes),
    })));
}

fn meetings(count: u32) -> QuotaExceeded {
    QuotaExceeded(Quota::MeetingsToCome(NonZeroU32::new(count).unwrap()))
}

fn bytes(count: u64) -> QuotaExceeded {
    QuotaExceeded(Quota::StoredBytes(NonZeroU64::new(count).unwrap()))
}

fn create(world: &World<'_>, hour: i64) -> Result<Meeting, QuotaExceeded> {
    match world.schedule(&world.ann, &plan(TITLE, minutes(hour * 60, 30), &[])) {
        Ok(meeting) => Ok(meeting),
        Err(ScheduleError::Quota(quota)) => Err(quota),
        Err(error) => panic!("{error:?}"),
    }
}

fn change(world: &World<'_>, meeting: &Meeting, cmd: &Reschedule) -> Result<(), QuotaExceeded> {
    match reschedule(world.store, &world.ctx, &world.ann, meeting.id, None, cmd) {
        Ok(_) => Ok(()),
        Err(RescheduleError::Quota(quota)) => Err(quota),
        Err(error) => panic!("{error:?}"),
    }
}

fn describe(length: usize) -> Reschedule {
    Reschedule {
        description: Some(Description::parse(&"x".repeat(length)).unwrap()),
        ..Reschedule::default()
    }
}

#[test]
fn account_organises_no_more_meetings_to_come_than_its_quota() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    limit(&mut world, 2, 1_000);
    let first = create(&world, 1).unwrap();
    let second = create(&world, 2).unwrap();
    assert_eq!(create(&world, 3), Err(meetings(2)));
    cancel(world.store, &world.ctx, &world.ann, first.id, None).unwrap();
    let third = create(&world, 3).unwrap();
    // What was cancelled would be to come again.
    let reopen = Reschedule {
        status: Some(Status::Scheduled),
        ..Reschedule::default()
    };
    assert_eq!(change(&world, &first, &reopen), Err(meetings(2)));
    delete(world.store, &world.ctx, &world.ann, third.id, None).unwrap();
    assert_eq!(change(&world, &first, &reopen), Ok(()));
    // The first one is over by then, and past meetings do not count.
    world.ctx.now += Duration::minutes(95);
    create(&world, 4).unwrap();
    assert_eq!(create(&world, 5), Err(meetings(2)));
    assert!(world.find(second.id).is_some());
}

#[test]
fn text_of_past_and_cancelled_meetings_counts() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    limit(&mut world, 1_000, 14);
    let first = create(&world, 1).unwrap();
    let second = create(&world, 2).unwrap();
    assert_eq!(change(&world, &second, &describe(7)), Err(bytes(14)));
    assert_eq!(change(&world, &second, &describe(6)), Ok(()));
    assert_eq!(create(&world, 3), Err(bytes(14)));
    // Neither of these frees text; both are possible.
    cancel(world.store, &world.ctx, &world.ann, second.id, None).unwrap();
    world.ctx.now += Duration::minutes(95);
    assert_eq!(create(&world, 3), Err(bytes(14)));
    assert_eq!(change(&world, &second, &describe(2)), Ok(()));
    create(&world, 4).unwrap();
    delete(world.store, &world.ctx, &world.ann, first.id, None).unwrap();
    create(&world, 5).unwrap();
}

#[test]
fn each_account_has_quotas_of_its_own() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    limit(&mut world, 1, 1_000);
    create(&world, 1).unwrap();
    world.planned(&world.bob, &plan(TITLE, minutes(60, 30), &[]));
    assert_eq!(create(&world, 2), Err(meetings(1)));
}

#[test]
fn heir_over_quota_gets_no_meeting() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    limit(&mut world, 1, 1_000);
    let meeting = create(&world, 1).unwrap();
    let own = world
        .schedule(&world.bob, &plan(TITLE, minutes(120, 30), &[]))
        .unwrap();
    let offer = OfferTransfer {
        meeting_id: meeting.id,
        to: email("bob"),
        expected: None,
    };
    offer_transfer(world.store, &world.ctx, &world.ann, &offer).unwrap();
    let accept = |world: &World<'_>| {
        let cmd = AcceptTransfer {
            meeting_id: meeting.id,
            keeps_co_organisers: false,
        };
        accept_transfer(world.store, &world.ctx, &world.bob, &cmd)
    };
    let refused = accept(&world);
    assert!(matches!(refused, Err(AcceptTransferError::Quota(quota)) if quota == meetings(1)));
    let kept = world.find(meeting.id).unwrap();
    assert_eq!(kept.organiser.user_id, world.ann.user_id);
    let staff = superuser(world.store, &world.ctx, "root");
    let all = DeletePerson {
        id: world.ann.user_id,
        expected: None,
        fate: Fate::HandOver(email("bob")),
        verify: true,
    };
    let refused = delete_person(world.store, &world.ctx, &staff, &all);
    assert!(matches!(refused, Err(DeletePersonError::Quota(quota)) if quota == meetings(1)));
    cancel(world.store, &world.ctx, &world.bob, own.id, None).unwrap();
    accept(&world).unwrap();
}
