//! `auth`: asking for a new password, and choosing it.

use scheduler_domain::auth::{
    ChangePassword, Device, Lifetimes, LogIn, LogInError, PasswordFault, Passwords, ResetPassword,
    ResetPasswordError, User, change_password, log_in, request_reset, reset_password, reset_token,
    verification_token,
};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::ids::UserId;
use scheduler_domain::notifications::{Content, NoticeKind, PlainContent};
use scheduler_domain::store::{Store, StoreError};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{actor, email, user};
use scheduler_testkit::fakes::{self, NOON, PlainPasswords, PlainTokens, later};
use scheduler_testkit::world::{look, put, sent};
use std::sync::atomic::{AtomicU64, Ordering};
use time::Duration;

const NEW: &str = "staple battery horse";

fn joined(store: &dyn Store, change: impl FnOnce(&mut User)) -> User {
    let mut ann = user(&fakes::ctx(1), "ann");
    change(&mut ann);
    put(store, |tx| tx.users().insert(&ann));
    ann
}

fn stored(store: &dyn Store, id: UserId) -> User {
    look(store, |tx| tx.users().find(id)).unwrap()
}

fn choose(
    store: &dyn Store,
    ctx: &Ctx,
    token: &str,
    new: &str,
) -> Result<UserId, ResetPasswordError> {
    let cmd = ResetPassword {
        token: token.to_owned(),
        new_password: new.to_owned(),
    };
    reset_password(store, ctx, &PlainPasswords, &PlainTokens, &cmd)
}

fn assert_dead(done: &Result<UserId, ResetPasswordError>) {
    assert!(
        matches!(done, Err(ResetPasswordError::DeadLink)),
        "{done:?}"
    );
}

fn log_in_with(
    store: &dyn Store,
    passwords: &dyn Passwords,
    password: &str,
) -> Result<(), LogInError> {
    static SEED: AtomicU64 = AtomicU64::new(100);
    let cmd = LogIn {
        email: Some(email("ann")),
        password: password.to_owned(),
        device: Device::default(),
    };
    let lifetimes = Lifetimes {
        access: Duration::MINUTE,
        refresh: Duration::DAY,
    };
    // Ids of its own for each session.
    let ctx = fakes::ctx(SEED.fetch_add(1, Ordering::Relaxed));
    log_in(store, &ctx, passwords, &PlainTokens, lifetimes, &cmd).map(drop)
}

#[test]
fn the_link_that_is_mailed_replaces_the_password_once() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(2);
    let ann = joined(&*store, |_| {});
    request_reset(&*store, &ctx, &ann.email).unwrap();
    let mails = sent(&*store, &ctx);
    assert_eq!((mails.len(), mails[0].kind), (1, NoticeKind::PasswordReset));
    let Content::Plain(PlainContent { action, .. }) = &mails[0].content else {
        panic!("{mails:?}");
    };
    let link = &action.as_ref().unwrap().url;
    let token = link.strip_prefix("https://meet.example.org/reset/");
    let token = token.unwrap().to_owned();
    assert_eq!(choose(&*store, &ctx, &token, NEW).unwrap(), ann.id);
    log_in_with(&*store, &PlainPasswords, NEW).unwrap();
    assert!(log_in_with(&*store, &PlainPasswords, "secret of ann").is_err());
    assert_dead(&choose(&*store, &ctx, &token, "another battery horse"));
    log_in_with(&*store, &PlainPasswords, NEW).unwrap();
}

#[test]
fn nobody_else_gets_a_mail_and_nothing_is_left_to_look_at() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(2);
    let ann = joined(&*store, |ann| ann.is_active = false);
    for who in [ann.email, email("nobody")] {
        request_reset(&*store, &ctx, &who).unwrap();
    }
    let depth = look(&*store, |tx| tx.outbox().count());
    assert_eq!((depth.queued, depth.failed), (0, 0), "no row");
    assert_eq!(sent(&*store, &ctx), []);
}

