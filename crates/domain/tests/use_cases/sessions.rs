//! `auth`: log-in, refresh, log-out, and who sends a request.

use scheduler_domain::auth::{
    Actor, AuthenticateError, ChangePassword, Device, Lifetimes, LogIn, LogInError, LogOutError,
    LoggedIn, RefreshError, TokenFault, TokenPair, User, access_claims, authenticate,
    change_password, log_in, log_out, purge_sessions, refresh,
};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::store::Store;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, join};
use scheduler_testkit::fakes::{self, PlainPasswords, PlainTokens, later};
use scheduler_testkit::world::{look, put};
use time::Duration;

const LIFETIMES: Lifetimes = Lifetimes {
    access: Duration::minutes(15),
    refresh: Duration::days(14),
};

fn enter(store: &dyn Store, ctx: &Ctx, name: &str, password: &str) -> Result<LoggedIn, LogInError> {
    let cmd = LogIn {
        email: Some(email(name)),
        password: password.to_owned(),
        device: Device::default(),
    };
    log_in(store, ctx, &PlainPasswords, &PlainTokens, LIFETIMES, &cmd)
}

pub(crate) fn entered(store: &dyn Store, ctx: &Ctx) -> TokenPair {
    enter(store, ctx, "ann", "secret of ann").unwrap().tokens
}

pub(crate) fn rotate(store: &dyn Store, ctx: &Ctx, token: &str) -> Result<TokenPair, RefreshError> {
    refresh(store, ctx, &PlainTokens, LIFETIMES, token).map(|refreshed| refreshed.tokens)
}

fn leave(store: &dyn Store, ctx: &Ctx, token: &str) -> Result<(), LogOutError> {
    log_out(store, ctx, &PlainTokens, token)
}

pub(crate) fn who(store: &dyn Store, ctx: &Ctx, token: &str) -> Result<Actor, AuthenticateError> {
    let claims = access_claims(ctx, &PlainTokens, token)?;
    authenticate(store, true, &claims)
}

fn deactivate(store: &dyn Store, name: &str) {
    put(store, |tx| {
        let user = tx.users().find_by_email(&email(name))?.unwrap();
        tx.users().update(&User {
            is_active: false,
            ..user
        })
    });
}

pub(crate) fn has_ended(result: &Result<TokenPair, RefreshError>) -> bool {
    matches!(result, Err(RefreshError::SessionEnded))
}

#[test]
fn who_knows_the_password_is_let_in() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let ann = join(&*store, &ctx, "ann");
    let entered = enter(&*store, &ctx, "ann", "secret of ann").unwrap();
    assert_eq!(entered.user.id, ann.user_id);
    let actor = who(&*store, &ctx, &entered.tokens.access).unwrap();
    assert_eq!((actor.user_id, &actor.email), (ann.user_id, &ann.email));
    assert!(actor.owns_address && !actor.is_staff);
    let again = enter(&*store, &ctx, "ann", "secret of ann").unwrap();
    let other = who(&*store, &ctx, &again.tokens.access).unwrap();
    assert_ne!(
        actor.session_id, other.session_id,
        "a session for each log-in"
    );
}

#[test]
fn nobody_learns_why_they_are_not_let_in() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    join(&*store, &ctx, "bob");
    deactivate(&*store, "bob");
    let no_address = LogIn {
        email: None,
        password: "secret of ann".to_owned(),
        device: Device::default(),
    };
    let no_address = log_in(
        &*store,
        &ctx,
        &PlainPasswords,
        &PlainTokens,
        LIFETIMES,
        &no_address,
    );
    for result in [
        enter(&*store, &ctx, "ann", "wrong"),
        enter(&*store, &ctx, "ann", ""),
        enter(&*store, &ctx, "ann", &"x".repeat(72)),
        enter(&*store, &ctx, "nobody", "secret of ann"),
        enter(&*store, &ctx, "bob", "secret of bob"),
        no_address,
    ] {
        assert!(
            matches!(result, Err(LogInError::InvalidCredentials)),
            "{result:?}"
        );
    }
}

#[test]
fn an_access_token_works_for_its_time_only() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let tokens = entered(&*store, &ctx);
    let almost = later(&ctx, LIFETIMES.access - Duration::SECOND);
    assert!(who(&*store, &almost, &tokens.access).is_ok());
    let fault = |ctx: &Ctx, token: &str| match who(&*store, ctx, token) {
        Err(AuthenticateError::Token(fault)) => fault,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        fault(&later(&ctx, LIFETIMES.access), &tokens.access),
        TokenFault::Expired
    );
    assert_eq!(fault(&ctx, &tokens.refresh), TokenFault::WrongType);
    assert_eq!(fault(&ctx, "garbage"), TokenFault::Invalid);
}

