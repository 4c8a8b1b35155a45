//! `auth`: register, profile, password, verification, the signing key.

use scheduler_domain::audit::{By, Filter};
use scheduler_domain::auth::{
    Actor, ChangePassword, ChangePasswordError, ChangeProfile, ChangeProfileError,
    CreateSuperuserError, PasswordFault, Passwords, ProfileError, Register, RegisterError,
    TokenFault, User, Username, VerifyEmail, VerifyEmailError, change_password, change_profile,
    create_superuser, profile, register, resend_verification, signing_key, verification_token,
    verify_email,
};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::ids::UserId;
use scheduler_domain::notifications::{Leads, NoticeKind};
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::Name;
use scheduler_domain::time::Zone;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, first_page, join, user};
use scheduler_testkit::fakes::{self, NOON, PlainPasswords, PlainTokens, later};
use scheduler_testkit::world::{World, claim, look, put};
use time::Duration;

fn named(name: &str) -> Option<Username> {
    Username::parse(name).unwrap()
}

/// By the link and the password of [`account`].
fn confirm(store: &dyn Store, ctx: &Ctx, token: &str) -> Result<(), VerifyEmailError> {
    let cmd = VerifyEmail {
        token: token.to_owned(),
        session: None,
        password: Some("correct horse".to_owned()),
    };
    verify_email(store, ctx, &PlainPasswords, &PlainTokens, &cmd)
}

fn account(name: &str, username: &str) -> Register {
    Register {
        email: email(name),
        username: named(username),
        password: "correct horse".to_owned(),
        first_name: Name::parse("Ann").unwrap(),
        last_name: Name::parse("Lee").unwrap(),
        zone: Zone::parse("Europe/Berlin").unwrap(),
    }
}

fn stored(store: &dyn Store, id: UserId) -> User {
    look(store, |tx| tx.users().find(id)).unwrap()
}

fn nobody() -> Actor {
    let ctx = fakes::ctx(404);
    scheduler_testkit::builders::actor(&ctx, &user(&ctx, "nobody"))
}

#[test]
fn a_new_account_is_stored_and_not_verified() {
    let store = MemoryStore::fresh();
    let cmd = account("ann", "Annie");
    let ann = register(&*store, &fakes::ctx(1), &PlainPasswords, false, cmd).unwrap();
    assert_eq!(stored(&*store, ann.id), ann);
    assert_eq!(ann.display_name(), "Ann Lee");
    let forged = User {
        last_name: Name::parse("<boss@bank.example>").unwrap(),
        ..ann.clone()
    };
    assert_eq!(forged.display_name(), "ann@example.org");
    assert_eq!((ann.email_verified_at, ann.date_joined), (None, NOON));
    assert!(ann.is_active && !ann.is_staff && !ann.is_superuser);
    assert!(PlainPasswords.matches("correct horse", Some(&ann.password_hash)));
    assert_eq!(
        claim(&*store, NOON, 10),
        [],
        "nobody asked for verification"
    );
}

#[test]
fn a_verification_is_mailed_where_it_is_required() {
    let store = MemoryStore::fresh();
    let cmd = account("ann", "");
    register(&*store, &fakes::ctx(1), &PlainPasswords, true, cmd).unwrap();
    let queued = claim(&*store, NOON, 10);
    assert_eq!(queued.len(), 1);
    let notice = &queued[0].notice;
    assert_eq!(notice.kind, NoticeKind::EmailVerification);
    assert_eq!((&notice.email, notice.meeting_id), (&email("ann"), None));
    assert_eq!(notice.name, "Ann Lee");
}

#[test]
fn an_address_or_user_name_is_taken_once_and_both_are_said() {
    let store = MemoryStore::fresh();
    let run = |seed, cmd| register(&*store, &fakes::ctx(seed), &PlainPasswords, true, cmd);
    run(1, account("ann", "Annie")).unwrap();
    for (cmd, expected) in [
        (account("ann", "other"), (true, false)),
        (account("bob", "aNNIE"), (false, true)),
        (account("ann", "annie"), (true, true)),
    ] {
        match run(2, cmd) {
            Err(RegisterError::Taken { email, username }) => {
                assert_eq!((email, username), expected);
            }
            other => panic!("{other:?}"),
        }
    }
    run(3, account("bob", "")).unwrap();
    run(4, account("cleo", "")).unwrap();
    assert_eq!(claim(&*store, NOON, 10).len(), 3);
}

#[test]
fn whoever_comes_second_by_a_hair_is_told_the_same() {
    use scheduler_domain::store::Key;
    let taken = |key| RegisterError::from(StoreError::Duplicate(key));
    assert!(matches!(
        taken(Key::UserEmail),
        RegisterError::Taken {
            email: true,
            username: false
        }
    ));
    assert!(matches!(
        taken(Key::Username),
        RegisterError::Taken {
            email: false,
            username: true
        }
    ));
    assert!(matches!(taken(Key::Other), RegisterError::Store(_)));
}

