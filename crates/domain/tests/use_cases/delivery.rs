//! `notifications::deliver`.

use std::cell::Cell;

use scheduler_domain::auth::{VerifyEmail, VerifyEmailError, resend_verification, verify_email};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::meetings::{Reschedule, cancel, delete, reschedule};
use scheduler_domain::notifications::{
    Content, Delivery, Mail, MailFault, MeetingContent, NoticeKind, NotificationState,
    PlainContent, deliver, notify,
};
use scheduler_domain::store::Store;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{actor, email, minutes, user};
use scheduler_testkit::fakes::{self, NOON, PlainPasswords, PlainTokens, RecordingMailer, later};
use scheduler_testkit::world::{World, put};
use time::Duration;

fn send(store: &dyn Store, ctx: &Ctx, mailer: &RecordingMailer, batch: u32) -> usize {
    let delivery = Delivery {
        mailer,
        tokens: &PlainTokens,
        public_url: "https://meet.example.org",
        batch,
        incidents: &|_incident| {},
    };
    deliver(store, ctx, &delivery, &|| ctx.now + Duration::SECOND).unwrap()
}

fn about(mail: &Mail) -> &MeetingContent {
    match &mail.content {
        Content::Meeting(content) => content,
        Content::Plain(content) => panic!("{content:?}"),
    }
}

fn temporary() -> MailFault {
    MailFault::Temporary("421 try again".to_owned())
}

#[test]
fn what_waits_is_sent_once_oldest_first() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let mailer = RecordingMailer::default();
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 2);
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 0);
    let mails = mailer.taken();
    let people: Vec<_> = mails.iter().map(|mail| &mail.to).collect();
    assert_eq!(people, [&email("bob"), &email("zoe")]);
    assert_eq!(mails[0].kind, NoticeKind::Invitation);
    assert_eq!(mails[0].subject, "Invitation: Plan");
    let link = format!("https://meet.example.org/dashboard/meetings/{}", meeting.id);
    assert_eq!(about(&mails[0]).page_url.as_deref(), Some(&*link));
    assert_eq!(about(&mails[1]).page_url, None, "Zoe has no account");
    for told in world.told(meeting.id) {
        assert_eq!((told.state, told.attempts), (NotificationState::Sent, 1));
        assert_eq!(told.sent_at, Some(NOON + Duration::SECOND));
        assert_eq!(told.last_error, None);
    }
}

#[test]
fn a_batch_has_its_limit() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("Plan", minutes(60, 60), &["a", "b", "c", "d", "e"]);
    let mailer = RecordingMailer::default();
    let sizes: Vec<_> = (0..4)
        .map(|_| send(&*store, &world.ctx, &mailer, 2))
        .collect();
    assert_eq!(sizes, [2, 2, 1, 0]);
    assert_eq!(mailer.taken().len(), 5);
}

#[test]
fn a_cancellation_names_no_page_and_outlives_its_meeting() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let mailer = RecordingMailer::default();
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 1);
    delete(&*store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 1);
    let mails = mailer.taken();
    assert_eq!(mails[1].kind, NoticeKind::Cancellation);
    let content = about(&mails[1]);
    assert_eq!((&content.page_url, &content.answer), (&None, &None));
}

#[test]
fn what_fails_for_now_is_tried_again_later_with_the_same_id() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let mailer = RecordingMailer::default();
    mailer.refuse_next(temporary());
    mailer.refuse_next(temporary());
    assert_eq!(send(&*store, &world.ctx, &mailer, 1), 1);
    let told = world.told(meeting.id).swap_remove(1);
    assert_eq!((told.state, told.attempts), (NotificationState::Queued, 1));
    assert_eq!(told.last_error.as_deref(), Some("421 try again"));
    let id = told.id;

    assert_eq!(
        send(&*store, &later(&world.ctx, Duration::MINUTE), &mailer, 1),
        1,
        "Zoe's"
    );
    // A minute, and at most a fifth more, after the first attempt ended.
    let second = later(&world.ctx, Duration::seconds(73));
    assert_eq!(send(&*store, &second, &mailer, 1), 1);
    let mails = mailer.taken();
    assert_eq!((mails.len(), mails[0].id), (1, id));
    let told = world.told(meeting.id).swap_remove(1);
    assert_eq!((told.state, told.attempts), (NotificationState::Sent, 2));
    assert_eq!(told.last_error, None);
}

#[test]
fn what_can_never_be_sent_is_given_up_at_once() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let mailer = RecordingMailer::default();
    mailer.refuse_next(MailFault::Permanent("550 no such user".to_owned()));
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 2);
    let told = world.told(meeting.id);
    assert_eq!(told[1].state, NotificationState::Failed);
    assert_eq!(told[1].last_error.as_deref(), Some("550 no such user"));
    assert_eq!(
        told[0].state,
        NotificationState::Sent,
        "others are not held up"
    );
}

#[test]
fn a_worker_that_died_is_replaced_when_its_lease_ends() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("Plan", minutes(60, 60), &["bob"]);
    let dead = scheduler_testkit::world::claim(&*store, NOON, 10);
    let mailer = RecordingMailer::default();
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 0);
    assert_eq!(
        send(
            &*store,
            &later(&world.ctx, Duration::minutes(5)),
            &mailer,
            10
        ),
        1
    );
    assert_eq!(mailer.taken()[0].id, dead[0].id);
}

