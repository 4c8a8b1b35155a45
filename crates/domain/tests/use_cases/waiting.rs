//! What waits in the outbox while meetings go on, and what does not stop the rest of it.

use std::sync::Mutex;

use scheduler_domain::meetings::{Reschedule, reschedule};
use scheduler_domain::notifications::{
    Content, Delivery, Incident, Mail, MailFault, Mailer, NotificationState, Superseded, deliver,
};
use scheduler_domain::text::Description;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::minutes;
use scheduler_testkit::fakes::{PlainTokens, RecordingMailer, later};
use scheduler_testkit::world::{World, sent};
use time::Duration;

const LINK: &str = "Join at https://meet.example";

fn describe(world: &World<'_>, id: scheduler_domain::ids::MeetingId) {
    let cmd = Reschedule {
        description: Some(Description::parse(LINK).unwrap()),
        ..Reschedule::default()
    };
    let after = reschedule(world.store, &world.ctx, &world.ann, id, None, &cmd).unwrap();
    assert_eq!(after.meeting.sequence, 0, "no news");
}

fn description(mail: &Mail) -> &str {
    match &mail.content {
        Content::Meeting(told) => &told.description,
        Content::Plain(_) => panic!("{mail:?}"),
    }
}

/// One go, and what it reports.
fn go(world: &World<'_>, after: Duration, mailer: &dyn Mailer) -> (usize, Vec<Incident>) {
    let incidents = Mutex::new(Vec::new());
    let delivery = Delivery {
        mailer,
        tokens: &PlainTokens,
        public_url: "",
        batch: 10,
        incidents: &|incident| incidents.lock().unwrap().push(incident.clone()),
    };
    let ctx = later(&world.ctx, after);
    let done = deliver(world.store, &ctx, &delivery, &|| ctx.now).unwrap();
    (done, incidents.into_inner().unwrap())
}

#[test]
fn description_within_the_hold_is_in_the_invitation() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.mail_hold = Duration::seconds(30);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    world.ctx = later(&world.ctx, Duration::seconds(10));
    describe(&world, meeting.id);
    let mails = sent(world.store, &later(&world.ctx, Duration::seconds(20)));
    assert_eq!(mails.len(), 2);
    assert!(
        mails.iter().all(|mail| description(mail) == LINK),
        "{mails:?}"
    );
    assert_eq!(sent(world.store, &later(&world.ctx, Duration::DAY)), []);
}

#[test]
fn description_reaches_what_waits_for_the_mail_server() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let mailer = RecordingMailer::default();
    mailer.refuse_next(MailFault::Temporary("421 away".to_owned()));
    go(&world, Duration::ZERO, &mailer);
    world.ctx = later(&world.ctx, Duration::seconds(10));
    describe(&world, meeting.id);
    go(&world, Duration::minutes(5), &mailer);
    assert_eq!(description(&mailer.taken()[0]), LINK);
    assert_eq!(world.told(meeting.id).len(), 1);
}

#[test]
fn description_after_the_invitation_tells_nobody() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    sent(world.store, &world.ctx);
    let before = world.told(meeting.id);
    describe(&world, meeting.id);
    assert_eq!(world.told(meeting.id), before);
}

#[test]
fn invitation_to_an_ended_meeting_is_not_sent() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let mailer = RecordingMailer::default();
    mailer.refuse_next(MailFault::Temporary("421 away".to_owned()));
    go(&world, Duration::ZERO, &mailer);
    go(&world, Duration::minutes(120), &mailer);
    assert_eq!(mailer.taken(), []);
    let told = &world.told(meeting.id)[0];
    assert!(told.is_superseded);
    let reason = Superseded::MeetingOver.reason();
    assert_eq!(told.last_error.as_deref(), Some(reason));
}

#[test]
fn mails_wait_while_the_sender_is_refused() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let mailer = RecordingMailer::default();
    for minute in 0..9 {
        mailer.refuse_next(MailFault::Installation("550 5.7.1 not you".to_owned()));
        let (done, incidents) = go(&world, Duration::minutes(minute), &mailer);
        let refused = Incident::Refused("550 5.7.1 not you".to_owned());
        assert_eq!((done, incidents), (0, vec![refused]));
        for told in world.told(meeting.id) {
            assert_eq!((told.state, told.attempts), (NotificationState::Queued, 0));
            assert_eq!(told.last_error.as_deref(), Some("550 5.7.1 not you"));
        }
    }
    assert_eq!(go(&world, Duration::minutes(9), &mailer).0, 2);
    assert_eq!(mailer.taken().len(), 2);
}

/// Panics at mails to Bob.
struct Fragile(RecordingMailer);

impl Mailer for Fragile {
    fn send(&self, mail: &Mail) -> Result<String, MailFault> {
        assert!(!mail.to.as_str().starts_with("bob"), "at a mail to Bob");
        self.0.send(mail)
    }
}

#[test]
fn panic_at_one_mail_keeps_no_other_one_back() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let mailer = Fragile(RecordingMailer::default());
    let (_, incidents) = go(&world, Duration::ZERO, &mailer);
    let told = world.told(meeting.id);
    assert_eq!(incidents, [Incident::Panicked(told[1].id)]);
    assert_eq!(mailer.0.taken().len(), 1);
    assert_eq!(
        (told[1].state, told[1].attempts),
        (NotificationState::Queued, 1)
    );
    assert_eq!(told[0].state, NotificationState::Sent);
}