#[test]
fn an_invitation_from_before_the_account_is_seen_once_the_address_is_verified() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let times = scheduler_testkit::builders::minutes(60, 60);
    let meeting = world.meeting("Plan", times, &["zoe"]);
    let cmd = account("zoe", "");
    let zoe = register(&*store, &fakes::ctx(9), &PlainPasswords, true, cmd).unwrap();
    let actor = scheduler_testkit::builders::actor(&world.ctx, &zoe);
    assert!(scheduler_domain::meetings::find(&*store, &world.ctx, &actor, meeting.id).is_err());
    let token = verification_token(&world.ctx, &PlainTokens, &zoe).unwrap();
    confirm(&*store, &world.ctx, &token).unwrap();
    let actor = scheduler_testkit::builders::actor(&world.ctx, &stored(&*store, zoe.id));
    let found = scheduler_domain::meetings::find(&*store, &world.ctx, &actor, meeting.id).unwrap();
    assert!(found.participants[0].user.unwrap().is_verified);
}

#[test]
fn an_address_is_verified_once_and_the_first_time_stays() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let cmd = account("ann", "");
    let ann = register(&*store, &ctx, &PlainPasswords, true, cmd).unwrap();
    let token = verification_token(&ctx, &PlainTokens, &ann).unwrap();
    for minutes in [1, 2] {
        let ctx = later(&ctx, Duration::minutes(minutes));
        confirm(&*store, &ctx, &token).unwrap();
        let verified_at = stored(&*store, ann.id).email_verified_at;
        assert_eq!(verified_at, Some(NOON + Duration::MINUTE));
    }
}

#[test]
fn a_bad_link_verifies_nothing() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let cmd = account("ann", "");
    let ann = register(&*store, &ctx, &PlainPasswords, true, cmd).unwrap();
    let fault = |ctx, token: &str| match confirm(&*store, ctx, token) {
        Err(VerifyEmailError::Token(fault)) => fault,
        other => panic!("{other:?}"),
    };
    let good = verification_token(&ctx, &PlainTokens, &ann).unwrap();
    let nobodys = verification_token(&ctx, &PlainTokens, &user(&fakes::ctx(9), "nobody")).unwrap();
    assert_eq!(fault(&ctx, "garbage"), TokenFault::Invalid);
    assert_eq!(fault(&ctx, &nobodys), TokenFault::Invalid);
    let access = good.replace("verify", "access");
    assert_eq!(fault(&ctx, &access), TokenFault::WrongType);
    assert_eq!(
        fault(&later(&ctx, Duration::days(3)), &good),
        TokenFault::Expired
    );
    assert_eq!(stored(&*store, ann.id).email_verified_at, None);
}

#[test]
fn a_verification_is_mailed_again_only_while_it_is_needed() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let cmd = account("ann", "");
    let ann = register(&*store, &ctx, &PlainPasswords, false, cmd).unwrap();
    let actor = scheduler_testkit::builders::actor(&ctx, &ann);
    resend_verification(&*store, &ctx, &actor).unwrap();
    assert_eq!(claim(&*store, NOON, 10).len(), 1);
    let token = verification_token(&ctx, &PlainTokens, &ann).unwrap();
    confirm(&*store, &ctx, &token).unwrap();
    resend_verification(&*store, &ctx, &actor).unwrap();
    resend_verification(&*store, &ctx, &nobody()).unwrap();
    assert_eq!(claim(&*store, NOON, 10), []);
}

#[test]
fn a_profile_changes_where_something_is_said() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let ann = join(&*store, &ctx, "ann");
    let before = stored(&*store, ann.user_id);
    let same = change_profile(&*store, &ann, &ChangeProfile::default()).unwrap();
    assert_eq!(same, before);
    let cmd = ChangeProfile {
        username: Some(named("Annie")),
        first_name: Some(Name::parse("Anna").unwrap()),
        last_name: Some(Name::parse("Lee").unwrap()),
        zone: Some(Zone::parse("Asia/Tokyo").unwrap()),
        reminders: Some(Some(Leads::default())),
    };
    let after = change_profile(&*store, &ann, &cmd).unwrap();
    assert_eq!(stored(&*store, ann.user_id), after);
    assert_eq!(
        (after.display_name().as_str(), after.zone.name()),
        ("Anna Lee", "Asia/Tokyo")
    );
    assert_eq!(after.reminders, Some(Leads::default()));
    let drop_name = ChangeProfile {
        username: Some(None),
        reminders: Some(None),
        ..ChangeProfile::default()
    };
    let after = change_profile(&*store, &ann, &drop_name).unwrap();
    assert_eq!((after.username, after.first_name.as_str()), (None, "Anna"));
    assert_eq!(after.reminders, None);
}

