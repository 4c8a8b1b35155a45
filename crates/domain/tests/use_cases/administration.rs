//! What staff does leaves a line in the audit log, and what it decides holds where it is read.

use scheduler_domain::admin::{
    ChangeAccess, ChangePerson, ChangeRole, ChangeSettings, CreatePerson, CreateRole, DeletePerson,
    Fate, Permission, Retention, RoleName, SettingsError, Staff, change_access, change_person,
    change_role, change_settings, create_person_in, create_role_in, deactivate, delete_person,
    delete_role, end_sessions, mail_reset, reactivate,
};
use scheduler_domain::audit::{Action, By, Change, Filter};
use scheduler_domain::notifications::{Leads, remind};
use scheduler_domain::store::Store;
use scheduler_domain::text::{Name, Title};
use scheduler_domain::time::Zone;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, first_page, minutes, staff, superuser};
use scheduler_testkit::fakes::{self, PlainPasswords, later};
use scheduler_testkit::world::{World, look, sent};
use time::Duration;

/// What was done since, the oldest first: by whom, what, and each field.
fn log(store: &dyn Store, by: &Staff) -> Vec<(Action, Vec<Change>)> {
    let page = look(store, |tx| {
        tx.audit().list(&Filter::default(), first_page())
    });
    let own = page.items.into_iter().rev();
    own.filter(|one| one.by == By::User(by.actor().user_id))
        .map(|one| (Action::parse(&one.action).unwrap(), one.changes))
        .collect()
}

fn changed(field: &str, before: &str, after: &str) -> Change {
    Change::new(field, Some(before), Some(after))
}

#[test]
fn every_act_on_an_account_is_in_the_audit_log_without_a_secret() {
    let fresh = MemoryStore::fresh();
    let store: &dyn Store = &*fresh;
    let ctx = fakes::ctx(1);
    let root = superuser(store, &ctx, "root");
    let cmd = CreatePerson {
        email: email("zoe"),
        username: None,
        password: Some("battery staple".to_owned()),
        first_name: Name::default(),
        last_name: Name::default(),
        zone: Zone::utc(),
    };
    let user = cmd.draft(&ctx, &PlainPasswords).unwrap();
    let write = |tx: &mut dyn scheduler_domain::store::Tx| {
        create_person_in(tx, &ctx, &root, true, &cmd, &user)
    };
    let id = store.write(write).unwrap().user.id;
    let change = ChangePerson {
        first_name: Name::parse("Zoe").ok(),
        ..ChangePerson::default()
    };
    change_person(store, &ctx, &root, id, None, &change).unwrap();
    let access = ChangeAccess {
        is_staff: Some(true),
        ..ChangeAccess::default()
    };
    change_access(store, &ctx, &root, id, None, &access).unwrap();
    mail_reset(store, &ctx, &root, id).unwrap();
    end_sessions(store, &ctx, &root, id).unwrap();
    deactivate(store, &ctx, &root, id, None).unwrap();
    reactivate(store, &ctx, &root, id, None).unwrap();
    // What changes nothing is no news.
    reactivate(store, &ctx, &root, id, None).unwrap();
    change_person(store, &ctx, &root, id, None, &change).unwrap();
    change_access(store, &ctx, &root, id, None, &access).unwrap();
    let cmd = DeletePerson {
        id,
        expected: None,
        fate: Fate::Cancel,
        verify: true,
    };
    delete_person(store, &ctx, &root, &cmd).unwrap();
    let zoe = Change::kept("email", "zoe@example.org");
    let expected = [
        (
            Action::UserCreate,
            vec![Change::made("email", "zoe@example.org")],
        ),
        (
            Action::UserUpdate,
            vec![zoe.clone(), changed("first_name", "", "Zoe")],
        ),
        (
            Action::UserAccess,
            vec![zoe.clone(), changed("is_staff", "false", "true")],
        ),
        (Action::UserResetMail, vec![zoe.clone()]),
        (Action::UserEndSessions, vec![zoe.clone()]),
        (
            Action::UserDeactivate,
            vec![zoe.clone(), changed("is_active", "true", "false")],
        ),
        (
            Action::UserReactivate,
            vec![zoe, changed("is_active", "false", "true")],
        ),
        (
            Action::UserDelete,
            vec![
                Change::gone("email", "zoe@example.org"),
                Change::gone("meetings", "0"),
            ],
        ),
    ];
    assert_eq!(log(store, &root), expected);
    assert!(!format!("{:?}", log(store, &root)).contains("battery"));
}

