//! Mails in the name of an address that was not proved wait until it is.

use std::num::NonZeroU32;

use scheduler_domain::auth::{
    Actor, Disowned, ResetPassword, User, VerifyEmail, delete_account, disown, reset_password,
    reset_token, verification_token, verify_email,
};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::mail_limits::MailLimits;
use scheduler_domain::meetings::{Meeting, Reschedule, Status, cancel, reschedule};
use scheduler_domain::notifications::{
    NoticeKind, Notification, ResendError, notify, release_held, remind, resend,
};
use scheduler_domain::participants::{Invite, Respond, Rsvp, invite, remove, respond};
use scheduler_domain::store::Store;
use scheduler_domain::text::Title;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes, plan, user};
use scheduler_testkit::fakes::{PlainPasswords, PlainTokens, later};
use scheduler_testkit::world::{World, look, put, sent};
use time::Duration;

/// Registered with the address of a director, who knows nothing of it.
fn impostor(world: &mut World<'_>) -> (User, Actor) {
    world.ctx.email_verification = true;
    let user = User {
        email_verified_at: None,
        ..user(&world.ctx, "director")
    };
    put(world.store, |tx| tx.users().insert(&user));
    let session = scheduler_domain::ids::SessionId(world.ctx.new_uuid());
    let actor = user.clone().into_actor(session, true);
    (user, actor)
}

fn verify(store: &dyn Store, ctx: &Ctx, user: &User) {
    let cmd = VerifyEmail {
        token: verification_token(ctx, &PlainTokens, user).unwrap(),
        session: None,
        password: Some("secret of director".to_owned()),
    };
    verify_email(store, ctx, &PlainPasswords, &PlainTokens, &cmd).unwrap();
}

fn told(world: &World<'_>, meeting: &Meeting) -> Vec<Notification> {
    world.told(meeting.id)
}

#[test]
fn unverified_organiser_sends_nothing_in_any_way() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (_, director) = impostor(&mut world);
    let meeting = world.planned(
        &director,
        &plan("Layoffs", minutes(60, 60), &["zoe", "bob"]),
    );
    let (store, ctx) = (&*store, &world.ctx);
    notify(store, ctx, &director, meeting.id, NoticeKind::Reminder).unwrap();
    notify(store, ctx, &director, meeting.id, NoticeKind::Update).unwrap();
    let id = told(&world, &meeting)[0].id;
    let again = resend(store, ctx, &director, meeting.id, id);
    assert!(matches!(again, Err(ResendError::Held)), "{again:?}");
    for hours in 0..3 {
        let ctx = later(ctx, Duration::minutes(30 * hours));
        while remind(store, &ctx, 10).unwrap() {}
        assert_eq!(sent(store, &ctx), []);
    }
    let told = told(&world, &meeting);
    assert!(told.iter().all(|one| one.is_held() || one.is_superseded));
    assert_eq!(look(store, |tx| tx.outbox().count()).queued, 0);
}

#[test]
fn held_mails_are_sent_once_the_address_is_verified() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (user, director) = impostor(&mut world);
    let other = User {
        email_verified_at: None,
        ..scheduler_testkit::builders::user(&world.ctx, "other")
    };
    put(&*store, |tx| tx.users().insert(&other));
    let session = scheduler_domain::ids::SessionId(world.ctx.new_uuid());
    let other = other.into_actor(session, true);
    let meeting = world.planned(&director, &plan("Plan", minutes(600, 60), &["zoe"]));
    let kept = world.planned(&other, &plan("Kept", minutes(600, 60), &["zoe"]));
    assert_eq!(sent(&*store, &world.ctx), []);
    verify(&*store, &world.ctx, &user);
    let mails = sent(&*store, &world.ctx);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(
        (mails[0].kind, &mails[0].to),
        (NoticeKind::Invitation, &email("zoe"))
    );
    assert!(!told(&world, &meeting)[0].is_held() && told(&world, &kept)[0].is_held());
    // From now on nothing waits, but for a request that did not know yet.
    let late = world.planned(&director, &plan("Late", minutes(800, 60), &["zoe"]));
    assert!(told(&world, &late)[0].is_held());
    assert_eq!(release_held(&*store, &world.ctx).unwrap(), 1);
    let verified = look(&*store, |tx| tx.users().find(user.id)).unwrap();
    let director = verified.into_actor(director.session_id, true);
    let next = world.planned(&director, &plan("Next", minutes(900, 60), &["zoe"]));
    assert!(!told(&world, &next)[0].is_held());
}

