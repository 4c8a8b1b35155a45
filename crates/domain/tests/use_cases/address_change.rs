//! `auth::change_address`, `auth::confirm_address` and `auth::undo_address`: another address for an
//! account.

use std::num::NonZeroU32;

use scheduler_domain::admin::{ChangeSettings, MailDomain, change_settings};
use scheduler_domain::audit::{Action, By, Filter};
use scheduler_domain::auth::{
    AccountDeletion, Actor, AddressChange, ChangeAddress, ChangeAddressError, ChangePassword,
    ConfirmAddress, ConfirmAddressError, Device, ExportPart, ExportStep, Passwords, Register,
    RegisterError, ResetPassword, ResetPasswordError, Session, UndoAddressError, User,
    change_address, change_password, change_token, confirm_address, delete_account, export_part,
    purge_address_changes, register, reset_password, reset_token, undo_address,
};
use scheduler_domain::ids::UserId;
use scheduler_domain::mail_limits::MailLimits;
use scheduler_domain::meetings::{Reschedule, ScheduleError, reschedule};
use scheduler_domain::notifications::{Content, Mail, NoticeKind, resend};
use scheduler_domain::participants::{Respond, Rsvp, respond};
use scheduler_domain::text::{Email, Name, Title};
use scheduler_domain::time::Zone;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{actor, email, first_page, minutes, plan, superuser, user};
use scheduler_testkit::fakes::{PlainPasswords, PlainTokens, later};
use scheduler_testkit::world::{World, look, put, sent};
use time::Duration;

const PASSWORD: &str = "secret of ann";

fn ask(world: &World<'_>, who: &Actor, to: &str) -> Result<(), ChangeAddressError> {
    let user = stored(world, who.user_id);
    let password = user.password_hash.replacen("plain$", "", 1);
    ask_with(world, who, to, &password)
}

fn ask_with(
    world: &World<'_>,
    who: &Actor,
    to: &str,
    password: &str,
) -> Result<(), ChangeAddressError> {
    let cmd = ChangeAddress {
        email: email(to),
        password: password.to_owned(),
    };
    change_address(world.store, &world.ctx, &PlainPasswords, who, &cmd)
}

fn confirm(world: &World<'_>, who: &Actor, token: &str) -> Result<UserId, ConfirmAddressError> {
    confirm_with(world, Some(who), None, token)
}

fn confirm_with(
    world: &World<'_>,
    session: Option<&Actor>,
    password: Option<&str>,
    token: &str,
) -> Result<UserId, ConfirmAddressError> {
    let cmd = ConfirmAddress {
        token: token.to_owned(),
        session,
        password: password.map(str::to_owned),
    };
    let (passwords, tokens) = (&PlainPasswords, &PlainTokens);
    confirm_address(world.store, &world.ctx, passwords, tokens, &cmd)
}

fn undo(world: &World<'_>, token: &str) -> Result<UserId, UndoAddressError> {
    let (passwords, tokens) = (&PlainPasswords, &PlainTokens);
    undo_address(world.store, &world.ctx, passwords, tokens, token)
}

fn stored(world: &World<'_>, id: UserId) -> User {
    look(world.store, |tx| tx.users().find(id)).unwrap()
}

fn changes(world: &World<'_>, id: UserId) -> Vec<AddressChange> {
    look(world.store, |tx| tx.address_changes().list(id))
}

/// The link of this kind of mail to this address, among those that leave now.
fn link(mails: &[Mail], to: &str, kind: NoticeKind) -> Option<String> {
    let mail = mails
        .iter()
        .rev()
        .find(|mail| mail.to == email(to) && mail.kind == kind);
    match &mail?.content {
        Content::Plain(plain) => {
            let url = &plain.action.as_ref()?.url;
            Some(url.rsplit('/').next().unwrap().to_owned())
        }
        Content::Meeting(_) => None,
    }
}

fn confirm_link(world: &World<'_>, to: &str) -> String {
    link(&sent(world.store, &world.ctx), to, NoticeKind::EmailChange).unwrap()
}

