//! An address stops its e-mails.

use scheduler_domain::meetings::{Invitee, Meeting};
use scheduler_domain::meetings::{Reschedule, cancel, delete, reschedule};
use scheduler_domain::notifications::{Content, Mail, NoticeKind, notify};
use scheduler_domain::opt_out::{OptOutError, find_opt_out, opt_out_token, set_opt_out};
use scheduler_domain::participants::{
    AnswerByLink, Invite, Rsvp, answer_by_link, answer_token, invite, remove,
};
use scheduler_domain::store::Store;
use scheduler_domain::text::{Name, Title};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes};
use scheduler_testkit::fakes::{PlainTokens, later};
use scheduler_testkit::world::{World, sent};
use time::Duration;

fn token(name: &str) -> String {
    opt_out_token(&PlainTokens, &email(name)).unwrap()
}

fn opt_out(store: &dyn Store, world: &World<'_>, name: &str, is_opted_out: bool) {
    set_opt_out(store, &world.ctx, &PlainTokens, &token(name), is_opted_out).unwrap();
}

fn accept(world: &World<'_>, meeting: &Meeting, name: &str) {
    let participant = meeting.participant_with(&email(name)).unwrap();
    let cmd = AnswerByLink {
        sequence: None,
        token: answer_token(&PlainTokens, participant).unwrap(),
        answer: Rsvp::Accepted,
        note: None,
    };
    answer_by_link(world.store, &world.ctx, &PlainTokens, &cmd).unwrap();
}

fn move_by(world: &World<'_>, meeting: &Meeting, hours: i64) {
    let by = Duration::hours(hours);
    let cmd = Reschedule {
        start: Some(meeting.details.times.start() + by),
        end: Some(meeting.details.times.end() + by),
        ..Reschedule::default()
    };
    reschedule(world.store, &world.ctx, &world.ann, meeting.id, None, &cmd).unwrap();
}

fn mails(world: &World<'_>) -> Vec<(String, NoticeKind)> {
    let mails = sent(world.store, &world.ctx);
    let to = |mail: &Mail| mail.to.as_str().split('@').next().unwrap().to_owned();
    mails.iter().map(|mail| (to(mail), mail.kind)).collect()
}

fn zoe(kind: NoticeKind) -> (String, NoticeKind) {
    ("zoe".to_owned(), kind)
}

#[test]
fn opted_out_stranger_gets_nothing_however_it_is_tried() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let early = world.meeting("Early", minutes(600, 60), &["zoe"]);
    assert_eq!(mails(&world), [zoe(NoticeKind::Invitation)]);
    world.meeting("Queued", minutes(700, 60), &["zoe"]);
    opt_out(&*store, &world, "zoe", true);
    world.meeting("Later", minutes(800, 60), &["zoe"]);
    for kind in [
        NoticeKind::Invitation,
        NoticeKind::Update,
        NoticeKind::Reminder,
    ] {
        notify(&*store, &world.ctx, &world.ann, early.id, kind).unwrap();
    }
    assert_eq!(mails(&world), []);
    move_by(&world, &early, 3);
    let title = Reschedule {
        title: Some(Title::parse("Buy this").unwrap()),
        ..Reschedule::default()
    };
    reschedule(&*store, &world.ctx, &world.ann, early.id, None, &title).unwrap();
    assert_eq!(mails(&world), []);
    world.ctx = later(&world.ctx, Duration::MINUTE);
    cancel(&*store, &world.ctx, &world.ann, early.id, None).unwrap();
    assert_eq!(mails(&world), []);
    let reasons: Vec<_> = world.told(early.id);
    let reason = reasons[0].last_error.as_deref().unwrap();
    assert!(
        reason.contains("gets no e-mails from this server"),
        "{reason}"
    );
}

#[test]
fn removal_is_told_once_to_an_opted_out_stranger() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(600, 60), &["zoe"]);
    assert_eq!(mails(&world), [zoe(NoticeKind::Invitation)]);
    opt_out(&*store, &world, "zoe", true);
    for expected in [1, 0, 0] {
        let found = world.find(meeting.id).unwrap();
        let id = found.participant_with(&email("zoe")).unwrap().id;
        remove(&*store, &world.ctx, &world.ann, meeting.id, id).unwrap();
        assert_eq!(mails(&world).len(), expected);
        let again = Invite {
            meeting_id: meeting.id,
            invitee: Invitee {
                email: email("zoe"),
                name: Name::default(),
            },
            allow_conflicts: true,
        };
        invite(&*store, &world.ctx, &world.ann, &again).unwrap();
        assert_eq!(mails(&world), []);
    }
}

#[test]
fn accepted_meeting_is_still_told_when_it_changes() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(600, 60), &["zoe"]);
    let deleted = world.meeting("Gone", minutes(900, 60), &["zoe"]);
    for meeting in [&meeting, &deleted] {
        accept(&world, meeting, "zoe");
    }
    sent(&*store, &world.ctx);
    opt_out(&*store, &world, "zoe", true);
    for hours in [1, 2] {
        move_by(&world, &meeting, hours);
        let told = sent(&*store, &world.ctx);
        let Content::Meeting(content) = &told[0].content else {
            panic!("{told:?}");
        };
        let leave = content.leave_url.as_deref().unwrap();
        assert!(leave.ends_with("/?answer=declined"), "{leave}");
        assert_eq!(told[0].kind, NoticeKind::Update);
    }
    notify(
        &*store,
        &world.ctx,
        &world.ann,
        meeting.id,
        NoticeKind::Reminder,
    )
    .unwrap();
    assert_eq!(mails(&world), []);
    cancel(&*store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    delete(&*store, &world.ctx, &world.ann, deleted.id, None).unwrap();
    let told = [zoe(NoticeKind::Cancellation), zoe(NoticeKind::Cancellation)];
    assert_eq!(mails(&world), told);
}

#[test]
fn opted_out_organiser_gets_no_replies() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(600, 60), &["zoe"]);
    sent(&*store, &world.ctx);
    opt_out(&*store, &world, "ann", true);
    accept(&world, &meeting, "zoe");
    assert_eq!(mails(&world), []);
}

#[test]
fn opt_out_is_reversible_and_only_by_the_link_of_the_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(600, 60), &["zoe"]);
    let told = sent(&*store, &world.ctx);
    let url = format!("https://meet.example.org/unsubscribe/{}/", token("zoe"));
    assert_eq!(told[0].unsubscribe_url.as_deref(), Some(&*url));
    opt_out(&*store, &world, "zoe", true);
    let found = find_opt_out(&*store, &PlainTokens, &token("zoe")).unwrap();
    assert!(found.is_opted_out && found.email == email("zoe"));
    opt_out(&*store, &world, "zoe", false);
    notify(
        &*store,
        &world.ctx,
        &world.ann,
        meeting.id,
        NoticeKind::Invitation,
    )
    .unwrap();
    assert_eq!(mails(&world), [zoe(NoticeKind::Invitation)]);
    let (zoe, bob) = (token("zoe"), token("bob"));
    let (seal, address) = zoe.split_at(32);
    for token in [
        "",
        "x",
        seal,
        address,
        &format!("{seal}{}", bob.split_at(32).1),
        &format!("{seal}{}", address.to_uppercase()),
        &format!("{zoe}0"),
        &"é".repeat(40),
    ] {
        let found = find_opt_out(&*store, &PlainTokens, token);
        assert!(matches!(found, Err(OptOutError::NotFound)), "{token}");
        let set = set_opt_out(&*store, &world.ctx, &PlainTokens, token, true);
        assert!(matches!(set, Err(OptOutError::NotFound)), "{token}");
    }
}