#[test]
fn an_access_token_without_a_session_is_none() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let ann = scheduler_testkit::builders::user(&ctx, "ann");
    let token = scheduler_domain::auth::verification_token(&ctx, &PlainTokens, &ann);
    let forged = token.unwrap().replace("verify", "access");
    let result = who(&*store, &ctx, &forged);
    let is_invalid = matches!(result, Err(AuthenticateError::Token(TokenFault::Invalid)));
    assert!(is_invalid, "{result:?}");
    let forged = forged.replace("access", "refresh");
    let result = rotate(&*store, &ctx, &forged);
    let is_invalid = matches!(result, Err(RefreshError::Token(TokenFault::Invalid)));
    assert!(is_invalid, "{result:?}");
    let result = leave(&*store, &ctx, &forged);
    let is_invalid = matches!(result, Err(LogOutError::Token(TokenFault::Invalid)));
    assert!(is_invalid, "{result:?}");
}

#[test]
fn an_inactive_user_is_out_at_once() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let tokens = entered(&*store, &ctx);
    deactivate(&*store, "ann");
    let out = who(&*store, &ctx, &tokens.access);
    assert!(
        matches!(out, Err(AuthenticateError::SessionEnded)),
        "{out:?}"
    );
    assert!(has_ended(&rotate(&*store, &ctx, &tokens.refresh)));
}

#[test]
fn another_users_session_is_not_mine() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let bob = join(&*store, &ctx, "bob");
    let tokens = entered(&*store, &ctx);
    let mut claims = access_claims(&ctx, &PlainTokens, &tokens.access).unwrap();
    claims.user_id = bob.user_id;
    let mixed = authenticate(&*store, true, &claims);
    assert!(
        matches!(mixed, Err(AuthenticateError::SessionEnded)),
        "{mixed:?}"
    );
}

#[test]
fn an_address_counts_once_it_is_verified_or_where_nobody_asks() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let ann = join(&*store, &ctx, "ann");
    put(&*store, |tx| {
        let user = tx.users().find(ann.user_id)?.unwrap();
        tx.users().update(&User {
            email_verified_at: None,
            ..user
        })
    });
    let claims = access_claims(&ctx, &PlainTokens, &entered(&*store, &ctx).access).unwrap();
    let with = authenticate(&*store, true, &claims).unwrap();
    assert_eq!((with.owns_address, with.address()), (false, None));
    let without = authenticate(&*store, false, &claims).unwrap();
    assert_eq!(without.address(), Some(&ann.email));
}

#[test]
fn a_refresh_token_gives_a_new_pair_and_the_session_lives_on() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let mut tokens = entered(&*store, &ctx);
    let session = who(&*store, &ctx, &tokens.access).unwrap().session_id;
    let mut now = ctx.clone();
    for _ in 0..5 {
        now = later(&now, Duration::days(10));
        let next = rotate(&*store, &now, &tokens.refresh).unwrap();
        assert_ne!(next.refresh, tokens.refresh);
        assert_ne!(next.access, tokens.access);
        tokens = next;
        let actor = who(&*store, &now, &tokens.access).unwrap();
        assert_eq!(actor.session_id, session);
    }
    let late = rotate(&*store, &later(&now, LIFETIMES.refresh), &tokens.refresh);
    let is_expired = matches!(late, Err(RefreshError::Token(TokenFault::Expired)));
    assert!(is_expired, "{late:?}");
}

#[test]
fn the_token_before_gives_the_same_pair_for_ten_seconds() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let old = entered(&*store, &ctx).refresh;
    let ctx = later(&ctx, Duration::minutes(10));
    let first = rotate(&*store, &ctx, &old).unwrap();
    for seconds in [0, 5, 10] {
        let ctx = later(&ctx, Duration::seconds(seconds));
        assert_eq!(rotate(&*store, &ctx, &old).unwrap(), first, "{seconds}");
    }
    let after = later(&ctx, Duration::seconds(10));
    assert!(rotate(&*store, &after, &first.refresh).is_ok());
}

#[test]
fn a_token_that_is_used_later_again_ends_the_session() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let old = entered(&*store, &ctx).refresh;
    let other = entered(&*store, &ctx);
    let new = rotate(&*store, &ctx, &old).unwrap();
    let late = later(&ctx, Duration::seconds(10) + Duration::MICROSECOND);
    assert!(has_ended(&rotate(&*store, &late, &old)));
    assert!(
        has_ended(&rotate(&*store, &late, &new.refresh)),
        "the whole family"
    );
    let out = who(&*store, &late, &new.access);
    assert!(
        matches!(out, Err(AuthenticateError::SessionEnded)),
        "{out:?}"
    );
    assert!(
        rotate(&*store, &late, &other.refresh).is_ok(),
        "not the other log-in"
    );
}