#[test]
fn what_becomes_of_roles_and_settings_is_in_the_audit_log() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let root = superuser(&*store, &ctx, "root");
    let cmd = CreateRole {
        name: RoleName::parse("Desk").unwrap(),
        permissions: [Permission::UsersView].into_iter().collect(),
        is_active: true,
    };
    let store: &dyn Store = &*store;
    let made = store.write(|tx| create_role_in(tx, &ctx, &root, &cmd));
    let id = made.unwrap().role.id;
    let change = ChangeRole {
        permissions: Some(
            [Permission::UsersView, Permission::AuditView]
                .into_iter()
                .collect(),
        ),
        ..ChangeRole::default()
    };
    change_role(store, &ctx, &root, id, None, &change).unwrap();
    change_role(store, &ctx, &root, id, None, &change).unwrap();
    delete_role(store, &ctx, &root, id, None).unwrap();
    let change = ChangeSettings {
        audit_retention: Retention::try_new(60).ok(),
        sent_mail_retention: Some(Retention::try_new(90).ok()),
        ..ChangeSettings::default()
    };
    change_settings(store, &ctx, &root, Some(1), &change).unwrap();
    let same = change_settings(store, &ctx, &root, Some(2), &change).unwrap();
    assert_eq!(same.version, 2);
    let expected = [
        (
            Action::RoleCreate,
            vec![
                Change::made("name", "Desk"),
                Change::made("permissions", "users.view"),
                Change::made("is_active", "true"),
            ],
        ),
        (
            Action::RoleUpdate,
            vec![
                Change::kept("name", "Desk"),
                changed("permissions", "users.view", "users.view, audit.view"),
            ],
        ),
        (
            Action::RoleDelete,
            vec![
                Change::gone("name", "Desk"),
                Change::gone("permissions", "users.view, audit.view"),
                Change::gone("is_active", "true"),
            ],
        ),
        (
            Action::SettingsUpdate,
            vec![
                changed("audit_retention_days", "730", "60"),
                changed("sent_mail_retention_days", "", "90"),
            ],
        ),
    ];
    assert_eq!(log(store, &root), expected);
    let desk = staff(store, &ctx, "desk", &[Permission::UsersEdit]);
    let refused = change_settings(store, &ctx, &desk, None, &change);
    assert!(
        matches!(refused, Err(SettingsError::NotPermitted(_))),
        "{refused:?}"
    );
}

#[test]
fn who_has_not_chosen_is_reminded_as_staff_has_decided() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let root = superuser(&*store, &world.ctx, "root");
    remind(&*store, &world.ctx, 100).unwrap();
    world.meeting("Plan", minutes(180, 60), &["zoe"]);
    sent(&*store, &world.ctx);
    let cmd = ChangeSettings {
        reminders: Leads::try_new(&[60]).ok(),
        ..ChangeSettings::default()
    };
    change_settings(&*store, &world.ctx, &root, None, &cmd).unwrap();
    let mails = |after: i64| {
        let ctx = later(&world.ctx, Duration::minutes(after));
        while remind(&*store, &ctx, 100).unwrap() {}
        sent(&*store, &ctx).len()
    };
    // An hour before, both; a quarter of an hour before, nobody any more.
    assert_eq!((mails(119), mails(120), mails(165)), (0, 2, 0));
}

#[test]
fn whoever_acts_over_meetings_sees_and_edits_what_the_permission_says() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    let view = staff(&*store, &world.ctx, "view", &[Permission::MeetingsViewAll]);
    let edit = staff(&*store, &world.ctx, "edit", &[Permission::MeetingsEditAll]);
    assert!(!meeting.is_visible_to(view.actor()));
    let seeing = view.over_meetings(Permission::MeetingsViewAll).unwrap();
    assert!(
        meeting.is_visible_to(&seeing) && seeing.reach == scheduler_domain::auth::Reach::SeesAll
    );
    assert!(view.over_meetings(Permission::MeetingsEditAll).is_err());
    let seeing = edit.over_meetings(Permission::MeetingsViewAll).unwrap();
    assert!(seeing.reach == scheduler_domain::auth::Reach::SeesAll);
    let editing = edit.over_meetings(Permission::MeetingsEditAll).unwrap();
    assert!(editing.reach == scheduler_domain::auth::Reach::EditsAll);
    let cmd = scheduler_domain::meetings::Reschedule {
        title: Title::parse("New").ok(),
        ..Default::default()
    };
    let change = |actor| {
        scheduler_domain::meetings::reschedule(&*store, &world.ctx, actor, meeting.id, None, &cmd)
    };
    assert!(change(&seeing).is_err());
    assert!(change(&editing).is_ok());
}