/// As the account acts from now on.
fn now(world: &World<'_>, who: &Actor) -> Actor {
    Actor {
        session_id: who.session_id,
        ..actor(&world.ctx, &stored(world, who.user_id))
    }
}

/// Asked for and confirmed; the link that undoes it, if one was mailed.
fn moved(world: &World<'_>, who: &Actor, to: &str) -> Option<String> {
    let former = stored(world, who.user_id).email;
    ask(world, who, to).unwrap();
    let token = confirm_link(world, to);
    confirm(world, who, &token).unwrap();
    let former = former.as_str().split('@').next().unwrap().to_owned();
    link(
        &sent(world.store, &world.ctx),
        &former,
        NoticeKind::EmailChanged,
    )
}

fn begin_session(world: &World<'_>, who: &Actor) {
    let session = Session {
        id: who.session_id,
        user_id: who.user_id,
        current_hash: world.ctx.secret(),
        previous_hash: None,
        rotated_at: world.ctx.now,
        expires_at: world.ctx.now + Duration::days(14),
    };
    put(world.store, |tx| {
        tx.sessions().insert(&session, &Device::default())
    });
}

fn stands(world: &World<'_>, who: &Actor) -> bool {
    look(world.store, |tx| tx.sessions().find(who.session_id)).is_some()
}

fn signed_up(world: &World<'_>, name: &str) -> Result<User, RegisterError> {
    let cmd = Register {
        email: email(name),
        username: None,
        password: "correct horse".to_owned(),
        first_name: Name::default(),
        last_name: Name::default(),
        zone: Zone::utc(),
    };
    register(world.store, &world.ctx, &PlainPasswords, true, cmd)
}

fn is_taken(refused: &Result<User, RegisterError>) -> bool {
    matches!(refused, Err(RegisterError::Taken { email: true, .. }))
}

fn is_dead<T>(done: &Result<T, ConfirmAddressError>) -> bool {
    matches!(done, Err(ConfirmAddressError::DeadLink))
}

#[test]
fn unproved_address_takes_no_invitations_along() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let theirs = world.meeting("Secret", minutes(60, 60), &["victim"]);
    let hostile = User {
        email_verified_at: None,
        ..user(&world.ctx, "victim")
    };
    put(&*store, |tx| tx.users().insert(&hostile));
    let hostile = actor(&world.ctx, &hostile);
    let own = world.planned(&hostile, &plan("Own", minutes(600, 60), &["zoe"]));
    assert_eq!(moved(&world, &hostile, "thief"), None, "no link undoes it");
    let invited = &world.find(theirs.id).unwrap().participants[0];
    assert_eq!(invited.email, email("victim"));
    let busy = |name: &str, times| world.clashes(&world.bob, &[email(name)], times).len();
    assert_eq!(busy("victim", minutes(60, 60)), 1);
    assert_eq!(busy("thief", minutes(60, 60)), 0);
    assert_eq!(
        (
            busy("victim", own.details.times),
            busy("thief", own.details.times)
        ),
        (0, 1)
    );
    // The owner of the address can register.
    assert!(signed_up(&world, "victim").is_ok());
    let thief = now(&world, &hostile);
    assert!(thief.owns_address);
    let met = look(&*store, |tx| {
        tx.circle()
            .list(&thief.email, std::slice::from_ref(&world.ann.email))
    });
    assert!(met.iter().all(|relation| !relation.has_met));
}

#[test]
fn link_alone_moves_no_account_to_a_strangers_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    ask(&world, &world.ann, "victim").unwrap();
    let token = confirm_link(&world, "victim");
    for (session, password) in [
        (None, None),
        (None, Some("guess")),
        (Some(&world.bob), Some("secret of bob")),
    ] {
        let refused = confirm_with(&world, session, password, &token);
        let is_refused = matches!(refused, Err(ConfirmAddressError::ProofRequired));
        assert!(is_refused, "{refused:?}");
    }
    assert_eq!(stored(&world, world.ann.user_id).email, email("ann"));
    confirm_with(&world, None, Some(PASSWORD), &token).unwrap();
    assert_eq!(stored(&world, world.ann.user_id).email, email("victim"));
}

