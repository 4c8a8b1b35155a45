//! `auth::list_sessions` and `auth::end_session`.

use scheduler_domain::auth::{Actor, Device, EndSessionError, end_session, list_sessions};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::page::PageRequest;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::join;
use scheduler_testkit::fakes::{self, later};
use time::Duration;

use super::sessions::{entered, has_ended, rotate, who};

#[test]
fn what_a_client_calls_itself_is_cut_and_cleaned() {
    let device = Device::new(&format!("a\r\n\u{7}\u{9f}b{}", "é".repeat(300)), None);
    assert!(device.user_agent.starts_with("abé"));
    assert_eq!(device.user_agent.chars().count(), 255);
    assert_eq!(Device::new("", None), Device::default());
}

#[test]
fn sessions_are_seen_and_ended_by_their_owner_alone() {
    let store = MemoryStore::fresh();
    let ctx = fakes::ctx(1);
    let ann = join(&*store, &ctx, "ann");
    let tokens = entered(&*store, &ctx);
    let here = who(&*store, &ctx, &tokens.access).unwrap();
    let second = later(&ctx, Duration::seconds(9));
    let there = who(&*store, &second, &entered(&*store, &second).access).unwrap();
    let bob = join(&*store, &ctx, "bob");

    let list = |ctx: &Ctx| {
        let page = PageRequest::try_new(1, 10).unwrap();
        let page = list_sessions(&*store, ctx, &here, page).unwrap();
        let sessions = page.items.into_iter();
        sessions
            .map(|(session, _)| (session.id, session.created_at() - fakes::NOON))
            .collect::<Vec<_>>()
    };
    let seen = list(&second);
    assert_eq!(seen[0], (there.session_id, Duration::seconds(9)));
    assert!(seen.contains(&(here.session_id, Duration::ZERO)));

    for stranger in [
        &bob,
        &Actor {
            user_id: bob.user_id,
            ..ann.clone()
        },
    ] {
        let refused = end_session(&*store, stranger, there.session_id);
        assert!(
            matches!(refused, Err(EndSessionError::NotFound)),
            "{refused:?}"
        );
    }
    end_session(&*store, &here, there.session_id).unwrap();
    let again = end_session(&*store, &here, there.session_id);
    assert!(matches!(again, Err(EndSessionError::NotFound)));
    assert!(!list(&second).iter().any(|(id, _)| *id == there.session_id));
    end_session(&*store, &here, here.session_id).unwrap();
    assert!(has_ended(&rotate(&*store, &second, &tokens.refresh)));
}
