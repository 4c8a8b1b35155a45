//! Mails about changes wait for the next change.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use scheduler_domain::ctx::Ctx;
use scheduler_domain::meetings::{Meeting, Reschedule, cancel, reschedule};
use scheduler_domain::notifications::{
    Content, Delivery, Mail, MailFault, Mailer, NoticeKind, NotificationState, deliver, notify,
};
use scheduler_domain::participants::{Respond, Rsvp, remove, respond};
use scheduler_domain::store::Store;
use scheduler_domain::text::Title;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::minutes;
use scheduler_testkit::fakes::{PlainTokens, later};
use scheduler_testkit::world::{self, World};
use time::Duration;

const HOLD: Duration = Duration::seconds(30);

fn world(store: &dyn Store) -> World<'_> {
    let mut world = World::new(store);
    world.ctx.mail_hold = HOLD;
    world
}

/// What leaves, all of it, so long after noon.
fn sent(world: &World<'_>, after: Duration) -> Vec<Mail> {
    world::sent(world.store, &later(&world.ctx, after))
}

fn move_by(world: &World<'_>, ctx: &Ctx, meeting: &Meeting, by: i64) {
    let cmd = Reschedule {
        start: Some(minutes(60 + by, 60).start()),
        end: Some(minutes(60 + by, 60).end()),
        ..Reschedule::default()
    };
    reschedule(world.store, ctx, &world.ann, meeting.id, None, &cmd).unwrap();
}

#[test]
fn several_changes_within_the_hold_are_one_mail() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    for number in 1..=3 {
        let ctx = later(&world.ctx, Duration::seconds(9 * number));
        move_by(&world, &ctx, &meeting, number);
    }
    assert_eq!(sent(&world, HOLD - Duration::MICROSECOND), []);
    let mails = sent(&world, HOLD);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].kind, NoticeKind::Invitation);
    let Content::Meeting(told) = &mails[0].content else {
        panic!("{mails:?}");
    };
    assert!(told.when.now.contains("13:03"), "{told:?}");
    assert_eq!(sent(&world, Duration::DAY), []);
}

/// Told of the meeting, and Bob has accepted; then it is moved.
fn moved(world: &World<'_>) -> Meeting {
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    assert_eq!(sent(world, HOLD).len(), 2);
    let yes = Respond::new(meeting.id, meeting.participants[0].id, Rsvp::Accepted);
    respond(world.store, &world.ctx, &world.bob, &yes).unwrap();
    assert_eq!(sent(world, HOLD).len(), 1, "the reply");
    move_by(
        world,
        &later(&world.ctx, Duration::minutes(2)),
        &meeting,
        120,
    );
    meeting
}

fn reply_of_bob(world: &World<'_>, meeting: &Meeting) -> Rsvp {
    world.find(meeting.id).unwrap().participants[0].status
}

#[test]
fn move_taken_back_within_the_hold_sends_no_mail() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = moved(&world);
    assert_eq!(reply_of_bob(&world, &meeting), Rsvp::Pending);
    let undo = later(&world.ctx, Duration::minutes(2) + HOLD);
    move_by(&world, &undo, &meeting, 0);
    assert_eq!(reply_of_bob(&world, &meeting), Rsvp::Accepted);
    assert_eq!(sent(&world, Duration::minutes(10)), []);
    let told = world.told(meeting.id);
    let withdrawn = told
        .iter()
        .filter(|one| one.state == NotificationState::Failed && one.is_superseded);
    assert_eq!(withdrawn.count(), 2, "{told:?}");
}

#[test]
fn guest_who_never_heard_is_invited_after_an_undo() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    move_by(&world, &later(&world.ctx, Duration::SECOND), &meeting, 120);
    move_by(
        &world,
        &later(&world.ctx, Duration::seconds(2)),
        &meeting,
        0,
    );
    let mails = sent(&world, Duration::MINUTE);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].kind, NoticeKind::Invitation);
}

#[test]
fn move_back_after_the_hold_asks_again() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = moved(&world);
    let late = Duration::minutes(2) + HOLD + Duration::MICROSECOND;
    assert_eq!(sent(&world, late).len(), 2, "they heard of the move");
    move_by(&world, &later(&world.ctx, late), &meeting, 0);
    assert_eq!(reply_of_bob(&world, &meeting), Rsvp::Pending);
    assert_eq!(sent(&world, Duration::minutes(10)).len(), 2);
}

