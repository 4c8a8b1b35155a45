//! What `notifications::deliver` has mails say.

use scheduler_domain::calendar::Method;
use scheduler_domain::ctx::Ctx;
use scheduler_domain::meetings::{Meeting, Reschedule, cancel, reschedule};
use scheduler_domain::notifications::{Content, Mail, MeetingContent, Notice, NoticeKind, notify};
use scheduler_domain::participants::{Rsvp, answer_token, remove};
use scheduler_domain::text::{Description, Location};
use scheduler_domain::time::Zone;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, message, minutes, plan, user};
use scheduler_testkit::fakes::{PlainTokens, later};
use scheduler_testkit::world::{World, put, sent};
use time::Duration;

fn about(mail: &Mail) -> &MeetingContent {
    match &mail.content {
        Content::Meeting(content) => content,
        Content::Plain(content) => panic!("{content:?}"),
    }
}

fn moved(world: &World<'_>, meeting: &Meeting, cmd: &Reschedule) {
    reschedule(world.store, &world.ctx, &world.ann, meeting.id, None, cmd).unwrap();
}

fn to(place: &str) -> Reschedule {
    Reschedule {
        location: Some(Location::parse(place).unwrap()),
        ..Reschedule::default()
    }
}

#[test]
fn times_are_told_by_the_recipients_clock_first() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let mut dora = user(&world.ctx, "dora");
    dora.zone = Zone::parse("Asia/Tokyo").unwrap();
    let mut eve = user(&world.ctx, "eve");
    eve.zone = Zone::parse("Asia/Tokyo").unwrap();
    eve.email_verified_at = None;
    for one in [&dora, &eve] {
        put(&*store, |tx| tx.users().insert(one));
    }
    let mut cmd = plan("Plan", minutes(60, 60), &["dora", "eve", "zoe"]);
    cmd.details.zone = Zone::parse("Europe/Berlin").unwrap();
    world.planned(&world.ann, &cmd);
    let mails = sent(&*store, &world.ctx);
    let berlin = "Saturday, 1 June 2030, 15:00 – 16:00 (Berlin time)";
    let dora = about(&mails[0]);
    assert_eq!(
        dora.when.now,
        "Saturday, 1 June 2030, 22:00 – 23:00 (Tokyo time)"
    );
    assert_eq!(dora.when_planned.as_deref(), Some(berlin));
    // Eve has proved nothing, so what her account says is not believed.
    for mail in &mails[1..] {
        let content = about(mail);
        assert_eq!((&*content.when.now, &content.when_planned), (berlin, &None));
        assert_eq!(content.page_url, None);
    }
}

#[test]
fn who_is_asked_gets_a_link_of_their_own() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let planned = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    for (mail, participant) in sent(&*store, &world.ctx).iter().zip(&planned.participants) {
        let token = answer_token(&PlainTokens, participant).unwrap();
        let answer = about(mail).answer.as_ref().unwrap();
        assert_eq!(
            answer.url,
            format!("https://meet.example.org/rsvp/{token}/")
        );
        assert_eq!(answer.status, Rsvp::Pending);
        assert_eq!(
            answer.url_as_told(Rsvp::Tentative),
            format!("https://meet.example.org/rsvp/{token}/?answer=tentative&sequence=0")
        );
    }
}

#[test]
fn an_update_says_what_changed_since_the_person_was_told() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let planned = world.meeting("Plan", minutes(60, 60), &["bob"]);
    moved(&world, &planned, &to("Room 1"));
    let first = sent(&*store, &world.ctx);
    assert_eq!(first[0].kind, NoticeKind::Invitation);
    assert_eq!(
        about(&first[0]).location.was,
        None,
        "nothing is new at first"
    );
    moved(&world, &planned, &to("Room 2"));
    let late = minutes(120, 60);
    let cmd = Reschedule {
        start: Some(late.start()),
        end: Some(late.end()),
        ..to("Room 3")
    };
    moved(&world, &planned, &cmd);
    let second = sent(&*store, &later(&world.ctx, Duration::MINUTE));
    assert_eq!((second.len(), second[0].kind), (1, NoticeKind::Update));
    let content = about(&second[0]);
    assert_eq!(content.location.now, "Room 3");
    assert_eq!(
        content.location.was.as_deref(),
        Some("Room 1"),
        "never told of 2"
    );
    assert_eq!(
        content.when.now,
        "Saturday, 1 June 2030, 14:00 – 15:00 (UTC)"
    );
    assert_eq!(
        content.when.was.as_deref(),
        Some("Saturday, 1 June 2030, 13:00 – 14:00")
    );
    assert_eq!(
        (&content.title.was, content.is_description_new),
        (&None, false)
    );
    let cmd = Reschedule {
        description: Some(Description::parse("Bring it").unwrap()),
        ..to("Room 4")
    };
    moved(&world, &planned, &cmd);
    let third = sent(&*store, &later(&world.ctx, Duration::HOUR));
    assert!(about(&third[0]).is_description_new);
    assert_eq!(about(&third[0]).when.was, None);
}