#[test]
fn a_grandparent_token_ends_the_session_within_ten_seconds_too() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let first = entered(&*store, &ctx).refresh;
    let second = rotate(&*store, &ctx, &first).unwrap().refresh;
    let third = rotate(&*store, &ctx, &second).unwrap().refresh;
    assert!(has_ended(&rotate(&*store, &ctx, &first)));
    assert!(has_ended(&rotate(&*store, &ctx, &third)));
}

#[test]
fn only_refresh_tokens_refresh() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let tokens = entered(&*store, &ctx);
    for (token, fault) in [
        (tokens.access.as_str(), TokenFault::WrongType),
        ("garbage", TokenFault::Invalid),
    ] {
        match rotate(&*store, &ctx, token) {
            Err(RefreshError::Token(found)) => assert_eq!(found, fault),
            other => panic!("{other:?}"),
        }
        match leave(&*store, &ctx, token) {
            Err(LogOutError::Token(found)) => assert_eq!(found, fault),
            other => panic!("{other:?}"),
        }
    }
    assert!(rotate(&*store, &ctx, &tokens.refresh).is_ok());
}

#[test]
fn a_log_out_ends_one_session_once() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let (tokens, other) = (entered(&*store, &ctx), entered(&*store, &ctx));
    leave(&*store, &ctx, &tokens.refresh).unwrap();
    let again = leave(&*store, &ctx, &tokens.refresh);
    assert!(matches!(again, Err(LogOutError::SessionEnded)), "{again:?}");
    assert!(has_ended(&rotate(&*store, &ctx, &tokens.refresh)));
    let out = who(&*store, &ctx, &tokens.access);
    assert!(
        matches!(out, Err(AuthenticateError::SessionEnded)),
        "{out:?}"
    );
    assert!(who(&*store, &ctx, &other.access).is_ok());
}

#[test]
fn a_log_out_by_the_token_before_works_for_ten_seconds() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let (one, two) = (
        entered(&*store, &ctx).refresh,
        entered(&*store, &ctx).refresh,
    );
    rotate(&*store, &ctx, &one).unwrap();
    leave(&*store, &later(&ctx, Duration::seconds(10)), &one).unwrap();
    let new = rotate(&*store, &ctx, &two).unwrap();
    let late = later(&ctx, Duration::seconds(11));
    let stolen = leave(&*store, &late, &two);
    assert!(
        matches!(stolen, Err(LogOutError::SessionEnded)),
        "{stolen:?}"
    );
    assert!(
        has_ended(&rotate(&*store, &late, &new.refresh)),
        "it ends all the same"
    );
}

#[test]
fn a_new_password_ends_every_other_session() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    join(&*store, &ctx, "bob");
    let (mine, other) = (entered(&*store, &ctx), entered(&*store, &ctx));
    let bobs = enter(&*store, &ctx, "bob", "secret of bob").unwrap().tokens;
    let actor = who(&*store, &ctx, &mine.access).unwrap();
    let cmd = ChangePassword {
        old_password: "secret of ann".to_owned(),
        new_password: "correct horse".to_owned(),
    };
    change_password(&*store, &PlainPasswords, &actor, &cmd).unwrap();
    assert!(who(&*store, &ctx, &mine.access).is_ok());
    assert!(rotate(&*store, &ctx, &mine.refresh).is_ok());
    assert!(who(&*store, &ctx, &bobs.access).is_ok());
    assert!(has_ended(&rotate(&*store, &ctx, &other.refresh)));
    let old = enter(&*store, &ctx, "ann", "secret of ann");
    assert!(
        matches!(old, Err(LogInError::InvalidCredentials)),
        "{old:?}"
    );
    assert!(enter(&*store, &ctx, "ann", "correct horse").is_ok());
}

#[test]
fn sessions_that_have_expired_are_taken_away() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    join(&*store, &ctx, "ann");
    let tokens = entered(&*store, &ctx);
    let id = who(&*store, &ctx, &tokens.access).unwrap().session_id;
    assert_eq!(purge_sessions(&*store, &ctx).unwrap(), 0);
    let late = later(&ctx, LIFETIMES.refresh);
    assert_eq!(purge_sessions(&*store, &late).unwrap(), 1);
    assert_eq!(look(&*store, |tx| tx.sessions().find(id)), None);
}
