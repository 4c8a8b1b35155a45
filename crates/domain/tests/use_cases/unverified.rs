//! An account without a verified address does not speak for the address.

use scheduler_domain::auth::{Actor, User};
use scheduler_domain::calendar::Method;
use scheduler_domain::ctx::Ctx;
use scheduler_domain::notifications::{Content, Leads, MeetingContent, NoticeKind, remind};
use scheduler_domain::participants::{answer_token, find_by_link};
use scheduler_domain::text::Name;
use scheduler_domain::time::Zone;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{actor, email, minutes, plan, user};
use scheduler_testkit::fakes::{PlainTokens, later};
use scheduler_testkit::world::{World, put, sent};
use time::Duration;

/// Somebody else registered Eve's address: in another zone, by another name, without reminders.
fn impostor(world: &World<'_>) -> Actor {
    let eve = User {
        email_verified_at: None,
        first_name: Name::parse("The director").unwrap(),
        zone: Zone::parse("Asia/Tokyo").unwrap(),
        reminders: Some(Leads::try_new(&[]).unwrap()),
        ..user(&world.ctx, "eve")
    };
    put(world.store, |tx| tx.users().insert(&eve));
    actor(&world.ctx, &eve)
}

fn without_verification(ctx: &Ctx) -> Ctx {
    let mut ctx = ctx.clone();
    ctx.email_verification = false;
    ctx
}

fn content(content: &Content) -> &MeetingContent {
    match content {
        Content::Meeting(content) => content,
        Content::Plain(content) => panic!("{content:?}"),
    }
}

#[test]
fn unverified_account_does_not_mute_reminders() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    impostor(&world);
    remind(&*store, &world.ctx, 10).unwrap();
    let meeting = world.meeting("Plan", minutes(60, 60), &["eve"]);
    let due = later(&world.ctx, Duration::minutes(45));
    remind(&*store, &due, 10).unwrap();
    let reminded = |name| {
        let told = world.told(meeting.id);
        told.iter()
            .any(|one| one.notice.kind == NoticeKind::Reminder && one.notice.email == email(name))
    };
    assert!(reminded("eve"));

    // Where addresses are not verified, the account's choice is the only one there is.
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    impostor(&world);
    remind(&*store, &world.ctx, 10).unwrap();
    let meeting = world.meeting("Plan", minutes(60, 60), &["eve"]);
    remind(&*store, &without_verification(&due), 10).unwrap();
    let told = world.told(meeting.id);
    let to_eve = told.iter().filter(|one| one.notice.email == email("eve"));
    assert_eq!(to_eve.count(), 1, "the invitation");
}

#[test]
fn unverified_account_sets_no_zone_of_the_guest_page() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let eve = impostor(&world);
    let meeting = world.meeting("Plan", minutes(60, 60), &["eve"]);
    let token = answer_token(&PlainTokens, &meeting.participants[0]).unwrap();
    let zone = |ctx: &Ctx| find_by_link(&*store, ctx, &PlainTokens, &token).unwrap().1;
    assert_eq!(zone(&world.ctx), None);
    assert_eq!(zone(&without_verification(&world.ctx)), Some(eve.zone));
}

#[test]
fn mails_follow_the_rule_of_verification() {
    for verifies in [true, false] {
        let store = MemoryStore::fresh();
        let world = World::new(&*store);
        let eve = impostor(&world);
        world.meeting("Plan", minutes(60, 60), &["eve"]);
        let mut ctx = world.ctx.clone();
        ctx.email_verification = verifies;
        let mails = sent(&*store, &ctx);
        let told = content(&mails[0].content);
        assert_eq!(mails[0].to, eve.email);
        assert_eq!(told.page_url.is_some(), !verifies, "the page link");
        assert_eq!(told.when.now.contains("Tokyo"), !verifies, "the zone");
    }
}

#[test]
fn unverified_organiser_goes_by_the_address() {
    for verifies in [true, false] {
        let store = MemoryStore::fresh();
        let mut world = World::new(&*store);
        // Where it is asked for, nothing is told before; this was queued when it was not.
        world.ctx.email_verification = false;
        let eve = impostor(&world);
        let meeting = world.planned(&eve, &plan("Plan", minutes(60, 60), &["zoe"]));
        let mut ctx = world.ctx.clone();
        ctx.email_verification = verifies;
        let mails = sent(&*store, &ctx);
        let told = content(&mails[0].content);
        let file = told.calendar.as_ref().unwrap();
        assert_eq!(file.method, Method::Request);
        let token = answer_token(&PlainTokens, &meeting.participants[0]).unwrap();
        let (shown, _zone) = find_by_link(&*store, &ctx, &PlainTokens, &token).unwrap();
        let named = [
            told.organiser.name.contains("director"),
            file.text.contains("director"),
            shown.meeting.organiser.name.contains("director"),
        ];
        assert_eq!(named, [!verifies; 3]);
    }
}
