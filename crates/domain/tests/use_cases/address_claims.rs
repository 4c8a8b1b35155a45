//! `auth::verify_email` and `auth::disown`: whose an address is.

use scheduler_domain::admin::{Registration, find_person};
use scheduler_domain::audit::{Action, By, Change, Filter};
use scheduler_domain::auth::{
    Actor, Device, DisownError, Disowned, Lifetimes, LogIn, LogInError, Session, User, VerifyEmail,
    VerifyEmailError, disown, log_in, verification_token, verify_email,
};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::ids::SessionId;
use scheduler_domain::meetings::{Filter as Meetings, list};
use scheduler_domain::participants::{Respond, Rsvp, respond};
use scheduler_domain::store::Store;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{actor, email, first_page, minutes, plan, user};
use scheduler_testkit::fakes::{PlainPasswords, PlainTokens, later};
use scheduler_testkit::world::{World, look, put};
use time::Duration;

/// Registered with the address of another person, and logged in twice.
struct Claim {
    user: User,
    sessions: [Actor; 2],
    token: String,
}

fn claim(world: &World<'_>, name: &str) -> Claim {
    let user = User {
        email_verified_at: None,
        password_hash: "plain$hostile horse".to_owned(),
        ..user(&world.ctx, name)
    };
    put(world.store, |tx| tx.users().insert(&user));
    let sessions = [(), ()].map(|()| begin_session(world, &user));
    let token = verification_token(&world.ctx, &PlainTokens, &user).unwrap();
    Claim {
        user,
        sessions,
        token,
    }
}

fn begin_session(world: &World<'_>, user: &User) -> Actor {
    let actor = actor(&world.ctx, user);
    let session = Session {
        id: actor.session_id,
        user_id: user.id,
        current_hash: world.ctx.secret(),
        previous_hash: None,
        rotated_at: world.ctx.now,
        expires_at: world.ctx.now + Duration::days(14),
    };
    put(world.store, |tx| {
        tx.sessions().insert(&session, &Device::default())
    });
    actor
}

fn verify(
    world: &World<'_>,
    claim: &Claim,
    session: Option<&Actor>,
    password: Option<&str>,
) -> Result<(), VerifyEmailError> {
    let cmd = VerifyEmail {
        token: claim.token.clone(),
        session,
        password: password.map(str::to_owned),
    };
    let (passwords, tokens) = (&PlainPasswords, &PlainTokens);
    verify_email(world.store, &world.ctx, passwords, tokens, &cmd)
}

fn stored(world: &World<'_>, claim: &Claim) -> Option<User> {
    look(world.store, |tx| tx.users().find(claim.user.id))
}

fn stands(world: &World<'_>, id: SessionId) -> bool {
    look(world.store, |tx| tx.sessions().find(id)).is_some()
}

/// How many meetings this session shows.
fn shown(store: &dyn Store, ctx: &Ctx, claim: &Claim) -> usize {
    let session = claim.sessions[0].session_id;
    let found = look(store, |tx| tx.sessions().find_with_user(session));
    let Some((session, user)) = found else {
        return 0;
    };
    let actor = user.into_actor(session.id, true);
    let page = list(store, ctx, &actor, &Meetings::default(), first_page());
    page.unwrap().items.len()
}

#[test]
fn link_alone_hands_no_invitation_to_the_registrant() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("Secret", minutes(60, 60), &["victim"]);
    let claim = claim(&world, "victim");
    for (session, password) in [
        (None, None),
        (None, Some("victim's guess")),
        (Some(&world.bob), None),
        (Some(&world.bob), Some("secret of bob")),
    ] {
        let refused = verify(&world, &claim, session, password);
        let is_refused = matches!(refused, Err(VerifyEmailError::ProofRequired));
        assert!(is_refused, "{refused:?}");
    }
    assert_eq!(stored(&world, &claim), Some(claim.user.clone()));
    assert_eq!(shown(&*store, &world.ctx, &claim), 0);
}

#[test]
fn session_of_the_account_verifies_and_ends_the_others() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("Plan", minutes(60, 60), &["victim"]);
    let claim = claim(&world, "victim");
    let [own, other] = &claim.sessions;
    verify(&world, &claim, Some(own), None).unwrap();
    let verified_at = stored(&world, &claim).unwrap().email_verified_at;
    assert_eq!(verified_at, Some(world.ctx.now));
    assert!(stands(&world, own.session_id) && !stands(&world, other.session_id));
    assert_eq!(shown(&*store, &world.ctx, &claim), 1);
    // A second time changes nothing.
    let version = stored(&world, &claim).unwrap().version;
    verify(&world, &claim, None, None).unwrap();
    assert_eq!(stored(&world, &claim).unwrap().version, version);
}

#[test]
fn password_of_the_account_verifies_and_ends_all_sessions() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let claim = claim(&world, "victim");
    verify(&world, &claim, Some(&world.bob), Some("hostile horse")).unwrap();
    assert!(stored(&world, &claim).unwrap().email_verified_at.is_some());
    let mut sessions = claim.sessions.iter();
    assert!(sessions.all(|session| !stands(&world, session.session_id)));
}

