//! `notifications::resend`.

use NoticeKind::{Cancellation, Invitation, Reminder, Reply, Update};
use NotificationState::{Failed, Queued, Sent};
use scheduler_domain::auth::Actor;
use scheduler_domain::ids::NotificationId;
use scheduler_domain::meetings::{Meeting, Reschedule, cancel, reschedule};
use scheduler_domain::notifications::{
    Attempt, NoticeKind, Notification, NotificationState, ResendError, notify, resend,
};
use scheduler_domain::participants::{Respond, Rsvp, remove, respond};
use scheduler_domain::text::Title;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::minutes;
use scheduler_testkit::fakes::later;
use scheduler_testkit::world::{World, claim, put};
use time::Duration;

fn again(
    world: &World<'_>,
    actor: &Actor,
    meeting: &Meeting,
    id: NotificationId,
) -> Result<Notification, ResendError> {
    resend(world.store, &world.ctx, actor, meeting.id, id)
}

fn end(world: &World<'_>, id: NotificationId, state: NotificationState) {
    let attempt = Attempt {
        id,
        state,
        error: None,
        response: None,
        ended_at: world.ctx.now,
        next_try_at: world.ctx.now + Duration::hours(1),
    };
    put(world.store, |tx| tx.outbox().update(&attempt));
}

/// The newest notice of this kind, as if it had been sent.
fn sent(world: &World<'_>, meeting: &Meeting, kind: NoticeKind) -> NotificationId {
    let told = world.told(meeting.id);
    let newest = told.iter().find(|one| one.notice.kind == kind).unwrap();
    end(world, newest.id, Sent);
    newest.id
}

#[test]
fn only_the_organiser_sends_again_and_only_mails_of_the_meeting() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let other = world.meeting("Other", minutes(200, 60), &["bob"]);
    let id = sent(&world, &meeting, Invitation);
    let hidden = again(&world, &world.cleo, &meeting, id);
    assert!(matches!(hidden, Err(ResendError::NotFound)), "{hidden:?}");
    let refused = again(&world, &world.bob, &meeting, id);
    assert!(
        matches!(refused, Err(ResendError::NotOrganiser)),
        "{refused:?}"
    );
    for (meeting, id) in [(&other, id), (&meeting, NotificationId(id.0 + 1000))] {
        let none = again(&world, &world.ann, meeting, id);
        assert!(matches!(none, Err(ResendError::NotFound)), "{none:?}");
    }
    assert_eq!(world.told(meeting.id)[0].state, Sent);
}

#[test]
fn whatever_is_over_or_waits_is_due_now() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let id = world.told(meeting.id)[0].id;
    for state in [Sent, Failed, Queued] {
        assert_eq!(claim(&*store, world.ctx.now, 1).len(), 1);
        end(&world, id, state);
        world.ctx = later(&world.ctx, Duration::SECOND);
        let first = again(&world, &world.ann, &meeting, id).unwrap();
        assert_eq!((first.state, first.attempts), (Queued, 0));
        assert_eq!(first.next_try_at, world.ctx.now);
        let second = again(&world, &world.ann, &meeting, id).unwrap();
        assert_eq!(second, first, "asking twice is like asking once");
    }
    claim(&*store, world.ctx.now, 1);
    let flying = again(&world, &world.ann, &meeting, id).unwrap();
    assert!(flying.is_in_flight(world.ctx.now), "{flying:?}");
}

#[test]
fn nobody_is_told_again_what_does_not_hold_any_more() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let bob = meeting.participants[0].id;
    let resent = |id| again(&world, &world.ann, &meeting, id);
    let refused = |id| {
        let result = resent(id);
        assert!(matches!(result, Err(ResendError::Superseded)), "{result:?}");
    };
    let invitation = sent(&world, &meeting, Invitation);
    notify(&*store, &world.ctx, &world.ann, meeting.id, Reminder).unwrap();
    let reminder = sent(&world, &meeting, Reminder);
    let answer = |answer| {
        respond(
            &*store,
            &world.ctx,
            &world.bob,
            &Respond::new(meeting.id, bob, answer),
        )
        .unwrap();
        sent(&world, &meeting, Reply)
    };
    let accepted = answer(Rsvp::Accepted);
    resent(accepted).unwrap();
    end(&world, accepted, Sent);
    let declined = answer(Rsvp::Declined);
    refused(accepted);
    for holds in [invitation, reminder, declined] {
        resent(holds).unwrap();
        end(&world, holds, Sent);
    }
    answer(Rsvp::Tentative);
    let cmd = Reschedule {
        title: Some(Title::parse("New").unwrap()),
        ..Reschedule::default()
    };
    reschedule(&*store, &world.ctx, &world.ann, meeting.id, None, &cmd).unwrap();
    let update = sent(&world, &meeting, Update);
    refused(invitation);
    refused(reminder);
    resent(update).unwrap();
    end(&world, update, Sent);
    remove(&*store, &world.ctx, &world.ann, meeting.id, bob).unwrap();
    let removal = sent(&world, &meeting, Cancellation);
    for over in [update, declined] {
        refused(over);
    }
    resent(removal).unwrap();
    cancel(&*store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    resent(removal).unwrap();
}

#[test]
fn what_a_newer_mail_replaced_stays_replaced() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    notify(&*store, &world.ctx, &world.ann, meeting.id, Reminder).unwrap();
    notify(&*store, &world.ctx, &world.ann, meeting.id, Update).unwrap();
    let replaced = world.told(meeting.id)[0].clone();
    assert!(replaced.is_superseded);
    let result = again(&world, &world.ann, &meeting, replaced.id);
    assert!(matches!(result, Err(ResendError::Superseded)), "{result:?}");
}