#[test]
fn a_profile_cannot_take_the_user_name_of_another() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let (ann, bob) = (join(&*store, &ctx, "ann"), join(&*store, &ctx, "bob"));
    let rename = |actor: &Actor, name: &str| {
        let cmd = ChangeProfile {
            username: Some(named(name)),
            ..ChangeProfile::default()
        };
        change_profile(&*store, actor, &cmd)
    };
    rename(&ann, "Éva").unwrap();
    rename(&ann, "éva").unwrap();
    let taken = rename(&bob, "ÉVA");
    assert!(
        matches!(taken, Err(ChangeProfileError::UsernameTaken)),
        "{taken:?}"
    );
    let gone = rename(&nobody(), "x");
    assert!(
        matches!(gone, Err(ChangeProfileError::NotFound)),
        "{gone:?}"
    );
}

fn passwords(old: &str, new: &str) -> ChangePassword {
    ChangePassword {
        old_password: old.to_owned(),
        new_password: new.to_owned(),
    }
}

#[test]
fn a_password_is_changed_by_who_knows_the_old_one() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let ann = join(&*store, &ctx, "ann");
    let run = |old: &str, new: &str| {
        change_password(&*store, &PlainPasswords, &ann, &passwords(old, new))
    };
    let wrong = run("guess", "correct horse");
    assert!(
        matches!(wrong, Err(ChangePasswordError::WrongPassword)),
        "{wrong:?}"
    );
    match run("secret of ann", "1234567") {
        Err(ChangePasswordError::Weak(faults)) => {
            assert_eq!(
                faults,
                [
                    PasswordFault::TooShort,
                    PasswordFault::AllDigits,
                    PasswordFault::Common
                ]
            );
        }
        other => panic!("{other:?}"),
    }
    run("secret of ann", "correct horse").unwrap();
    let hash = stored(&*store, ann.user_id).password_hash;
    assert!(PlainPasswords.matches("correct horse", Some(&hash)));
    let cmd = passwords("x", "correct horse");
    let gone = change_password(&*store, &PlainPasswords, &nobody(), &cmd);
    assert!(
        matches!(gone, Err(ChangePasswordError::NotFound)),
        "{gone:?}"
    );
}

/// While one hashes, another is faster.
struct Overtaken<'a>(&'a dyn Store, UserId);

impl Passwords for Overtaken<'_> {
    fn hash(&self, password: &str) -> Result<String, StoreError> {
        put(self.0, |tx| {
            let user = tx.users().find(self.1)?.unwrap();
            tx.users().update(&User {
                password_hash: "plain$faster".to_owned(),
                ..user
            })
        });
        PlainPasswords.hash(password)
    }

    fn matches(&self, password: &str, hash: Option<&str>) -> bool {
        PlainPasswords.matches(password, hash)
    }
}

#[test]
fn of_two_who_change_a_password_at_once_one_is_told() {
    let store = MemoryStore::fresh();
    let ann = join(&*store, &fakes::ctx(1), "ann");
    let cmd = passwords("secret of ann", "correct horse");
    let raced = change_password(&*store, &Overtaken(&*store, ann.user_id), &ann, &cmd);
    assert!(
        matches!(raced, Err(ChangePasswordError::Raced)),
        "{raced:?}"
    );
    assert_eq!(stored(&*store, ann.user_id).password_hash, "plain$faster");
}

#[test]
fn one_reads_ones_own_account() {
    let store = MemoryStore::fresh();
    let ann = join(&*store, &fakes::ctx(1), "ann");
    let read = profile(&*store, &ann).unwrap();
    assert_eq!(read, stored(&*store, ann.user_id));
    let gone = profile(&*store, &nobody());
    assert!(matches!(gone, Err(ProfileError::NotFound)), "{gone:?}");
}

#[test]
fn a_superuser_is_verified_and_staff() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let create = |name: &str, password: &str| {
        create_superuser(
            &*store,
            &ctx,
            &PlainPasswords,
            email(name),
            password.to_owned(),
        )
    };
    let root = create("root", "correct horse").unwrap();
    assert_eq!(stored(&*store, root.id), root);
    assert!(root.is_active && root.is_staff && root.is_superuser);
    assert_eq!(root.email_verified_at, Some(NOON));
    assert_eq!(claim(&*store, NOON, 10), []);
    let log = || {
        look(&*store, |tx| {
            tx.audit().list(&Filter::default(), first_page())
        })
        .items
    };
    assert_eq!(
        (&log()[0].by, log()[0].action.as_str()),
        (&By::CommandLine, "user.create")
    );
    assert!(!format!("{:?}", log()).contains("horse"));
    let taken = create("root", "another horse");
    assert!(
        matches!(taken, Err(CreateSuperuserError::Taken)),
        "{taken:?}"
    );
    let weak = create("other", "12345678");
    assert!(
        matches!(weak, Err(CreateSuperuserError::Weak(_))),
        "{weak:?}"
    );
    assert_eq!(log().len(), 1);
}

#[test]
fn the_signing_key_is_made_once() {
    let store = MemoryStore::fresh();
    let first = signing_key(&*store, &fakes::ctx(1)).unwrap();
    let second = signing_key(&*store, &fakes::ctx(2)).unwrap();
    assert_eq!(first.len(), 32);
    assert_eq!(first, second);
    let other = signing_key(&*MemoryStore::fresh(), &fakes::ctx(2)).unwrap();
    assert_ne!(first, other);
}