#[test]
fn invitation_to_a_past_meeting_is_not_sent_on_verification() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (user, director) = impostor(&mut world);
    let meeting = world.planned(&director, &plan("Plan", minutes(60, 60), &["zoe"]));
    let ctx = later(&world.ctx, Duration::hours(5));
    verify(&*store, &ctx, &user);
    assert_eq!(sent(&*store, &ctx), []);
    assert!(told(&world, &meeting)[0].is_superseded);
}

#[test]
fn cancellation_ends_what_is_held_without_a_mail() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (_, director) = impostor(&mut world);
    let meeting = world.planned(&director, &plan("Plan", minutes(60, 60), &["zoe"]));
    cancel(&*store, &world.ctx, &director, meeting.id, None).unwrap();
    assert_eq!(sent(&*store, &world.ctx), []);
    assert!(told(&world, &meeting).iter().all(|one| one.is_superseded));
}

#[test]
fn nothing_is_held_where_addresses_are_not_verified() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (_, director) = impostor(&mut world);
    world.planned(&director, &plan("Plan", minutes(60, 60), &["zoe"]));
    world.ctx.email_verification = false;
    assert_eq!(release_held(&*store, &world.ctx).unwrap(), 1);
    world.planned(&director, &plan("Other", minutes(90, 60), &["zoe"]));
    assert_eq!(sent(&*store, &world.ctx).len(), 2);
}

fn change(store: &dyn Store, ctx: &Ctx, actor: &Actor, meeting: &Meeting, cmd: &Reschedule) {
    reschedule(store, ctx, actor, meeting.id, None, cmd).unwrap();
}

#[test]
fn held_invitation_tells_what_holds_when_it_is_released() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (user, director) = impostor(&mut world);
    let meeting = world.planned(&director, &plan("Plan", minutes(600, 60), &["zoe"]));
    let cmd = Reschedule {
        title: Some(Title::parse("Another plan").unwrap()),
        ..Reschedule::default()
    };
    change(&*store, &world.ctx, &director, &meeting, &cmd);
    assert_eq!(sent(&*store, &world.ctx), []);
    verify(&*store, &world.ctx, &user);
    let mails = sent(&*store, &world.ctx);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].kind, NoticeKind::Invitation);
    assert!(mails[0].subject.contains("Another plan"), "{mails:?}");
}

#[test]
fn taking_a_cancellation_back_does_not_send_what_is_held() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (_, director) = impostor(&mut world);
    world.ctx.mail_hold = Duration::minutes(2);
    let invited = &plan("Plan", minutes(600, 60), &["zoe", "bob"]);
    let meeting = world.planned(&director, invited);
    let status = |status| Reschedule {
        status: Some(status),
        ..Reschedule::default()
    };
    let (store, ctx) = (&*store, &world.ctx);
    change(store, ctx, &director, &meeting, &status(Status::Cancelled));
    change(store, ctx, &director, &meeting, &status(Status::Scheduled));
    let zoe = meeting.participant_with(&email("zoe")).unwrap();
    remove(store, ctx, &director, meeting.id, zoe.id).unwrap();
    let again = Invite {
        meeting_id: meeting.id,
        invitee: invited.participants[0].clone(),
        allow_conflicts: false,
    };
    invite(store, ctx, &director, &again).unwrap();
    let ctx = later(ctx, Duration::hours(1));
    assert_eq!(sent(store, &ctx), []);
    assert!(told(&world, &meeting).iter().all(Notification::is_held));
}