#[test]
fn other_change_is_told_when_a_move_is_taken_back() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = moved(&world);
    let soon = later(&world.ctx, Duration::minutes(2) + Duration::SECOND);
    let renamed = Reschedule {
        title: Some(Title::parse("New").unwrap()),
        ..Reschedule::default()
    };
    reschedule(&*store, &soon, &world.ann, meeting.id, None, &renamed).unwrap();
    move_by(&world, &soon, &meeting, 0);
    let mails = sent(&world, Duration::minutes(10));
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.kind == NoticeKind::Update));
}

#[test]
fn guest_who_leaves_within_the_hold_is_not_invited() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let soon = later(&world.ctx, Duration::SECOND);
    remove(
        &*store,
        &soon,
        &world.bob,
        meeting.id,
        meeting.participants[0].id,
    )
    .unwrap();
    let mails = sent(&world, Duration::minutes(10));
    let mut told: Vec<_> = mails
        .iter()
        .map(|mail| (mail.to.as_str(), mail.kind))
        .collect();
    told.sort_by_key(|(to, _)| *to);
    let expected = [
        ("ann@example.org", NoticeKind::Reply),
        ("zoe@example.org", NoticeKind::Invitation),
    ];
    assert_eq!(told, expected);
}

#[test]
fn reply_to_the_former_times_comes_back_over_a_later_one() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = moved(&world);
    let soon = later(&world.ctx, Duration::minutes(2) + Duration::SECOND);
    let no = Respond::new(meeting.id, meeting.participants[0].id, Rsvp::Declined);
    respond(&*store, &soon, &world.bob, &no).unwrap();
    move_by(&world, &soon, &meeting, 0);
    // The later one was to times that the meeting does not have any more.
    assert_eq!(reply_of_bob(&world, &meeting), Rsvp::Accepted);
}

#[test]
fn what_was_planned_and_called_off_within_the_hold_is_never_told() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let soon = later(&world.ctx, Duration::seconds(29));
    cancel(&*store, &soon, &world.ann, meeting.id, None).unwrap();
    assert_eq!(sent(&world, Duration::DAY), []);
}

#[test]
fn who_was_told_is_told_of_an_end_after_the_hold() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    assert_eq!(sent(&world, HOLD).len(), 1);
    let after = later(&world.ctx, HOLD);
    cancel(&*store, &after, &world.ann, meeting.id, None).unwrap();
    assert_eq!(sent(&world, HOLD + Duration::SECOND), []);
    let mails = sent(&world, 2 * HOLD);
    assert_eq!(mails[0].kind, NoticeKind::Cancellation);
}

#[test]
fn what_an_organiser_sends_by_hand_leaves_at_once_with_all_that_waits() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let kind = NoticeKind::Invitation;
    notify(&*store, &world.ctx, &world.ann, meeting.id, kind).unwrap();
    assert_eq!(sent(&world, Duration::ZERO).len(), 1);
    assert_eq!(sent(&world, Duration::DAY), []);
}

/// Refuses the first mail for now, while the meeting is moved.
struct MovesMeanwhile<'a> {
    world: &'a World<'a>,
    meeting: Meeting,
    has_moved: AtomicBool,
    sent: Mutex<Vec<Mail>>,
}

impl Mailer for MovesMeanwhile<'_> {
    fn send(&self, mail: &Mail) -> Result<String, MailFault> {
        if !self.has_moved.swap(true, Ordering::Relaxed) {
            let ctx = later(&self.world.ctx, HOLD);
            move_by(self.world, &ctx, &self.meeting, 120);
            return Err(MailFault::Temporary("450 later".to_owned()));
        }
        self.sent.lock().unwrap().push(mail.clone());
        Ok("250 ok".to_owned())
    }
}

#[test]
fn mail_that_failed_while_the_meeting_moved_is_sent_once_with_the_new_time() {
    let store = MemoryStore::fresh();
    let world = world(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let mailer = MovesMeanwhile {
        world: &world,
        meeting,
        has_moved: AtomicBool::new(false),
        sent: Mutex::default(),
    };
    let delivery = Delivery {
        mailer: &mailer,
        tokens: &PlainTokens,
        public_url: "https://meet.example.org",
        batch: 10,
        incidents: &|_incident| {},
    };
    for after in [HOLD, HOLD * 3, Duration::HOUR, Duration::hours(5)] {
        let ctx = later(&world.ctx, after);
        while deliver(&*store, &ctx, &delivery, &|| ctx.now).unwrap() > 0 {}
    }
    let sent = mailer.sent.into_inner().unwrap();
    let [mail] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    let Content::Meeting(told) = &mail.content else {
        panic!("{mail:?}");
    };
    assert!(told.when.now.contains("15:00"), "{told:?}");
}
