//! What every use case answers when the store does not.

use scheduler_domain::auth::{
    self, AuthenticateError, ChangePassword, ChangePasswordError, ChangeProfile,
    ChangeProfileError, Claims, CreateSuperuserError, Device, Lifetimes, LogIn, LogInError,
    LogOutError, ProfileError, RefreshError, Register, RegisterError, TokenKind, VerifyEmailError,
};
use scheduler_domain::calendar;
use scheduler_domain::conflicts::{CheckConflicts, CheckConflictsError, check_conflicts};
use scheduler_domain::idempotency::{self, OnceError};
use scheduler_domain::ids::{MeetingId, ParticipantId};
use scheduler_domain::meetings::{
    self, CancelError, DeleteError, Filter, FindError, Reschedule, RescheduleError, ScheduleError,
};
use scheduler_domain::notifications::{
    self, Delivery, ListNotificationsError, NoticeKind, NotifyError,
};
use scheduler_domain::participants::{
    self, Invite, InviteError, ListParticipantsError, RemoveError, Respond, RespondError, Rsvp,
};
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::Name;
use scheduler_domain::time::Zone;
use scheduler_testkit::builders::{actor, email, first_page, invitee, minutes, plan, user};
use scheduler_testkit::fakes::{self, BrokenStore, PlainPasswords, PlainTokens, RecordingMailer};
use time::Duration;
use uuid::Uuid;

#[test]
fn meetings_say_that_the_store_is_busy() {
    let store: &dyn Store = &BrokenStore(StoreError::Busy);
    let ctx = fakes::ctx(1);
    let ann = actor(&ctx, &user(&ctx, "ann"));
    let id = MeetingId(ctx.new_uuid());
    let cmd = plan("Plan", minutes(60, 60), &[]);
    let result = meetings::schedule(store, &ctx, &ann, &cmd);
    assert!(matches!(
        result,
        Err(ScheduleError::Store(StoreError::Busy))
    ));
    let result = meetings::reschedule(store, &ctx, &ann, id, None, &Reschedule::default());
    assert!(matches!(
        result,
        Err(RescheduleError::Store(StoreError::Busy))
    ));
    let result = meetings::cancel(store, &ctx, &ann, id, None);
    assert!(matches!(result, Err(CancelError::Store(StoreError::Busy))));
    let result = meetings::delete(store, &ctx, &ann, id, None);
    assert!(matches!(result, Err(DeleteError::Store(StoreError::Busy))));
    let result = meetings::find(store, &ctx, &ann, id);
    assert!(matches!(result, Err(FindError::Store(StoreError::Busy))));
    let result = meetings::list(store, &ctx, &ann, &Filter::default(), first_page());
    assert!(matches!(result, Err(StoreError::Busy)));
    let result = meetings::summary(store, &ctx, &ann);
    assert!(matches!(result, Err(StoreError::Busy)));
    let result = calendar::export_all(store, &ctx, &ann);
    assert!(matches!(result, Err(StoreError::Busy)));
    let cmd = CheckConflicts {
        times: minutes(60, 60),
        people: vec![email("zoe")],
        exclude: None,
    };
    let result = check_conflicts(store, &ctx, &ann, &cmd);
    assert!(matches!(
        result,
        Err(CheckConflictsError::Store(StoreError::Busy))
    ));
}

#[test]
fn participants_and_notifications_say_that_the_store_is_busy() {
    let store: &dyn Store = &BrokenStore(StoreError::Busy);
    let ctx = fakes::ctx(1);
    let ann = actor(&ctx, &user(&ctx, "ann"));
    let (id, participant) = (MeetingId(ctx.new_uuid()), ParticipantId(1));
    let cmd = Invite {
        meeting_id: id,
        invitee: invitee("zoe"),
        allow_conflicts: true,
    };
    let result = participants::invite(store, &ctx, &ann, &cmd);
    assert!(matches!(result, Err(InviteError::Store(StoreError::Busy))));
    let result = participants::remove(store, &ctx, &ann, id, participant);
    assert!(matches!(result, Err(RemoveError::Store(StoreError::Busy))));
    let result = participants::respond(
        store,
        &ctx,
        &ann,
        &Respond::new(id, participant, Rsvp::Accepted),
    );
    assert!(matches!(result, Err(RespondError::Store(StoreError::Busy))));
    let result = participants::list_participants(store, &ann, id, first_page());
    assert!(matches!(
        result,
        Err(ListParticipantsError::Store(StoreError::Busy))
    ));
    let result = notifications::notify(store, &ctx, &ann, id, NoticeKind::Reminder);
    assert!(matches!(result, Err(NotifyError::Store(StoreError::Busy))));
    let result = notifications::list_notifications(store, &ann, id, first_page());
    assert!(matches!(
        result,
        Err(ListNotificationsError::Store(StoreError::Busy))
    ));
    let delivery = Delivery {
        mailer: &RecordingMailer::default(),
        tokens: &PlainTokens,
        public_url: "",
        batch: 1,
        incidents: &|_incident| {},
    };
    assert!(matches!(
        notifications::remind(store, &ctx, 1),
        Err(StoreError::Busy)
    ));
    let result = notifications::deliver(store, &ctx, &delivery, &|| ctx.now);
    assert!(matches!(result, Err(StoreError::Busy)));
}