#[test]
fn calendars_are_told_one_meeting_by_one_name_in_its_order() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let planned = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let mut files = Vec::new();
    let mut keep = |ctx: &Ctx| {
        let mails = sent(&*store, ctx);
        let mail = mails.iter().find(|mail| mail.to == email("bob")).unwrap();
        files.push((mail.kind, about(mail).calendar.clone()));
    };
    keep(&world.ctx);
    moved(&world, &planned, &to("Room 2"));
    keep(&world.ctx);
    notify(
        &*store,
        &world.ctx,
        &world.ann,
        planned.id,
        NoticeKind::Reminder,
    )
    .unwrap();
    keep(&world.ctx);
    cancel(&*store, &world.ctx, &world.ann, planned.id, None).unwrap();
    keep(&world.ctx);
    let methods = [
        Some(Method::Request),
        Some(Method::Request),
        None,
        Some(Method::Cancel),
    ];
    for (at, ((kind, file), method)) in files.iter().zip(methods).enumerate() {
        assert_eq!(file.as_ref().map(|file| file.method), method, "{kind:?}");
        let Some(file) = file else { continue };
        let has = |line: &str| file.text.contains(&format!("\r\n{line}\r\n"));
        assert!(has(&format!("UID:{}", planned.id)), "{}", file.text);
        assert!(
            has(&format!("METHOD:{}", file.method.name())),
            "{}",
            file.text
        );
        let sequence = if at == 3 { 2 } else { at };
        assert!(has(&format!("SEQUENCE:{sequence}")), "{}", file.text);
        let is_cancelled = file.method == Method::Cancel;
        assert_eq!(has("STATUS:CANCELLED"), is_cancelled);
        let people = file.text.matches("\r\nATTENDEE").count();
        assert_eq!(people, if is_cancelled { 1 } else { 2 });
        assert!(!file.text.contains("VALARM"));
    }
}

#[test]
fn who_was_taken_out_is_told_without_a_link() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let planned = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    sent(&*store, &world.ctx);
    let bob = planned.participants[0].id;
    remove(&*store, &world.ctx, &world.ann, planned.id, bob).unwrap();
    let mails = sent(&*store, &world.ctx);
    let content = about(&mails[0]);
    assert_eq!(mails[0].kind, NoticeKind::Cancellation);
    assert_eq!((&content.page_url, &content.answer), (&None, &None));
    let file = content.calendar.as_ref().unwrap();
    assert_eq!(file.method, Method::Cancel);
    assert!(file.text.contains("mailto:bob@") && !file.text.contains("mailto:zoe@"));
    // The others still meet (RFC 5546 §3.2.5).
    assert_eq!(mails[0].subject, "No longer invited: Plan");
    assert!(content.goes_on && !file.text.contains("STATUS"));
}

#[test]
fn what_an_earlier_version_queued_is_sent_in_its_words() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let planned = world.meeting("Plan", minutes(60, 60), &[]);
    let old = Notice {
        meeting_id: Some(planned.id),
        email: email("bob"),
        name: String::new(),
        kind: NoticeKind::Invitation,
        subject: "Invitation: Plan".to_owned(),
        message: "Hello,\n\nAnn invites you.\n".to_owned(),
        sequence: 0,
        created_at: world.ctx.now,
        facts: None,
    };
    put(&*store, |tx| tx.outbox().insert(&[message(&old)]));
    let mails = sent(&*store, &world.ctx);
    let Content::Plain(content) = &mails[0].content else {
        panic!("{mails:?}");
    };
    assert_eq!(content.text, old.message);
    let url = &content.action.as_ref().unwrap().url;
    assert!(url.ends_with(&planned.id.to_string()), "{url}");
}
