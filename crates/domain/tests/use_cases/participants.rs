//! `participants::invite`, `remove`, `respond` and `list_participants`.

use scheduler_domain::auth::Actor;
use scheduler_domain::ids::{MeetingId, ParticipantId};
use scheduler_domain::meetings::{Meeting, cancel};
use scheduler_domain::notifications::NoticeKind;
use scheduler_domain::participants::{
    Invite, InviteError, Invited, ListParticipantsError, Participant, RemoveError, Respond,
    RespondError, Rsvp, invite, list_participants, remove, respond,
};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, first_page, invitee, join, minutes, plan, strict_plan};
use scheduler_testkit::fakes::{NOON, later};
use scheduler_testkit::world::World;
use time::Duration;

fn add(
    world: &World<'_>,
    actor: &Actor,
    id: MeetingId,
    name: &str,
) -> Result<Invited, InviteError> {
    let cmd = Invite {
        meeting_id: id,
        invitee: invitee(name),
        allow_conflicts: false,
    };
    invite(world.store, &world.ctx, actor, &cmd)
}

fn take_out(world: &World<'_>, actor: &Actor, one: &Participant) -> Result<(), RemoveError> {
    remove(world.store, &world.ctx, actor, one.meeting_id, one.id)
}

fn answer(
    world: &World<'_>,
    actor: &Actor,
    one: &Participant,
    to: Rsvp,
) -> Result<Participant, RespondError> {
    respond(
        world.store,
        &world.ctx,
        actor,
        &Respond::new(one.meeting_id, one.id, to),
    )
}

fn is_busy(world: &World<'_>, name: &str, meeting: &Meeting) -> bool {
    let clashes = world.clashes(&world.ann, &[email(name)], meeting.details.times);
    clashes.iter().any(|clash| clash.meeting_id == meeting.id)
}

fn unverified(actor: &Actor) -> Actor {
    Actor {
        owns_address: false,
        ..actor.clone()
    }
}

#[test]
fn only_the_organiser_invites() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let strange = add(&world, &world.cleo, meeting.id, "cleo");
    assert!(matches!(strange, Err(InviteError::NotFound)), "{strange:?}");
    let nothing = add(&world, &world.ann, MeetingId(world.ctx.new_uuid()), "zoe");
    assert!(matches!(nothing, Err(InviteError::NotFound)), "{nothing:?}");
    let invited = add(&world, &world.bob, meeting.id, "zoe");
    assert!(
        matches!(invited, Err(InviteError::NotOrganiser)),
        "{invited:?}"
    );
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn who_is_invited_later_is_busy_and_told_alone() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    world.ctx = later(&world.ctx, Duration::MINUTE);
    let invited = add(&world, &world.ann, meeting.id, "cleo").unwrap();
    let one = &invited.participant;
    assert_eq!((one.status, one.responded_at), (Rsvp::Pending, None));
    assert_eq!(one.invited_at, NOON + Duration::MINUTE);
    assert_eq!(one.user.unwrap().id, world.cleo.user_id);
    let found = world.find(meeting.id).unwrap();
    assert_eq!(found.participants[1], *one);
    assert_eq!((found.version, found.sequence), (2, 0));
    assert_eq!(found.updated_at, NOON + Duration::MINUTE);
    assert!(is_busy(&world, "cleo", &meeting));
    let told = world.told(meeting.id);
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].notice.email, email("cleo"));
    assert_eq!(told[0].notice.kind, NoticeKind::Invitation);
}

#[test]
fn nobody_is_invited_twice_or_to_what_is_over() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let off = world.meeting("Off", minutes(60, 60), &[]);
    cancel(&*store, &world.ctx, &world.ann, off.id, None).unwrap();
    let again = add(&world, &world.ann, meeting.id, "bob");
    assert!(
        matches!(again, Err(InviteError::AlreadyInvited)),
        "{again:?}"
    );
    let cancelled = add(&world, &world.ann, off.id, "zoe");
    assert!(
        matches!(cancelled, Err(InviteError::AlreadyCancelled)),
        "{cancelled:?}"
    );
    world.ctx.now = meeting.details.times.end();
    let ended = add(&world, &world.ann, meeting.id, "zoe");
    assert!(matches!(ended, Err(InviteError::AlreadyEnded)), "{ended:?}");
    assert_eq!(world.told(meeting.id).len(), 1);
}