#[test]
fn proved_address_takes_all_along() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let invited = world.planned(
        &world.bob,
        &plan("Invited", minutes(60, 60), &["ann", "zoe"]),
    );
    let accepted = Respond::new(invited.id, invited.participants[0].id, Rsvp::Accepted);
    respond(&*store, &world.ctx, &world.ann, &accepted).unwrap();
    let own = world.meeting("Own", minutes(600, 60), &["bob", "zoe"]);
    put(&*store, |tx| {
        tx.lock_people(&[email("ann")])?;
        tx.opt_outs().insert(&email("ann"), world.ctx.now)
    });
    moved(&world, &world.ann, "anna");
    let ann = now(&world, &world.ann);
    assert_eq!((ann.email.clone(), ann.owns_address), (email("anna"), true));
    let meeting = world.find(invited.id).unwrap();
    let row = &meeting.participants[0];
    assert_eq!((&row.email, row.status), (&email("anna"), Rsvp::Accepted));
    assert_eq!(row.id, invited.participants[0].id);
    assert!(row.is_opted_out);
    for (times, count) in [(invited.details.times, 1), (own.details.times, 1)] {
        let busy = |name: &str| world.clashes(&world.bob, &[email(name)], times).len();
        assert_eq!((busy("ann"), busy("anna")), (0, count));
    }
    let relation = look(&*store, |tx| {
        tx.circle()
            .list(&email("bob"), &[email("ann"), email("anna")])
    });
    let has_met: Vec<bool> = relation.iter().map(|relation| relation.has_met).collect();
    assert_eq!(has_met, [false, true]);
    let answer = Respond::new(invited.id, row.id, Rsvp::Declined);
    respond(&*store, &world.ctx, &ann, &answer).unwrap();
    assert!(
        world
            .clashes(&world.bob, &[email("anna")], invited.details.times)
            .is_empty()
    );
}

#[test]
fn waiting_mails_name_the_new_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let own = world.meeting("Own", minutes(600, 60), &["zoe"]);
    world.planned(&world.bob, &plan("Invited", minutes(60, 60), &["ann"]));
    ask(&world, &world.ann, "anna").unwrap();
    // The mails about both meetings wait behind the one about the account.
    let change = changes(&world, world.ann.user_id).remove(0);
    let user = stored(&world, world.ann.user_id);
    let tokens = &PlainTokens;
    let token = change_token(&world.ctx, tokens, &user, &change).unwrap();
    confirm(&world, &world.ann, &token).unwrap();
    let mails = sent(&*store, &world.ctx);
    let of = |id| world.told(id).remove(0).notice;
    let to_zoe = mails.iter().find(|mail| mail.to == email("zoe")).unwrap();
    match &to_zoe.content {
        Content::Meeting(content) => assert_eq!(content.organiser.email, email("anna")),
        Content::Plain(plain) => panic!("{plain:?}"),
    }
    assert_eq!(of(own.id).facts.unwrap().organiser_email, email("anna"));
    let to_ann = mails
        .iter()
        .find(|mail| mail.subject == "Invitation: Invited")
        .unwrap();
    assert_eq!(to_ann.to, email("anna"));
    match &to_ann.content {
        Content::Meeting(content) => {
            assert!(content.answer.is_some() && content.page_url.is_some());
        }
        Content::Plain(plain) => panic!("{plain:?}"),
    }
}

#[test]
fn answer_for_an_address_tells_nothing_and_its_owner_is_told() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    ask(&world, &world.ann, "bob").unwrap();
    let mails = sent(&*store, &world.ctx);
    let told: Vec<_> = mails
        .iter()
        .filter(|mail| mail.to == email("bob"))
        .collect();
    assert_eq!(told.len(), 1);
    match &told[0].content {
        Content::Plain(plain) => {
            assert!(
                plain.text.contains("you already have an account"),
                "{plain:?}"
            );
            assert_eq!(plain.action, None);
        }
        Content::Meeting(content) => panic!("{content:?}"),
    }
}

