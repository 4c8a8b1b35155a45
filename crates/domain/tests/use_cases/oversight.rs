//! `admin::oversight`: what staff sees of everybody, and mends.

use scheduler_domain::admin::oversight::{
    GiveUpError, MeetingFilter, NotificationFilter, OverseeError, ParticipantFilter, REDACTED,
    RetryError, ShowMailError, give_up, list_mails, list_meetings, list_participants, overview,
    retry, show_mail,
};
use scheduler_domain::admin::{Permission, Staff};
use scheduler_domain::audit::{Action, By, Change, Filter as AuditFilter};
use scheduler_domain::auth::{ChangeAddress, change_address, request_reset};
use scheduler_domain::backup::note_backup;
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::meetings::{
    CancelError, DeleteError, FindError, Reschedule, RescheduleError, cancel, delete, find,
    reschedule,
};
use scheduler_domain::notifications::{
    Attempt, Content, NoticeKind, Notification, NotificationState, verification_message,
};
use scheduler_domain::participants::{
    Invite, InviteError, RemoveError, Respond, RespondError, Rsvp, invite, remove, respond,
};
use scheduler_domain::store::Store;
use scheduler_domain::text::{Note, Title};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{
    self, email, first_page, invitee, minutes, plan, staff, superuser,
};
use scheduler_testkit::fakes::{self, PlainPasswords, later};
use scheduler_testkit::world::{World, claim, look, put, sent};
use time::Duration;

const URL: &str = "https://meet.example.org";

fn all_but(world: &World<'_>, name: &str, missing: Permission) -> Staff {
    staff(world.store, &world.ctx, name, &builders::all_but(missing))
}

fn queued(store: &dyn Store) -> Vec<Notification> {
    look(store, |tx| {
        tx.oversight()
            .list_notifications(&NotificationFilter::default(), first_page())
    })
    .items
}

fn end(world: &World<'_>, id: NotificationId, state: NotificationState) {
    let attempt = Attempt {
        id,
        state,
        error: (state != NotificationState::Sent).then(|| "421 later".to_owned()),
        response: None,
        ended_at: world.ctx.now,
        next_try_at: world.ctx.now + Duration::hours(1),
    };
    put(world.store, |tx| tx.outbox().update(&attempt));
}

#[test]
fn nobody_sees_or_mends_without_the_permission() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let id = world.told(meeting.id)[0].id;
    let (store, ctx, page) = (world.store, &world.ctx, first_page());

    let one = all_but(&world, "sees-no-meetings", Permission::MeetingsViewAll);
    let refused = list_meetings(store, ctx, &one, &MeetingFilter::default(), page);
    assert!(matches!(refused, Err(OverseeError::NotPermitted(_))));
    let refused = list_participants(store, &one, &ParticipantFilter::default(), page);
    assert!(matches!(refused, Err(OverseeError::NotPermitted(_))));
    assert!(one.over_meetings(Permission::MeetingsViewAll).is_err());

    let one = all_but(&world, "sees-no-mails", Permission::NotificationsView);
    let refused = list_mails(store, &one, &NotificationFilter::default(), page);
    assert!(matches!(refused, Err(OverseeError::NotPermitted(_))));
    let refused = show_mail(store, ctx, &one, URL, id);
    assert!(matches!(refused, Err(ShowMailError::NotPermitted(_))));

    let one = all_but(&world, "mends-no-mails", Permission::NotificationsResend);
    let refused = retry(store, ctx, &one, id);
    assert!(matches!(refused, Err(RetryError::NotPermitted(_))));
    let refused = give_up(store, ctx, &one, id);
    assert!(matches!(refused, Err(GiveUpError::NotPermitted(_))));

    let one = all_but(&world, "sees-no-server", Permission::SettingsEdit);
    let refused = overview(store, ctx, &one);
    assert!(matches!(refused, Err(OverseeError::NotPermitted(_))));
    let one = all_but(&world, "changes-no-meetings", Permission::MeetingsEditAll);
    assert!(one.over_meetings(Permission::MeetingsEditAll).is_err());
    assert_eq!(world.told(meeting.id)[0].state, NotificationState::Queued);
}