#[test]
fn link_for_a_former_address_is_dead() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let claim = claim(&world, "victim");
    let moved = User {
        email: email("elsewhere"),
        ..claim.user.clone()
    };
    put(&*store, |tx| tx.users().update_address(&moved));
    let dead = verify(&world, &claim, Some(&claim.sessions[0]), None);
    assert!(matches!(dead, Err(VerifyEmailError::Token(_))), "{dead:?}");
    let dead = disown(&*store, &world.ctx, &PlainTokens, &claim.token);
    assert!(matches!(dead, Err(DisownError::Token(_))), "{dead:?}");
    let access = world.bob.clone();
    let dead = disown(&*store, &world.ctx, &PlainTokens, &access.name);
    assert!(matches!(dead, Err(DisownError::Token(_))), "{dead:?}");
}

#[test]
fn disowned_account_without_history_is_removed() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let claim = claim(&world, "victim");
    let hostile = &claim.sessions[0];
    let own = world.planned(hostile, &plan("Trap", minutes(600, 60), &["zoe"]));
    world.ctx = later(&world.ctx, Duration::days(2));
    let gone = disown(&*store, &world.ctx, &PlainTokens, &claim.token).unwrap();
    assert_eq!(gone, Disowned::Removed(claim.user.id));
    assert_eq!(stored(&world, &claim), None);
    assert_eq!(world.find(own.id), None);
    assert!(!stands(&world, hostile.session_id));
    let again = disown(&*store, &world.ctx, &PlainTokens, &claim.token);
    assert!(matches!(again, Err(DisownError::Token(_))), "{again:?}");
    let settings = look(&*store, |tx| tx.settings().find());
    assert_ne!(settings.registration, Registration::Invitation);
    world.ann = scheduler_testkit::builders::join(&*store, &world.ctx, "victim");
}

#[test]
fn disowned_account_with_history_loses_the_address_only() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let root = scheduler_testkit::builders::superuser(&*store, &world.ctx, "root");
    for (name, accepts, days) in [("accepted", true, 1), ("old", false, 8)] {
        let claim = claim(&world, name);
        let hostile = &claim.sessions[0];
        let times = minutes(60 * 24 * 30, 60);
        let own = world.planned(hostile, &plan("Real", times, &["bob"]));
        if accepts {
            let yes = Respond::new(own.id, own.participants[0].id, Rsvp::Accepted);
            respond(&*store, &world.ctx, &world.bob, &yes).unwrap();
        }
        world.ctx = later(&world.ctx, Duration::days(days));
        let token = verification_token(&world.ctx, &PlainTokens, &claim.user).unwrap();
        let freed = disown(&*store, &world.ctx, &PlainTokens, &token).unwrap();
        assert_eq!(freed, Disowned::AddressFreed(claim.user.id));
        let after = stored(&world, &claim).unwrap();
        assert!(!after.is_active && after.email.as_str().ends_with("@disowned.invalid"));
        assert!(!stands(&world, hostile.session_id));
        let found = world.find(own.id).unwrap();
        assert_eq!(found.organiser.email, after.email);
        // The owner of the address is not busy with a stranger's meeting.
        assert_eq!(world.clashes(&world.ann, &[email(name)], times), []);
        assert_eq!(world.clashes(&world.ann, &[after.email], times).len(), 1);
        let log = look(&*store, |tx| {
            tx.audit().list(&Filter::default(), first_page())
        });
        let newest = &log.items[0];
        assert_eq!(newest.action, Action::UserDisown.word());
        assert_eq!(newest.by, By::Guest(email(name)));
        let told = Change::new("is_active", Some("true"), Some("false"));
        assert!(newest.changes.contains(&told));
        assert!(find_person(&*store, &world.ctx, &root, claim.user.id).is_ok());
        scheduler_testkit::builders::join(&*store, &world.ctx, name);
    }
}

#[test]
fn verified_and_staff_accounts_are_not_disowned() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let verified = claim(&world, "verified");
    verify(&world, &verified, Some(&verified.sessions[0]), None).unwrap();
    let staff = claim(&world, "staff");
    let promoted = User {
        is_staff: true,
        ..staff.user.clone()
    };
    put(&*store, |tx| tx.users().update(&promoted));
    for claim in [verified, staff] {
        let kept = disown(&*store, &world.ctx, &PlainTokens, &claim.token);
        assert!(matches!(kept, Err(DisownError::Established)), "{kept:?}");
        assert!(stands(&world, claim.sessions[0].session_id));
    }
}

#[test]
fn freed_address_logs_nobody_in() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let claim = claim(&world, "victim");
    world.ctx = later(&world.ctx, Duration::days(9));
    let token = verification_token(&world.ctx, &PlainTokens, &claim.user).unwrap();
    disown(&*store, &world.ctx, &PlainTokens, &token).unwrap();
    for address in [email("victim"), stored(&world, &claim).unwrap().email] {
        let cmd = LogIn {
            email: Some(address),
            password: "hostile horse".to_owned(),
            device: Device::default(),
        };
        let lifetimes = Lifetimes {
            access: Duration::minutes(15),
            refresh: Duration::days(14),
        };
        let (passwords, tokens) = (&PlainPasswords, &PlainTokens);
        let refused = log_in(&*store, &world.ctx, passwords, tokens, lifetimes, &cmd);
        assert!(matches!(refused, Err(LogInError::InvalidCredentials)));
    }
}