#[test]
fn change_asks_for_the_password_and_another_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let wrong = ask_with(&world, &world.ann, "anna", "guess");
    assert!(matches!(wrong, Err(ChangeAddressError::WrongPassword)));
    let same = ask(&world, &world.ann, "ann");
    assert!(matches!(same, Err(ChangeAddressError::SameAddress)));
    assert_eq!(sent(&*store, &world.ctx).len(), 0);
    assert_eq!(changes(&world, world.ann.user_id), []);
}

#[test]
fn domain_rule_of_registration_holds_for_a_change() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    ask(&world, &world.ann, "anna").unwrap();
    let token = confirm_link(&world, "anna");
    let root = superuser(&*store, &world.ctx, "root");
    let cmd = ChangeSettings {
        allowed_mail_domains: Some(vec![MailDomain::parse("other.example").unwrap()]),
        ..ChangeSettings::default()
    };
    change_settings(&*store, &world.ctx, &root, None, &cmd).unwrap();
    let refused = ask(&world, &world.ann, "annie");
    assert!(matches!(refused, Err(ChangeAddressError::DomainNotAllowed)));
    let refused = confirm(&world, &world.ann, &token);
    let is_refused = matches!(refused, Err(ConfirmAddressError::DomainNotAllowed));
    assert!(is_refused, "{refused:?}");
}

#[test]
fn newer_request_replaces_the_earlier_one() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    ask(&world, &world.ann, "typo").unwrap();
    let first = confirm_link(&world, "typo");
    ask(&world, &world.ann, "lost").unwrap();
    ask(&world, &world.ann, "anna").unwrap();
    let mails = sent(&*store, &world.ctx);
    assert_eq!(
        link(&mails, "lost", NoticeKind::EmailChange),
        None,
        "it is not sent"
    );
    assert!(is_dead(&confirm(&world, &world.ann, &first)));
    let second = link(&mails, "anna", NoticeKind::EmailChange).unwrap();
    confirm(&world, &world.ann, &second).unwrap();
}

#[test]
fn confirming_twice_changes_nothing() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    ask(&world, &world.ann, "anna").unwrap();
    let token = confirm_link(&world, "anna");
    confirm(&world, &world.ann, &token).unwrap();
    let version = stored(&world, world.ann.user_id).version;
    confirm_with(&world, None, None, &token).unwrap();
    assert_eq!(stored(&world, world.ann.user_id).version, version);
    assert_eq!(sent(&*store, &world.ctx).len(), 1, "one notice");
}

#[test]
fn link_dies_with_the_password_the_hour_and_the_account() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    ask(&world, &world.ann, "anna").unwrap();
    let token = confirm_link(&world, "anna");
    let late = later(&world.ctx, Duration::hours(24));
    let cmd = ConfirmAddress {
        token: token.clone(),
        session: Some(&world.ann),
        password: None,
    };
    let dead = confirm_address(&*store, &late, &PlainPasswords, &PlainTokens, &cmd);
    assert!(is_dead(&dead), "{dead:?}");
    let cmd = ChangePassword {
        old_password: PASSWORD.to_owned(),
        new_password: "staple battery horse".to_owned(),
    };
    change_password(&*store, &PlainPasswords, &world.ann, &cmd).unwrap();
    assert!(is_dead(&confirm(&world, &world.ann, &token)));
    world.ctx = later(&world.ctx, Duration::minutes(1));
    ask(&world, &world.ann, "anna").unwrap();
    let token = confirm_link(&world, "anna");
    let password = "staple battery horse";
    delete_account(&*store, &world.ctx, &PlainPasswords, &world.ann, password).unwrap();
    assert!(is_dead(&confirm(&world, &world.ann, &token)));
    assert_eq!(changes(&world, world.ann.user_id), []);
}

#[test]
fn token_of_another_kind_confirms_and_undoes_nothing() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let undo_token = moved(&world, &world.ann, "anna").unwrap();
    assert!(is_dead(&confirm(&world, &world.ann, &undo_token)));
    ask(&world, &world.bob, "bobby").unwrap();
    let token = confirm_link(&world, "bobby");
    assert!(matches!(
        undo(&world, &token),
        Err(UndoAddressError::DeadLink)
    ));
    assert!(matches!(
        undo(&world, "garbage"),
        Err(UndoAddressError::DeadLink)
    ));
}