#[test]
fn whoever_asks_again_before_the_mail_left_gets_one() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(2);
    let ann = joined(&*store, |_| {});
    for _ in 0..3 {
        request_reset(&*store, &ctx, &ann.email).unwrap();
    }
    assert_eq!(sent(&*store, &ctx).len(), 1);
    request_reset(&*store, &ctx, &ann.email).unwrap();
    assert_eq!(sent(&*store, &ctx).len(), 1);
}

#[test]
fn a_link_dies_after_half_an_hour_and_with_the_password_it_was_made_for() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(2);
    let ann = joined(&*store, |_| {});
    let token = reset_token(&ctx, &PlainTokens, &ann).unwrap();
    let end = later(&ctx, Duration::minutes(30));
    assert_dead(&choose(&*store, &end, &token, NEW));
    let cmd = ChangePassword {
        old_password: "secret of ann".to_owned(),
        new_password: "correct horse".to_owned(),
    };
    change_password(&*store, &PlainPasswords, &actor(&ctx, &ann), &cmd).unwrap();
    assert_dead(&choose(&*store, &ctx, &token, NEW));
}

#[test]
fn no_other_token_and_no_inactive_account_will_do() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(2);
    let mut ann = joined(&*store, |_| {});
    let good = reset_token(&ctx, &PlainTokens, &ann).unwrap();
    let verification = verification_token(&ctx, &PlainTokens, &ann).unwrap();
    let nobodys = reset_token(&ctx, &PlainTokens, &user(&fakes::ctx(9), "nobody")).unwrap();
    for token in ["", "garbage", &verification, &nobodys] {
        assert_dead(&choose(&*store, &ctx, token, NEW));
    }
    ann.is_active = false;
    put(&*store, |tx| tx.users().update(&ann));
    assert_dead(&choose(&*store, &ctx, &good, NEW));
}

#[test]
fn a_password_that_is_not_good_enough_uses_the_link_not_up() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(2);
    let ann = joined(&*store, |_| {});
    let token = reset_token(&ctx, &PlainTokens, &ann).unwrap();
    match choose(&*store, &ctx, &token, "1234567") {
        Err(ResetPasswordError::Weak(faults)) => assert_eq!(
            faults,
            [
                PasswordFault::TooShort,
                PasswordFault::AllDigits,
                PasswordFault::Common
            ]
        ),
        other => panic!("{other:?}"),
    }
    choose(&*store, &ctx, &token, NEW).unwrap();
}

#[test]
fn all_sessions_end_and_the_address_counts_as_verified() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(2);
    let ann = joined(&*store, |ann| ann.email_verified_at = None);
    log_in_with(&*store, &PlainPasswords, "secret of ann").unwrap();
    let token = reset_token(&ctx, &PlainTokens, &ann).unwrap();
    choose(&*store, &ctx, &token, NEW).unwrap();
    assert_eq!(stored(&*store, ann.id).email_verified_at, Some(NOON));
    let ended = put(&*store, |tx| {
        tx.sessions().delete_expired(NOON + Duration::days(400))
    });
    assert_eq!(ended, 0, "none was left");
}

/// While one compares, another replaces the password.
struct Overtaken<'a>(&'a dyn Store, UserId);

impl Passwords for Overtaken<'_> {
    fn hash(&self, password: &str) -> Result<String, StoreError> {
        PlainPasswords.hash(password)
    }

    fn matches(&self, password: &str, hash: Option<&str>) -> bool {
        let mut user = stored(self.0, self.1);
        "plain$faster".clone_into(&mut user.password_hash);
        put(self.0, |tx| tx.users().update(&user));
        PlainPasswords.matches(password, hash)
    }
}

#[test]
fn a_log_in_with_a_password_that_was_just_replaced_begins_no_session() {
    let store = MemoryStore::fresh();
    let ann = joined(&*store, |_| {});
    let late = log_in_with(&*store, &Overtaken(&*store, ann.id), "secret of ann");
    assert!(
        matches!(late, Err(LogInError::InvalidCredentials)),
        "{late:?}"
    );
}