#[test]
fn who_sees_every_meeting_changes_none() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let (store, ctx, bob) = (world.store, &world.ctx, meeting.participants[0].id);
    let note = Note::parse("I am ill").unwrap();
    put(store, |tx| {
        let mut bob = meeting.participants[0].clone();
        bob.note = note.clone();
        tx.meetings().find(meeting.id)?;
        tx.participants().update(&bob)
    });
    let one = staff(store, ctx, "sam", &Permission::ALL);
    let stranger = one.actor();
    assert!(matches!(
        find(store, &world.ctx, stranger, meeting.id),
        Err(FindError::NotFound)
    ));
    let viewer = one.over_meetings(Permission::MeetingsViewAll).unwrap();
    let seen = find(store, &world.ctx, &viewer, meeting.id).unwrap();
    assert_eq!(seen.participants[0].note, Note::default());
    let refused = cancel(store, ctx, &viewer, meeting.id, None);
    assert!(matches!(refused, Err(CancelError::NotOrganiser)));
    let refused = delete(store, ctx, &viewer, meeting.id, None);
    assert!(matches!(refused, Err(DeleteError::NotOrganiser)));
    let refused = reschedule(
        store,
        ctx,
        &viewer,
        meeting.id,
        None,
        &Reschedule::default(),
    );
    assert!(matches!(refused, Err(RescheduleError::NotOrganiser)));
    let newcomer = Invite {
        meeting_id: meeting.id,
        invitee: invitee("zoe"),
        allow_conflicts: false,
    };
    let refused = invite(store, ctx, &viewer, &newcomer);
    assert!(matches!(refused, Err(InviteError::NotOrganiser)));
    let answer = Respond::new(meeting.id, bob, Rsvp::Accepted);
    let refused = respond(store, ctx, &viewer, &answer);
    assert!(matches!(refused, Err(RespondError::NotAllowed)));
    let refused = remove(store, ctx, &viewer, meeting.id, bob);
    assert!(matches!(refused, Err(RemoveError::NotAllowed)));
    assert_eq!(world.find(meeting.id).unwrap().version, meeting.version);
}

/// What people are told, in the order in which it came about.
fn told(world: &World<'_>, meeting: MeetingId) -> Vec<(String, NoticeKind, i32)> {
    let newest_first = world.told(meeting).into_iter().rev();
    newest_first
        .map(|one| {
            let notice = one.notice;
            (notice.email.to_string(), notice.kind, notice.sequence)
        })
        .collect()
}

#[test]
fn staff_changes_a_meeting_by_the_rules_and_with_the_mails_of_its_organiser() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let (store, ctx) = (world.store, &world.ctx);
    let sam = staff(store, ctx, "sam", &[Permission::MeetingsEditAll]);
    let editor = sam.over_meetings(Permission::MeetingsEditAll).unwrap();
    let mut stories = Vec::new();
    for (actor, start) in [(&world.ann, 60), (&editor, 600)] {
        let meeting = world.meeting("Plan", minutes(start, 60), &["bob"]);
        let newcomer = Invite {
            meeting_id: meeting.id,
            invitee: invitee("zoe"),
            allow_conflicts: false,
        };
        let zoe = invite(store, ctx, actor, &newcomer).unwrap().participant;
        let twice = invite(store, ctx, actor, &newcomer);
        assert!(matches!(twice, Err(InviteError::AlreadyInvited)));
        let title = Title::parse("New plan").unwrap();
        let cmd = Reschedule {
            title: Some(title),
            ..Reschedule::default()
        };
        let stale = reschedule(store, ctx, actor, meeting.id, Some(9), &cmd);
        assert!(matches!(stale, Err(RescheduleError::Stale)));
        reschedule(store, ctx, actor, meeting.id, None, &cmd).unwrap();
        remove(store, ctx, actor, meeting.id, zoe.id).unwrap();
        cancel(store, ctx, actor, meeting.id, None).unwrap();
        let again = cancel(store, ctx, actor, meeting.id, None);
        assert!(matches!(again, Err(CancelError::AlreadyCancelled)));
        stories.push(told(&world, meeting.id));
        delete(store, ctx, actor, meeting.id, None).unwrap();
    }
    assert_eq!(stories[0].len(), 2, "{stories:?}");
    // The organiser hears what another person does.
    let staff = stories.remove(1);
    let (own, guests): (Vec<_>, Vec<_>) = staff
        .into_iter()
        .partition(|(to, _, _)| to == "ann@example.org");
    assert_eq!(stories[0], guests);
    let own: Vec<_> = own.into_iter().map(|(_, kind, _)| kind).collect();
    assert_eq!(own, [NoticeKind::Cancellation]);
}

#[test]
fn the_organiser_is_told_what_staff_answers_for_somebody() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let sam = superuser(world.store, &world.ctx, "sam");
    let editor = sam.over_meetings(Permission::MeetingsEditAll).unwrap();
    let answer = Respond::new(meeting.id, meeting.participants[0].id, Rsvp::Declined);
    respond(world.store, &world.ctx, &editor, &answer).unwrap();
    let newest = told(&world, meeting.id).pop().unwrap();
    assert_eq!(
        (newest.0.as_str(), newest.1),
        ("ann@example.org", NoticeKind::Reply)
    );
}