#[test]
fn who_is_busy_is_invited_only_if_that_is_allowed() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.planned(&world.bob, &plan("Other", minutes(60, 60), &["zoe"]));
    let meeting = world.meeting("Plan", minutes(90, 60), &[]);
    match add(&world, &world.ann, meeting.id, "zoe") {
        Err(InviteError::Conflict(checked)) => {
            let clashes = checked.clashes;
            assert_eq!((clashes.len(), clashes[0].is_visible), (1, false));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.find(meeting.id), Some(meeting.clone()));
    let cmd = Invite {
        meeting_id: meeting.id,
        invitee: invitee("zoe"),
        allow_conflicts: true,
    };
    let done = invite(&*store, &world.ctx, &world.ann, &cmd).unwrap();
    assert_eq!(done.checked.clashes.len(), 1);
    assert!(is_busy(&world, "zoe", &meeting));
}

#[test]
fn the_organiser_may_join_the_own_meeting() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let done = add(&world, &world.ann, meeting.id, "ann").unwrap();
    assert_eq!(done.participant.status, Rsvp::Accepted);
    assert_eq!(world.told(meeting.id), []);
    take_out(&world, &world.ann, &done.participant).unwrap();
    assert_eq!(world.told(meeting.id), []);
    assert!(is_busy(&world, "ann", &meeting), "who organises is busy");
}

#[test]
fn strangers_take_nobody_out() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let other = world.meeting("Other", minutes(60, 60), &["zoe"]);
    let [bob, zoe] = &meeting.participants[..] else {
        panic!("two were invited")
    };
    for actor in [&world.cleo, &unverified(&world.bob)] {
        let result = take_out(&world, actor, bob);
        assert!(matches!(result, Err(RemoveError::NotFound)), "{result:?}");
    }
    let strange = take_out(&world, &world.bob, zoe);
    assert!(
        matches!(strange, Err(RemoveError::NotAllowed)),
        "{strange:?}"
    );
    let mixed = remove(
        &*store,
        &world.ctx,
        &world.ann,
        meeting.id,
        other.participants[0].id,
    );
    assert!(matches!(mixed, Err(RemoveError::NotFound)), "{mixed:?}");
    let nobody = remove(
        &*store,
        &world.ctx,
        &world.ann,
        meeting.id,
        ParticipantId(0),
    );
    assert!(matches!(nobody, Err(RemoveError::NotFound)), "{nobody:?}");
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn leaving_tells_the_organiser_and_removing_the_participant() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    take_out(&world, &world.bob, &meeting.participants[0]).unwrap();
    take_out(&world, &world.ann, &meeting.participants[1]).unwrap();
    let found = world.find(meeting.id).unwrap();
    assert_eq!(found.participants, []);
    assert_eq!((found.version, found.sequence), (3, 0));
    assert!(!is_busy(&world, "bob", &meeting) && !is_busy(&world, "zoe", &meeting));
    let told = world.told(meeting.id);
    let heard: Vec<_> = told[..2]
        .iter()
        .map(|one| (one.notice.kind, one.notice.email.clone()))
        .collect();
    let expected = [
        (NoticeKind::Reply, email("ann")),
        (NoticeKind::Cancellation, email("zoe")),
    ];
    assert_eq!(heard, expected);
    assert_eq!(
        told[0].notice.subject,
        "bob@example.org left the meeting: Plan"
    );
    let again = take_out(&world, &world.ann, &meeting.participants[1]);
    assert!(matches!(again, Err(RemoveError::NotFound)), "{again:?}");
    assert!(add(&world, &world.ann, meeting.id, "zoe").is_ok());
}

#[test]
fn leaving_what_is_over_tells_nobody() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let ended = world.meeting("Ended", minutes(0, 60), &["bob"]);
    let off = world.meeting("Off", minutes(60, 60), &["bob"]);
    cancel(&*store, &world.ctx, &world.ann, off.id, None).unwrap();
    world.ctx.now = ended.details.times.end();
    take_out(&world, &world.bob, &ended.participants[0]).unwrap();
    take_out(&world, &world.bob, &off.participants[0]).unwrap();
    let kinds = |id| -> Vec<_> {
        let told = world.told(id).into_iter();
        told.map(|one| one.notice.kind).collect()
    };
    assert_eq!(kinds(ended.id), [NoticeKind::Invitation]);
    assert_eq!(kinds(off.id), [NoticeKind::Cancellation]);
}