#[test]
fn accounts_say_that_the_store_is_busy() {
    let store: &dyn Store = &BrokenStore(StoreError::Busy);
    let ctx = fakes::ctx(1);
    let ann = actor(&ctx, &user(&ctx, "ann"));
    let cmd = Register {
        email: email("ann"),
        username: None,
        password: "correct horse".to_owned(),
        first_name: Name::default(),
        last_name: Name::default(),
        zone: Zone::utc(),
    };
    let result = auth::register(store, &ctx, &PlainPasswords, true, cmd);
    assert!(matches!(
        result,
        Err(RegisterError::Store(StoreError::Busy))
    ));
    let secret = "correct horse".to_owned();
    let result = auth::create_superuser(store, &ctx, &PlainPasswords, email("ann"), secret);
    assert!(matches!(
        result,
        Err(CreateSuperuserError::Store(StoreError::Busy))
    ));
    let result = auth::profile(store, &ann);
    assert!(matches!(result, Err(ProfileError::Store(StoreError::Busy))));
    let result = auth::change_profile(store, &ann, &ChangeProfile::default());
    assert!(matches!(
        result,
        Err(ChangeProfileError::Store(StoreError::Busy))
    ));
    let cmd = ChangePassword {
        old_password: String::new(),
        new_password: String::new(),
    };
    let result = auth::change_password(store, &PlainPasswords, &ann, &cmd);
    assert!(matches!(
        result,
        Err(ChangePasswordError::Store(StoreError::Busy))
    ));
    let account = user(&ctx, "ann");
    let token = auth::verification_token(&ctx, &PlainTokens, &account).unwrap();
    let cmd = auth::VerifyEmail {
        token: token.clone(),
        session: Some(&ann),
        password: None,
    };
    let result = auth::verify_email(store, &ctx, &PlainPasswords, &PlainTokens, &cmd);
    assert!(matches!(
        result,
        Err(VerifyEmailError::Store(StoreError::Busy))
    ));
    let result = auth::disown(store, &ctx, &PlainTokens, &token);
    assert!(matches!(
        result,
        Err(auth::DisownError::Store(StoreError::Busy))
    ));
    let result = auth::resend_verification(store, &ctx, &ann);
    assert!(matches!(result, Err(StoreError::Busy)));
    assert!(matches!(
        auth::request_reset(store, &ctx, &email("ann")),
        Err(StoreError::Busy)
    ));
    let cmd = auth::ResetPassword {
        token: auth::reset_token(&ctx, &PlainTokens, &user(&ctx, "ann")).unwrap(),
        new_password: String::new(),
    };
    let result = auth::reset_password(store, &ctx, &PlainPasswords, &PlainTokens, &cmd);
    assert!(matches!(
        result,
        Err(auth::ResetPasswordError::Store(StoreError::Busy))
    ));
    assert!(matches!(
        auth::signing_key(store, &ctx),
        Err(StoreError::Busy)
    ));
    assert!(matches!(
        auth::purge_sessions(store, &ctx),
        Err(StoreError::Busy)
    ));
}

#[test]
fn sessions_say_that_the_store_is_busy() {
    use scheduler_domain::auth::Tokens;
    let store: &dyn Store = &BrokenStore(StoreError::Busy);
    let ctx = fakes::ctx(1);
    let ann = actor(&ctx, &user(&ctx, "ann"));
    let lifetimes = Lifetimes {
        access: Duration::MINUTE,
        refresh: Duration::DAY,
    };
    let cmd = LogIn {
        email: Some(email("ann")),
        password: String::new(),
        device: Device::default(),
    };
    let result = auth::log_in(store, &ctx, &PlainPasswords, &PlainTokens, lifetimes, &cmd);
    assert!(matches!(result, Err(LogInError::Store(StoreError::Busy))));
    let claims = Claims {
        kind: TokenKind::Refresh,
        user_id: ann.user_id,
        session_id: Some(ann.session_id),
        id: Uuid::from_u128(1),
        issued_at: ctx.now,
        expires_at: ctx.now + Duration::DAY,
    };
    let token = PlainTokens.sign(&claims).unwrap();
    let result = auth::refresh(store, &ctx, &PlainTokens, lifetimes, &token);
    assert!(matches!(result, Err(RefreshError::Store(StoreError::Busy))));
    let result = auth::log_out(store, &ctx, &PlainTokens, &token);
    assert!(matches!(result, Err(LogOutError::Store(StoreError::Busy))));
    let result = auth::authenticate(store, true, &claims);
    assert!(matches!(
        result,
        Err(AuthenticateError::Store(StoreError::Busy))
    ));
}

#[test]
fn requests_say_that_the_store_is_busy() {
    let store: &dyn Store = &BrokenStore(StoreError::Busy);
    let ctx = fakes::ctx(1);
    let result = idempotency::once(
        store,
        &ctx,
        None,
        |_| Ok::<_, ScheduleError>(()),
        |()| unreachable!("the step never ran"),
    );
    let is_busy = matches!(
        result,
        Err(OnceError::Step(ScheduleError::Store(StoreError::Busy)))
    );
    assert!(is_busy, "{result:?}");
    let result = idempotency::purge_answers(store, &ctx);
    assert!(matches!(result, Err(StoreError::Busy)));
}

#[test]
fn a_row_that_changed_at_the_last_moment_is_stale() {
    let store: &dyn Store = &BrokenStore(StoreError::Stale);
    let ctx = fakes::ctx(1);
    let ann = actor(&ctx, &user(&ctx, "ann"));
    let id = MeetingId(ctx.new_uuid());
    let result = meetings::reschedule(store, &ctx, &ann, id, None, &Reschedule::default());
    assert!(matches!(result, Err(RescheduleError::Stale)), "{result:?}");
    let result = meetings::cancel(store, &ctx, &ann, id, None);
    assert!(matches!(result, Err(CancelError::Stale)), "{result:?}");
}