/// The parts of a text that are secret: what follows these paths.
fn secrets(text: &str) -> Vec<String> {
    let paths = [
        "/rsvp/",
        "/verify/",
        "/reset/",
        "/change-email/",
        "/undo-email/",
        "/unsubscribe/",
    ];
    paths
        .into_iter()
        .flat_map(|path| {
            let pieces = text.split(path).skip(1);
            let secrets = pieces.map(|rest| rest.split(['/', '"', '\n', '?']).next().unwrap());
            secrets.map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn a_mail_is_shown_as_it_is_sent_but_for_its_secrets() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let (store, ctx) = (world.store, &world.ctx);
    let sam = staff(store, ctx, "sam", &[Permission::NotificationsView]);
    world.planned(
        &world.ann,
        &plan("Plan", minutes(60, 60), &["bob", "guest"]),
    );
    put(store, |tx| {
        let user = tx.users().find(world.cleo.user_id)?.unwrap();
        tx.outbox().insert(&[verification_message(ctx, &user)])
    });
    request_reset(store, ctx, &world.bob.email).unwrap();
    let change = ChangeAddress {
        email: email("new"),
        password: "secret of cleo".to_owned(),
    };
    change_address(store, ctx, &PlainPasswords, &world.cleo, &change).unwrap();
    let before: Vec<_> = queued(store)
        .iter()
        .map(|one| show_mail(store, ctx, &sam, URL, one.id).unwrap())
        .collect();
    let mails = sent(store, ctx);
    assert_eq!((mails.len(), before.len()), (5, 5));
    for mail in mails {
        let was = before
            .iter()
            .find(|shown| shown.notification.id == mail.id)
            .and_then(|shown| shown.mail.clone())
            .unwrap();
        let shown = show_mail(store, ctx, &sam, URL, mail.id).unwrap();
        assert_eq!(shown.notification.state, NotificationState::Sent);
        let shown = shown.mail.unwrap();
        assert_eq!(shown, was, "the same before and after");
        let (real, seen) = (format!("{mail:#?}"), format!("{shown:#?}"));
        assert!(!secrets(&real).is_empty(), "{real}");
        for secret in secrets(&real) {
            assert!(secret.len() > 30, "{secret}");
            assert!(!seen.contains(&secret), "{seen}");
        }
        assert!(secrets(&seen).iter().all(|one| one.contains(REDACTED)));
        // Nothing else differs.
        let mut same = real;
        for (secret, stand_in) in secrets(&same.clone()).iter().zip(secrets(&seen)) {
            same = same.replace(secret, &stand_in);
        }
        assert_eq!(same, seen);
        if let Content::Meeting(content) = shown.content {
            assert!(content.calendar.is_some());
        }
    }
    let none = show_mail(store, ctx, &sam, URL, NotificationId(4_000));
    assert!(matches!(none, Err(ShowMailError::NotFound)));
}

#[test]
fn a_mail_to_an_account_that_is_gone_says_nothing_but_what_is_kept() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let (store, ctx) = (world.store, &world.ctx);
    let sam = staff(store, ctx, "sam", &[Permission::NotificationsView]);
    request_reset(store, ctx, &world.bob.email).unwrap();
    let mut bob = look(store, |tx| tx.users().find(world.bob.user_id)).unwrap();
    bob.is_active = false;
    put(store, |tx| tx.users().update(&bob));
    let id = queued(store)[0].id;
    assert_eq!(show_mail(store, ctx, &sam, URL, id).unwrap().mail, None);
}

#[test]
fn what_still_holds_is_sent_again_and_what_does_not_is_not() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let store = world.store;
    let sam = staff(store, &world.ctx, "sam", &[Permission::NotificationsResend]);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let invitation = world.told(meeting.id)[0].id;
    request_reset(store, &world.ctx, &world.bob.email).unwrap();
    let reset = queued(store)
        .into_iter()
        .find(|one| one.notice.kind == NoticeKind::PasswordReset);
    let reset = reset.unwrap().id;
    // What waits is due at once, whatever it is about.
    for id in [invitation, reset] {
        claim(store, world.ctx.now, 9);
        end(&world, id, NotificationState::Queued);
        world.ctx = later(&world.ctx, Duration::SECOND);
        let again = retry(store, &world.ctx, &sam, id).unwrap();
        assert_eq!((again.attempts, again.next_try_at), (0, world.ctx.now));
    }
    for id in [invitation, reset] {
        end(&world, id, NotificationState::Failed);
    }
    let again = retry(store, &world.ctx, &sam, invitation).unwrap();
    assert_eq!(again.state, NotificationState::Queued);
    let refused = retry(store, &world.ctx, &sam, reset);
    assert!(matches!(refused, Err(RetryError::Superseded)));
    end(&world, invitation, NotificationState::Sent);
    delete(store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    let cancellation = world.told(meeting.id)[0].id;
    end(&world, cancellation, NotificationState::Failed);
    let refused = retry(store, &world.ctx, &sam, invitation);
    assert!(matches!(refused, Err(RetryError::Superseded)));
    let again = retry(store, &world.ctx, &sam, cancellation).unwrap();
    assert_eq!(again.state, NotificationState::Queued);
    let none = retry(store, &world.ctx, &sam, NotificationId(4_000));
    assert!(matches!(none, Err(RetryError::NotFound)));
}

#[test]
fn what_waits_is_given_up_and_says_who_did_it() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let (store, ctx) = (world.store, &world.ctx);
    let sam = staff(store, ctx, "sam", &[Permission::NotificationsResend]);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let id = world.told(meeting.id)[0].id;
    claim(store, ctx.now, 1);
    let refused = give_up(store, ctx, &sam, id);
    assert!(
        matches!(refused, Err(GiveUpError::BeingSent)),
        "{refused:?}"
    );
    end(&world, id, NotificationState::Queued);
    let given_up = give_up(store, ctx, &sam, id).unwrap();
    assert_eq!(given_up.state, NotificationState::Failed);
    let reason = given_up.last_error.unwrap();
    assert_eq!(reason, "Given up by sam@example.org. 421 later");
    let refused = give_up(store, ctx, &sam, id);
    assert!(
        matches!(refused, Err(GiveUpError::NotWaiting)),
        "{refused:?}"
    );
    assert!(sent(store, &later(ctx, Duration::hours(3))).is_empty());
    let none = give_up(store, ctx, &sam, NotificationId(4_000));
    assert!(matches!(none, Err(GiveUpError::NotFound)));
    let again = retry(store, ctx, &sam, id).unwrap();
    assert_eq!(again.state, NotificationState::Queued);

    let about = AuditFilter {
        by: None,
        meeting: Some(meeting.id),
        ..AuditFilter::default()
    };
    let entries = look(store, |tx| tx.audit().list(&about, first_page())).items;
    let mails = entries.iter().filter(|entry| {
        let about_mails = [Action::NotificationGiveUp, Action::NotificationResend];
        about_mails.iter().any(|one| one.word() == entry.action)
    });
    let mails: Vec<_> = mails.collect();
    assert_eq!(mails.len(), 2, "what was refused is in no log");
    for entry in mails {
        assert_eq!(entry.by, By::User(sam.actor().user_id));
        let change = &entry.changes[0];
        let is_given_up = entry.action == Action::NotificationGiveUp.word();
        let after = if is_given_up { "failed" } else { "queued" };
        assert_eq!((change.field(), change.after()), ("state", Some(after)));
    }
}