#[test]
fn strangers_answer_for_nobody() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let [bob, zoe] = &meeting.participants[..] else {
        panic!("two were invited")
    };
    for actor in [&world.cleo, &unverified(&world.bob)] {
        let result = answer(&world, actor, bob, Rsvp::Accepted);
        assert!(matches!(result, Err(RespondError::NotFound)), "{result:?}");
    }
    let strange = answer(&world, &world.bob, zoe, Rsvp::Accepted);
    assert!(
        matches!(strange, Err(RespondError::NotAllowed)),
        "{strange:?}"
    );
    let nobody = Participant {
        id: ParticipantId(0),
        ..bob.clone()
    };
    let nobody = answer(&world, &world.ann, &nobody, Rsvp::Accepted);
    assert!(matches!(nobody, Err(RespondError::NotFound)), "{nobody:?}");
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn every_answer_may_follow_every_other() {
    use Rsvp::{Accepted, Declined, Pending, Tentative};
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let all = [Pending, Accepted, Declined, Tentative];
    for from in all {
        for to in all {
            for status in [from, to] {
                world.ctx = later(&world.ctx, Duration::SECOND);
                let actor = if status == to { &world.bob } else { &world.ann };
                let after = answer(&world, actor, &meeting.participants[0], status).unwrap();
                assert_eq!(after.status, status);
                let expected = (status != Pending).then_some(world.ctx.now);
                assert_eq!(after.responded_at, expected);
                assert_eq!(world.find(meeting.id).unwrap().participants, [after]);
                assert_eq!(is_busy(&world, "bob", &meeting), status != Declined);
            }
        }
    }
    let found = world.find(meeting.id).unwrap();
    assert_eq!((found.version, found.sequence), (1, 0));
    assert_eq!(found.updated_at, NOON);
    let told = world.told(meeting.id);
    let replies = told
        .iter()
        .filter(|one| one.notice.kind == NoticeKind::Reply);
    let to_ann = replies.filter(|one| one.notice.email == email("ann"));
    assert_eq!((to_ann.count(), told.len()), (15, 24), "what Bob changed");
}

#[test]
fn who_declined_can_come_back_unless_that_is_forbidden() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let zoe = join(&*store, &world.ctx, "zoe");
    let strict = world.planned(
        &world.ann,
        &strict_plan("Strict", minutes(60, 60), &["zoe"]),
    );
    answer(&world, &zoe, &strict.participants[0], Rsvp::Declined).unwrap();
    let lax = world.planned(&world.bob, &plan("Lax", minutes(90, 60), &["zoe"]));
    match answer(&world, &zoe, &strict.participants[0], Rsvp::Tentative) {
        Err(RespondError::Conflict(clashes)) => {
            assert_eq!(
                (clashes[0].meeting_id, clashes[0].is_visible),
                (lax.id, true)
            );
        }
        other => panic!("{other:?}"),
    }
    let found = world.find(strict.id).unwrap();
    assert_eq!(found.participants[0].status, Rsvp::Declined);
    assert!(!is_busy(&world, "zoe", &strict));
    answer(&world, &zoe, &lax.participants[0], Rsvp::Declined).unwrap();
    answer(&world, &zoe, &strict.participants[0], Rsvp::Accepted).unwrap();
    answer(&world, &zoe, &lax.participants[0], Rsvp::Accepted).unwrap();
    assert!(is_busy(&world, "zoe", &strict) && is_busy(&world, "zoe", &lax));
}

#[test]
fn an_organiser_who_declines_is_busy_all_the_same() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["ann"]);
    for to in [Rsvp::Declined, Rsvp::Accepted] {
        answer(&world, &world.ann, &meeting.participants[0], to).unwrap();
        assert!(is_busy(&world, "ann", &meeting));
    }
}

#[test]
fn nobody_answers_what_is_over() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let ended = world.meeting("Ended", minutes(0, 60), &["bob"]);
    let off = world.meeting("Off", minutes(60, 60), &["bob"]);
    cancel(&*store, &world.ctx, &world.ann, off.id, None).unwrap();
    let result = answer(&world, &world.bob, &off.participants[0], Rsvp::Accepted);
    assert!(
        matches!(result, Err(RespondError::AlreadyCancelled)),
        "{result:?}"
    );
    world.ctx.now = ended.details.times.end();
    let result = answer(&world, &world.bob, &ended.participants[0], Rsvp::Accepted);
    assert!(
        matches!(result, Err(RespondError::AlreadyEnded)),
        "{result:?}"
    );
}

#[test]
fn who_sees_a_meeting_sees_who_was_invited() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    for actor in [&world.ann, &world.bob] {
        let page = list_participants(&*store, actor, meeting.id, first_page()).unwrap();
        assert_eq!((page.count, page.items), (2, meeting.participants.clone()));
    }
    let hidden = list_participants(&*store, &world.cleo, meeting.id, first_page());
    assert!(
        matches!(hidden, Err(ListParticipantsError::NotFound)),
        "{hidden:?}"
    );
}

#[test]
fn who_leaves_sees_nothing_any_more() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    take_out(&world, &world.bob, &meeting.participants[0]).unwrap();
    let hidden = list_participants(&*store, &world.bob, meeting.id, first_page());
    assert!(
        matches!(hidden, Err(ListParticipantsError::NotFound)),
        "{hidden:?}"
    );
}