#[test]
fn of_two_accounts_one_gets_the_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    ask(&world, &world.ann, "shared").unwrap();
    ask(&world, &world.bob, "shared").unwrap();
    let mails = sent(&*store, &world.ctx);
    let tokens: Vec<String> = mails
        .iter()
        .map(|mail| {
            link(
                std::slice::from_ref(mail),
                "shared",
                NoticeKind::EmailChange,
            )
            .unwrap()
        })
        .collect();
    assert_eq!(tokens.len(), 2, "each gets a link of its own");
    confirm(&world, &world.ann, &tokens[0]).unwrap();
    let second = confirm(&world, &world.bob, &tokens[1]);
    let is_refused = matches!(second, Err(ConfirmAddressError::Taken));
    assert!(is_refused, "{second:?}");
}

#[test]
fn former_address_is_reserved_as_long_as_it_can_undo() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    moved(&world, &world.ann, "anna").unwrap();
    assert!(is_taken(&signed_up(&world, "ann")));
    assert!(is_taken(&signed_up(&world, "anna")));
    ask(&world, &world.bob, "ann").unwrap();
    assert_eq!(
        link(&sent(&*store, &world.ctx), "ann", NoticeKind::EmailChange),
        None,
        "it counts as an address with an account"
    );
    world.ctx = later(&world.ctx, Duration::hours(72));
    assert!(signed_up(&world, "ann").is_ok());
}

#[test]
fn undo_restores_the_address_and_locks_the_thief_out() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let invited = world.planned(&world.bob, &plan("Invited", minutes(60, 60), &["ann"]));
    let own = world.meeting("Own", minutes(600, 60), &["zoe"]);
    begin_session(&world, &world.ann);
    let other = Actor {
        session_id: actor(&world.ctx, &stored(&world, world.ann.user_id)).session_id,
        ..world.ann.clone()
    };
    begin_session(&world, &other);
    let token = moved(&world, &world.ann, "thief").unwrap();
    assert!(stands(&world, &world.ann) && !stands(&world, &other));
    let thief = now(&world, &world.ann);
    let cmd = ChangePassword {
        old_password: PASSWORD.to_owned(),
        new_password: "mine from now on".to_owned(),
    };
    change_password(&*store, &PlainPasswords, &thief, &cmd).unwrap();
    undo(&world, &token).unwrap();
    let user = stored(&world, world.ann.user_id);
    assert_eq!(user.email, email("ann"));
    assert!(user.email_verified_at.is_some());
    assert!(!stands(&world, &world.ann));
    for password in [PASSWORD, "mine from now on"] {
        assert!(!PlainPasswords.matches(password, Some(&user.password_hash)));
    }
    assert_eq!(
        world.find(invited.id).unwrap().participants[0].email,
        email("ann")
    );
    let busy = |name: &str| {
        let clashes = world.clashes(&world.bob, &[email(name)], own.details.times);
        clashes.len()
    };
    assert_eq!((busy("ann"), busy("thief")), (1, 0));
    assert!(matches!(
        undo(&world, &token),
        Err(UndoAddressError::DeadLink)
    ));
    // The owner of the address chooses a new password by the mail that came with it.
    let reset = link(&sent(&*store, &world.ctx), "ann", NoticeKind::PasswordReset).unwrap();
    let cmd = ResetPassword {
        token: reset,
        new_password: "staple battery horse".to_owned(),
    };
    reset_password(&*store, &world.ctx, &PlainPasswords, &PlainTokens, &cmd).unwrap();
    let all = look(&*store, |tx| {
        tx.audit().list(&Filter::default(), first_page())
    });
    let done: Vec<_> = all
        .items
        .iter()
        .filter(|entry| entry.action.starts_with("user."))
        .map(|entry| (entry.action.as_str(), entry.by.clone()))
        .collect();
    let by_owner = (Action::UserChangeEmail.word(), By::User(world.ann.user_id));
    let by_mailbox = (Action::UserUndoEmail.word(), By::Guest(email("ann")));
    assert_eq!(done, [by_mailbox, by_owner]);
}