#[test]
fn an_overview_tells_how_the_server_is() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let store = world.store;
    let boss = staff(store, &world.ctx, "boss", &[Permission::SettingsEdit]);
    let empty = overview(store, &world.ctx, &boss).unwrap();
    assert_eq!((empty.users.all, empty.users.staff), (4, 1));
    assert_eq!(empty.meetings, 0);
    assert_eq!((empty.backup_at, empty.weeks.len()), (None, 17));
    // From Saturday, 1 June, on: in four weeks of those that are shown, and in one behind them.
    let days = |days: i64| minutes(days * 1_440, 60);
    for (title, day) in [("a", 0), ("b", 1), ("c", 2), ("d", 9), ("e", 37), ("f", 44)] {
        world.planned(&world.ann, &plan(title, days(day), &["bob"]));
    }
    world.ctx = later(&world.ctx, Duration::days(9));
    // One that was begun earlier and ends later is not the newest.
    let copied = later(&world.ctx, -Duration::minutes(1));
    for (ctx, file) in [(&copied, "/copies/2"), (&fakes::ctx(9), "/copies/1")] {
        note_backup(store, ctx, file).unwrap();
    }
    let filter = AuditFilter {
        action: Some(Action::BackupCreate),
        ..AuditFilter::default()
    };
    let noted = look(store, |tx| tx.audit().list(&filter, first_page())).items;
    assert_eq!(noted[0].by, By::CommandLine);
    assert_eq!(noted[0].changes, [Change::made("file", "/copies/2")]);
    assert_eq!((noted.len(), noted[0].at), (2, copied.now));
    let seen = overview(store, &world.ctx, &boss).unwrap();
    assert_eq!((seen.meetings, seen.upcoming), (6, 2));
    let counts: Vec<i64> = seen.weeks.iter().map(|week| week.meetings).collect();
    let mut expected = vec![0; 17];
    (expected[10], expected[11], expected[12], expected[16]) = (2, 1, 1, 1);
    assert_eq!(counts, expected);
    assert_eq!((seen.users.all, seen.users.new), (4, 0));
    assert_eq!(seen.mail.queue[0].count, 6);
    assert_eq!(seen.backup_at, Some(copied.now));
}