#[test]
fn cancellation_by_hand_is_held_like_all_else() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (user, director) = impostor(&mut world);
    let meeting = world.planned(&director, &plan("Plan", minutes(600, 60), &["zoe"]));
    let (store, ctx) = (&*store, &world.ctx);
    let kind = NoticeKind::Cancellation;
    notify(store, ctx, &director, meeting.id, kind).unwrap();
    cancel(store, ctx, &director, meeting.id, None).unwrap();
    assert_eq!(sent(store, ctx), []);
    notify(store, ctx, &director, meeting.id, kind).unwrap();
    assert_eq!(sent(store, ctx), []);
    verify(store, ctx, &user);
    assert_eq!(sent(store, ctx).len(), 1, "what was asked for by hand");
}

#[test]
fn mail_limits_count_what_is_held_when_it_is_made() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (user, director) = impostor(&mut world);
    let limit = |count| NonZeroU32::new(count).unwrap();
    world.ctx.mail_limits = Some(MailLimits {
        account_hour: limit(2),
        pair_day: limit(100),
        stranger_day: limit(100),
        hour: limit(1_000),
    });
    let meeting = world.planned(&director, &plan("Plan", minutes(600, 60), &["zoe"]));
    let next = world.planned(&director, &plan("Next", minutes(900, 60), &["zoe"]));
    let third = plan("Third", minutes(1_200, 60), &["zoe"]);
    world.schedule(&director, &third).unwrap_err();
    cancel(&*store, &world.ctx, &director, meeting.id, None).unwrap();
    assert_eq!(sent(&*store, &world.ctx), []);
    assert!(told(&world, &meeting)[0].is_superseded, "it is not held");
    verify(&*store, &world.ctx, &user);
    assert_eq!(sent(&*store, &world.ctx).len(), 1);
    assert!(!told(&world, &next)[0].is_held());
}

#[test]
fn new_password_by_link_releases_what_is_held() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (user, director) = impostor(&mut world);
    world.planned(&director, &plan("Plan", minutes(600, 60), &["zoe"]));
    let cmd = ResetPassword {
        token: reset_token(&world.ctx, &PlainTokens, &user).unwrap(),
        new_password: "correct horse battery".to_owned(),
    };
    reset_password(&*store, &world.ctx, &PlainPasswords, &PlainTokens, &cmd).unwrap();
    assert_eq!(sent(&*store, &world.ctx).len(), 1);
}

#[test]
fn mails_of_a_disowned_account_are_never_sent() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (user, director) = impostor(&mut world);
    let meeting = world.planned(
        &director,
        &plan("Plan", minutes(20_000, 60), &["zoe", "bob"]),
    );
    let bob = meeting.participant_with(&email("bob")).unwrap();
    let cmd = Respond::new(meeting.id, bob.id, Rsvp::Accepted);
    respond(&*store, &world.ctx, &world.bob, &cmd).unwrap();
    let token = verification_token(&world.ctx, &PlainTokens, &user).unwrap();
    let freed = disown(&*store, &world.ctx, &PlainTokens, &token).unwrap();
    assert!(matches!(freed, Disowned::AddressFreed(_)), "{freed:?}");
    for verifies in [true, false] {
        world.ctx.email_verification = verifies;
        assert_eq!(release_held(&*store, &world.ctx).unwrap(), 0);
    }
    assert_eq!(sent(&*store, &world.ctx), []);
    let ended = later(&world.ctx, Duration::days(30));
    assert_eq!(release_held(&*store, &ended).unwrap(), 0);
    assert!(told(&world, &meeting).iter().all(|one| one.is_superseded));
}

#[test]
fn deleted_account_takes_what_is_held_with_it() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (_, director) = impostor(&mut world);
    let meeting = world.planned(&director, &plan("Plan", minutes(600, 60), &["zoe"]));
    let (store, ctx, password) = (&*store, &world.ctx, "secret of director");
    delete_account(store, ctx, &PlainPasswords, &director, password).unwrap();
    assert_eq!(sent(store, ctx), []);
    assert!(told(&world, &meeting).iter().all(|one| one.is_superseded));
}