#[test]
fn second_change_of_a_thief_leaves_the_first_undo_alive() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let first = moved(&world, &world.ann, "thief").unwrap();
    world.ctx = later(&world.ctx, Duration::hours(1));
    let thief = now(&world, &world.ann);
    let second = moved(&world, &thief, "accomplice").unwrap();
    ask(&world, &now(&world, &world.ann), "third").unwrap();
    let third = confirm_link(&world, "third");
    undo(&world, &first).unwrap();
    assert_eq!(stored(&world, world.ann.user_id).email, email("ann"));
    assert!(matches!(
        undo(&world, &second),
        Err(UndoAddressError::DeadLink)
    ));
    assert!(is_dead(&confirm(&world, &thief, &third)));
    assert_eq!(changes(&world, world.ann.user_id), []);
    assert!(signed_up(&world, "thief").is_ok(), "it is not reserved");
}

#[test]
fn undo_of_the_last_change_leaves_the_earlier_ones() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let first = moved(&world, &world.ann, "anna").unwrap();
    world.ctx = later(&world.ctx, Duration::hours(1));
    let second = moved(&world, &now(&world, &world.ann), "thief").unwrap();
    undo(&world, &second).unwrap();
    assert_eq!(stored(&world, world.ann.user_id).email, email("anna"));
    undo(&world, &first).unwrap();
    assert_eq!(stored(&world, world.ann.user_id).email, email("ann"));
}

#[test]
fn undo_ends_after_three_days() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let token = moved(&world, &world.ann, "anna").unwrap();
    assert_eq!(purge_address_changes(&*store, &world.ctx).unwrap(), 0);
    world.ctx = later(&world.ctx, Duration::hours(72));
    assert!(matches!(
        undo(&world, &token),
        Err(UndoAddressError::DeadLink)
    ));
    assert_eq!(purge_address_changes(&*store, &world.ctx).unwrap(), 1);
    assert_eq!(changes(&world, world.ann.user_id), []);
}

#[test]
fn change_is_no_way_around_the_mail_limits() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.mail_limits = Some(MailLimits {
        account_hour: NonZeroU32::new(2).unwrap(),
        ..MailLimits::default()
    });
    world.meeting("First", minutes(60, 60), &["zoe", "yan"]);
    moved(&world, &world.ann, "anna");
    let ann = now(&world, &world.ann);
    let refused = world.schedule(&ann, &plan("Second", minutes(600, 60), &["zoe"]));
    let is_refused = matches!(refused, Err(ScheduleError::MailLimit(_)));
    assert!(is_refused, "{refused:?}");
}

#[test]
fn session_of_before_plans_no_meeting_at_the_former_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    moved(&world, &world.ann, "anna");
    let stale = world.schedule(&world.ann, &plan("Late", minutes(60, 60), &["zoe"]));
    assert!(stale.is_err(), "{stale:?}");
    assert!(
        world
            .clashes(&world.bob, &[email("ann")], minutes(60, 60))
            .is_empty()
    );
    world.planned(
        &now(&world, &world.ann),
        &plan("Late", minutes(60, 60), &["zoe"]),
    );
}

#[test]
fn deletion_by_a_session_of_before_declines_as_the_present_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let invited = world.planned(&world.bob, &plan("Invited", minutes(60, 60), &["ann"]));
    moved(&world, &world.ann, "anna");
    delete_account(&*store, &world.ctx, &PlainPasswords, &world.ann, PASSWORD).unwrap();
    let row = &world.find(invited.id).unwrap().participants[0];
    assert_eq!((&row.email, row.status), (&email("anna"), Rsvp::Declined));
}

#[test]
fn later_change_of_a_meeting_is_told_in_the_new_name() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let own = world.meeting("Own", minutes(600, 60), &["zoe"]);
    sent(&*store, &world.ctx);
    moved(&world, &world.ann, "anna");
    let ann = now(&world, &world.ann);
    let cmd = Reschedule {
        title: Some(Title::parse("Renamed").unwrap()),
        ..Reschedule::default()
    };
    reschedule(&*store, &world.ctx, &ann, own.id, None, &cmd).unwrap();
    let mails = sent(&*store, &world.ctx);
    assert_eq!((mails.len(), &mails[0].to), (1, &email("zoe")));
    match &mails[0].content {
        Content::Meeting(content) => assert_eq!(content.organiser.email, email("anna")),
        Content::Plain(plain) => panic!("{plain:?}"),
    }
}