#[test]
fn a_verification_carries_a_link_that_works_and_is_never_stored() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let mut dora = user(&ctx, "dora");
    dora.email_verified_at = None;
    put(&*store, |tx| tx.users().insert(&dora));
    resend_verification(&*store, &ctx, &actor(&ctx, &dora)).unwrap();
    let mailer = RecordingMailer::default();
    assert_eq!(send(&*store, &ctx, &mailer, 10), 1);
    let Content::Plain(PlainContent { text, action }) = mailer.taken()[0].content.clone() else {
        panic!("it is about no meeting");
    };
    assert!(!text.contains("https://"), "{text}");
    let url = action.unwrap().url;
    let token = url
        .strip_prefix("https://meet.example.org/verify/")
        .unwrap();
    assert!(!verify_in(&*store, &ctx, "https://meet.example.org"));
    assert!(verify_in(&*store, &ctx, token));
}

fn verify_in(store: &dyn Store, ctx: &Ctx, token: &str) -> bool {
    let cmd = VerifyEmail {
        token: token.to_owned(),
        session: None,
        password: Some("secret of dora".to_owned()),
    };
    match verify_email(store, ctx, &PlainPasswords, &PlainTokens, &cmd) {
        Ok(()) => true,
        Err(VerifyEmailError::Token(_)) => false,
        Err(VerifyEmailError::ProofRequired) => panic!("the password is hers"),
        Err(VerifyEmailError::Store(error)) => panic!("{error:?}"),
    }
}

#[test]
fn a_verification_for_nobody_is_given_up() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let nobody = user(&ctx, "nobody");
    let notice = scheduler_domain::notifications::verification_message(&ctx, &nobody);
    put(&*store, |tx| {
        tx.outbox().insert(std::slice::from_ref(&notice))
    });
    let mailer = RecordingMailer::default();
    assert_eq!(send(&*store, &ctx, &mailer, 10), 1);
    assert_eq!(mailer.taken(), []);
    let depth = scheduler_testkit::world::look(&*store, |tx| tx.outbox().count());
    assert_eq!((depth.queued, depth.failed), (0, 1));
}

#[test]
fn sequences_never_go_down_for_one_person() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    notify(
        &*store,
        &world.ctx,
        &world.ann,
        meeting.id,
        NoticeKind::Reminder,
    )
    .unwrap();
    let mailer = RecordingMailer::default();
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 1);
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 1, "one at a time");
    cancel(&*store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 1);
    let kinds: Vec<_> = mailer.taken().into_iter().map(|mail| mail.kind).collect();
    assert_eq!(
        kinds,
        [
            NoticeKind::Invitation,
            NoticeKind::Reminder,
            NoticeKind::Cancellation
        ]
    );
    let told = world.told(meeting.id);
    assert!(told.is_sorted_by_key(|one| -one.notice.sequence));
}

#[test]
fn a_meeting_that_moves_before_its_invitation_left_is_one_invitation_to_the_new_time() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let early = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let late = world.meeting("Plan", minutes(180, 60), &["bob"]);
    let cmd = Reschedule {
        start: Some(late.details.times.start()),
        end: Some(late.details.times.end()),
        ..Reschedule::default()
    };
    reschedule(&*store, &world.ctx, &world.ann, early.id, None, &cmd).unwrap();
    let mailer = RecordingMailer::default();
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 2, "one is replaced");
    assert_eq!(send(&*store, &world.ctx, &mailer, 10), 0);
    let mails = mailer.taken();
    let words = |mail: &Mail| {
        let content = about(mail);
        let told = (content.title.clone(), content.when.clone());
        (mail.subject.clone(), mail.kind, told)
    };
    let meant = words(&mails[1]);
    assert_eq!(words(&mails[0]), meant, "as if it had been planned so");
    assert_eq!(mails.len(), 2);
}

/// A clock that goes on by so much whenever somebody looks.
fn slow(step: Duration) -> impl Fn() -> time::UtcDateTime {
    let looks = Cell::new(0);
    move || {
        looks.set(looks.get() + 1);
        NOON + step * looks.get() + Duration::nanoseconds(1)
    }
}

fn send_slowly(store: &dyn Store, ctx: &Ctx, mailer: &RecordingMailer, step: Duration) {
    let delivery = Delivery {
        mailer,
        tokens: &PlainTokens,
        public_url: "",
        batch: 10,
        incidents: &|_incident| {},
    };
    deliver(store, ctx, &delivery, &slow(step)).unwrap();
}

#[test]
fn an_attempt_ends_when_the_clock_says_so() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let mailer = RecordingMailer::default();
    send_slowly(&*store, &world.ctx, &mailer, Duration::SECOND);
    let sent_at = world.told(meeting.id)[0].sent_at;
    assert_eq!(
        sent_at,
        Some(NOON + Duration::seconds(2)),
        "the second look"
    );
}

#[test]
fn a_slow_mail_server_takes_nobody_past_half_the_lease() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("Plan", minutes(60, 60), &["a", "b", "c", "d", "e"]);
    let mailer = RecordingMailer::default();
    // Two looks for each mail: the third mail would begin after two and a half minutes.
    send_slowly(&*store, &world.ctx, &mailer, Duration::seconds(31));
    assert_eq!(mailer.taken().len(), 2);
    let freed = later(&world.ctx, Duration::minutes(5));
    assert_eq!(send(&*store, &freed, &mailer, 10), 3);
    assert_eq!(mailer.taken().len(), 5);
}