#[test]
fn mail_that_is_sent_again_names_the_new_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let own = world.meeting("Own", minutes(600, 60), &["zoe"]);
    sent(&*store, &world.ctx);
    moved(&world, &world.ann, "anna");
    let invitation = world.told(own.id).remove(0);
    assert_eq!(
        invitation.notice.facts.unwrap().organiser_email,
        email("ann")
    );
    let ann = now(&world, &world.ann);
    resend(&*store, &world.ctx, &ann, own.id, invitation.id).unwrap();
    let mails = sent(&*store, &world.ctx);
    assert_eq!((mails.len(), &mails[0].to), (1, &email("zoe")));
    match &mails[0].content {
        Content::Meeting(content) => {
            assert_eq!(content.organiser.email, email("anna"));
            let file = content.calendar.as_ref().unwrap().text.replace("\r\n ", "");
            assert!(file.contains("mailto:anna@example.org"), "{file}");
            assert!(!file.contains("mailto:ann@example.org"), "{file}");
        }
        Content::Plain(plain) => panic!("{plain:?}"),
    }
}

fn deletion(world: &World<'_>, user: UserId) -> AccountDeletion {
    AccountDeletion {
        user,
        asked_by: Some(user),
        asked_at: world.ctx.now,
        meetings: 500,
        done: 100,
        deleted: 100,
        after: None,
    }
}

#[test]
fn deletion_that_a_thief_began_ends_with_the_undo() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let token = moved(&world, &world.ann, "thief").unwrap();
    let id = world.ann.user_id;
    put(&*store, |tx| {
        tx.account_deletions().insert(&deletion(&world, id))
    });
    undo(&world, &token).unwrap();
    assert_eq!(look(&*store, |tx| tx.account_deletions().find(id)), None);
}

#[test]
fn account_that_goes_away_gets_no_other_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    ask(&world, &world.ann, "anna").unwrap();
    let token = confirm_link(&world, "anna");
    let id = world.ann.user_id;
    put(&*store, |tx| {
        tx.account_deletions().insert(&deletion(&world, id))
    });
    assert!(is_dead(&confirm(&world, &world.ann, &token)));
}

#[test]
fn export_shows_the_changes_of_the_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    ask(&world, &world.ann, "anna").unwrap();
    let (part, _) = export_part(&*store, &world.ctx, &world.ann, ExportStep::Account).unwrap();
    match part {
        ExportPart::Account(_, _, changes) => {
            let asked: Vec<&Email> = changes.iter().map(|change| &change.email).collect();
            assert_eq!(asked, [&email("anna")]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn reset_link_of_the_former_address_dies_with_the_change() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let cmd = ResetPassword {
        token: reset_token(&world.ctx, &PlainTokens, &stored(&world, world.ann.user_id)).unwrap(),
        new_password: "plum-Tree-42".to_owned(),
    };
    moved(&world, &world.ann, "anna");
    let refused = reset_password(&*store, &world.ctx, &PlainPasswords, &PlainTokens, &cmd);
    assert!(
        matches!(refused, Err(ResetPasswordError::DeadLink)),
        "{refused:?}"
    );
    let hash = stored(&world, world.ann.user_id).password_hash;
    assert_eq!(hash, format!("plain${PASSWORD}"));
}

#[test]
fn account_that_is_being_deleted_asks_for_no_other_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    put(&*store, |tx| {
        tx.account_deletions().insert(&AccountDeletion {
            user: world.ann.user_id,
            asked_by: Some(world.ann.user_id),
            asked_at: world.ctx.now,
            meetings: 200,
            done: 0,
            deleted: 0,
            after: None,
        })
    });
    let refused = ask(&world, &world.ann, "anna");
    assert!(
        matches!(refused, Err(ChangeAddressError::Leaving)),
        "{refused:?}"
    );
}
