//! Offering a meeting to another user, and the answer.

use std::num::NonZeroU32;

use scheduler_domain::auth::{AccountDeletion, Actor, User};
use scheduler_domain::calendar::export;
use scheduler_domain::mail_limits::MailLimits;
use scheduler_domain::meetings::{
    AcceptTransfer, AcceptTransferError, DeclineTransferError, HandOver, HandOverError, HandedOver,
    HistoryError, Meeting, OFFER_LIFETIME, OfferTransfer, OfferTransferError, Reschedule,
    RescheduleError, TransferOffer, WithdrawTransferError, accept_transfer, cancel,
    decline_transfer, delete, find, hand_over, history, offer_transfer, reschedule,
    withdraw_transfer,
};
use scheduler_domain::notifications::{
    Content, Mail, NoticeKind, ResendError, list_notifications, resend,
};
use scheduler_domain::opt_out::{opt_out_token, set_opt_out};
use scheduler_domain::participants::{
    Respond, Rsvp, UpdateParticipant, list_participants, remove, respond, update_participant,
};
use scheduler_domain::text::{Email, Note, Title};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{
    actor, editor, email, first_page, join, minutes, plan, strict_plan, user,
};
use scheduler_testkit::fakes::{PlainTokens, later};
use scheduler_testkit::world::{World, put, sent};
use time::Duration;

fn offer(
    world: &World<'_>,
    actor: &Actor,
    meeting: &Meeting,
    to: &str,
) -> Result<TransferOffer, OfferTransferError> {
    let cmd = OfferTransfer {
        meeting_id: meeting.id,
        to: email(to),
        expected: None,
    };
    offer_transfer(world.store, &world.ctx, actor, &cmd)
}

fn accept(
    world: &World<'_>,
    actor: &Actor,
    meeting: &Meeting,
) -> Result<HandedOver, AcceptTransferError> {
    let cmd = AcceptTransfer {
        meeting_id: meeting.id,
        keeps_co_organisers: false,
    };
    accept_transfer(world.store, &world.ctx, actor, &cmd)
}

fn rename(world: &World<'_>, actor: &Actor, meeting: &Meeting) -> Result<(), RescheduleError> {
    let cmd = Reschedule {
        title: Some(Title::parse("Mine").unwrap()),
        ..Reschedule::default()
    };
    reschedule(world.store, &world.ctx, actor, meeting.id, None, &cmd).map(|_| ())
}

fn appoint(world: &World<'_>, meeting: &Meeting, name: &str) {
    let id = meeting.participant_with(&email(name)).unwrap().id;
    let cmd = UpdateParticipant {
        is_co_organiser: Some(true),
        ..UpdateParticipant::default()
    };
    update_participant(world.store, &world.ctx, &world.ann, (meeting.id, id), &cmd).unwrap();
}

/// Recipient, kind and news of the mails that leave within a minute.
fn mails(world: &World<'_>) -> Vec<(String, NoticeKind, String)> {
    let mails = sent(world.store, &later(&world.ctx, Duration::MINUTE));
    let mut told: Vec<_> = mails.iter().map(row).collect();
    told.sort_by(|a, b| a.0.cmp(&b.0));
    told
}

fn row(mail: &Mail) -> (String, NoticeKind, String) {
    let Content::Meeting(content) = &mail.content else {
        panic!("{mail:?}");
    };
    let to = mail.to.as_str().trim_end_matches("@example.org");
    (to.to_owned(), mail.kind, content.news.clone())
}

fn is_not_found<T>(result: &Result<T, AcceptTransferError>) -> bool {
    matches!(result, Err(AcceptTransferError::NotFound))
}

fn is_not_offered<T>(result: &Result<T, AcceptTransferError>) -> bool {
    matches!(result, Err(AcceptTransferError::NotOffered))
}

#[test]
fn stranger_neither_offers_nor_accepts() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let (ctx, cleo) = (&world.ctx, &world.cleo);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let nothing = |world: &World<'_>| {
        let offered = offer(world, cleo, &meeting, "cleo");
        assert!(matches!(offered, Err(OfferTransferError::NotFound)));
        assert!(is_not_found(&accept(world, cleo, &meeting)));
        let declined = decline_transfer(&*store, ctx, cleo, meeting.id);
        assert!(matches!(declined, Err(DeclineTransferError::NotFound)));
        let withdrawn = withdraw_transfer(&*store, ctx, cleo, meeting.id);
        assert!(matches!(withdrawn, Err(WithdrawTransferError::NotFound)));
    };
    nothing(&world);
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    nothing(&world);
    // A guest sees the meeting, and may neither offer nor withdraw.
    for to in ["bob", "cleo", "nobody"] {
        let offered = offer(&world, &world.bob, &meeting, to);
        assert!(matches!(offered, Err(OfferTransferError::NotOrganiser)));
    }
    let withdrawn = withdraw_transfer(&*store, ctx, &world.bob, meeting.id);
    assert!(matches!(
        withdrawn,
        Err(WithdrawTransferError::NotOrganiser)
    ));
    withdraw_transfer(&*store, ctx, &world.ann, meeting.id).unwrap();
    nothing(&world);
}

#[test]
fn offer_changes_nothing_and_says_nothing_in_that_name() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    sent(&*store, &world.ctx);
    let made = offer(&world, &world.ann, &meeting, "bob").unwrap();
    assert_eq!(made.expires_at, world.ctx.now + OFFER_LIFETIME);
    let after = world.find(meeting.id).unwrap();
    assert_eq!(after.transfer.as_deref(), Some(&made));
    assert_eq!(
        Meeting {
            transfer: None,
            ..after
        },
        meeting
    );
    let busy = world.clashes(&world.bob, &[email("bob")], minutes(0, 600));
    assert_eq!(busy, []);
    let news = "ann offers to transfer this meeting to you. Accept or decline within 14 days; nothing \
                changes until you accept.";
    assert_eq!(
        mails(&world),
        [("bob".to_owned(), NoticeKind::Transfer, news.to_owned())]
    );
}

#[test]
fn offer_mail_links_the_page_and_has_no_calendar_part() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    let mail = sent(&*store, &later(&world.ctx, Duration::MINUTE)).remove(0);
    assert_eq!(mail.subject, "Transfer offered: Plan");
    let Content::Meeting(content) = &mail.content else {
        panic!("{mail:?}");
    };
    let page = format!("https://meet.example.org/dashboard/meetings/{}", meeting.id);
    assert_eq!(content.page_url, Some(page));
    assert!(content.calendar.is_none() && content.answer.is_none());
    assert!(mail.unsubscribe_url.is_some());
}

#[test]
fn offered_user_reads_the_meeting_as_a_guest_and_nothing_else() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let cmd = plan("Plan", minutes(60, 60), &["cleo", "zoe"]);
    let meeting = world.planned(&world.ann, &cmd);
    put(&*store, |tx| {
        let found = tx.meetings().find(meeting.id)?.unwrap();
        let mut cleo = found.participants[0].clone();
        cleo.note = Note::parse("I am ill").unwrap();
        tx.participants().update(&cleo)
    });
    let bob = world.bob.clone();
    assert!(find(&*store, &world.ctx, &bob, meeting.id).is_err());
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    let seen = find(&*store, &world.ctx, &bob, meeting.id).unwrap();
    assert_eq!(seen.participants.len(), 2);
    assert!(
        seen.participants
            .iter()
            .all(|one| one.note == Note::default())
    );
    assert!(seen.offer_shown_to(&bob, world.ctx.now).is_some());
    for (who, knows) in [(&world.ann, true), (&world.cleo, false)] {
        let seen = find(&*store, &world.ctx, who, meeting.id).unwrap();
        assert_eq!(seen.offer_shown_to(who, world.ctx.now).is_some(), knows);
    }
    // No other use case opens.
    let ctx = &world.ctx;
    assert!(list_participants(&*store, &bob, meeting.id, first_page()).is_err());
    let read = history(&*store, &bob, meeting.id, first_page());
    assert!(matches!(read, Err(HistoryError::NotFound)));
    assert!(list_notifications(&*store, &bob, meeting.id, first_page()).is_err());
    assert!(rename(&world, &bob, &meeting).is_err());
    assert!(cancel(&*store, ctx, &bob, meeting.id, None).is_err());
    assert!(delete(&*store, ctx, &bob, meeting.id, None).is_err());
    let yes = Respond::new(meeting.id, meeting.participants[0].id, Rsvp::Declined);
    assert!(respond(&*store, ctx, &bob, &yes).is_err());
    assert!(export(&*store, &bob, meeting.id).is_err());
    // A hidden list stays hidden.
    let hide = Reschedule {
        hides_guest_list: Some(true),
        ..Reschedule::default()
    };
    reschedule(&*store, ctx, &world.ann, meeting.id, None, &hide).unwrap();
    let seen = find(&*store, ctx, &bob, meeting.id).unwrap();
    assert_eq!(seen.participants, []);
    // And with the offer the sight of it ends.
    world.ctx = later(&world.ctx, OFFER_LIFETIME);
    assert!(find(&*store, &world.ctx, &bob, meeting.id).is_err());
}

#[test]
fn unverified_account_is_offered_nothing_and_accepts_nothing() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let unproved = User {
        email_verified_at: None,
        ..user(&world.ctx, "dora")
    };
    let inactive = User {
        is_active: false,
        ..user(&world.ctx, "erik")
    };
    put(&*store, |tx| {
        tx.users().insert(&unproved)?;
        tx.users().insert(&inactive)
    });
    for to in ["dora", "erik", "nobody"] {
        let refused = offer(&world, &world.ann, &meeting, to);
        assert!(matches!(refused, Err(OfferTransferError::NoSuchUser)));
    }
    // Whatever is stored: the account does not speak for its address.
    let dora = actor(&world.ctx, &unproved);
    let stored = TransferOffer {
        meeting_id: meeting.id,
        user_id: dora.user_id,
        email: dora.email.clone(),
        offered_by: world.ann.user_id,
        offered_at: world.ctx.now,
        expires_at: world.ctx.now + Duration::DAY,
    };
    put(&*store, |tx| tx.transfers().insert(&stored));
    assert!(is_not_found(&accept(&world, &dora, &meeting)));
    assert!(find(&*store, &world.ctx, &dora, meeting.id).is_err());
    // Nor does one that accepts with the claims of an earlier session.
    let claimed = Actor {
        owns_address: true,
        ..dora
    };
    assert!(is_not_offered(&accept(&world, &claimed, &meeting)));
}

#[test]
fn offer_is_bound_to_account_and_address() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    let renamed = Actor {
        email: email("robert"),
        ..world.bob.clone()
    };
    assert!(is_not_found(&accept(&world, &renamed, &meeting)));
    let heir = Actor {
        email: world.bob.email.clone(),
        ..world.cleo.clone()
    };
    assert!(is_not_found(&accept(&world, &heir, &meeting)));
}

#[test]
fn accepting_transfers_and_tells_in_the_words_of_a_transfer() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    sent(&*store, &world.ctx);
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    mails(&world);
    let accepted = accept(&world, &world.bob, &meeting).unwrap();
    let after = world.find(meeting.id).unwrap();
    assert_eq!(accepted.meeting, after);
    assert_eq!(after.organiser.user_id, world.bob.user_id);
    assert_eq!(after.transfer, None);
    assert_eq!((after.version, after.sequence), (2, 1));
    let ann = after.participant_with(&email("ann")).unwrap();
    assert_eq!(ann.status, Rsvp::Accepted);
    for person in ["ann", "bob", "zoe"] {
        let busy = world.clashes(&world.ann, &[email(person)], minutes(0, 600));
        assert_eq!(busy.len(), 1, "{person}");
    }
    let to_ann = "bob accepted your offer and organises this meeting from now on.";
    let to_zoe = "ann transferred this meeting to bob.";
    assert_eq!(
        mails(&world),
        [
            ("ann".to_owned(), NoticeKind::Update, to_ann.to_owned()),
            ("zoe".to_owned(), NoticeKind::Update, to_zoe.to_owned()),
        ]
    );
    // The former organiser is a guest like any other.
    assert!(rename(&world, &world.ann, &meeting).is_err());
    let again = offer(&world, &world.ann, &meeting, "cleo");
    assert!(matches!(again, Err(OfferTransferError::NotOrganiser)));
    assert!(is_not_offered(&accept(&world, &world.ann, &meeting)));
    assert!(is_not_offered(&accept(&world, &world.bob, &meeting)));
    rename(&world, &world.bob, &meeting).unwrap();
    // It is given back by an offer.
    offer(&world, &world.bob, &meeting, "ann").unwrap();
    accept(&world, &world.ann, &meeting).unwrap();
}

#[test]
fn accomplice_co_organiser_edits_no_more_unless_kept() {
    for keeps in [false, true] {
        let store = MemoryStore::fresh();
        let world = World::new(&*store);
        let meeting = world.meeting("Plan", minutes(60, 60), &["cleo"]);
        appoint(&world, &meeting, "cleo");
        rename(&world, &world.cleo, &meeting).unwrap();
        offer(&world, &world.ann, &meeting, "bob").unwrap();
        let cmd = AcceptTransfer {
            meeting_id: meeting.id,
            keeps_co_organisers: keeps,
        };
        accept_transfer(&*store, &world.ctx, &world.bob, &cmd).unwrap();
        assert_eq!(rename(&world, &world.cleo, &meeting).is_ok(), keeps);
        assert!(rename(&world, &world.ann, &meeting).is_err());
    }
}

#[test]
fn transfer_at_once_dismisses_co_organisers_and_ends_the_offer() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["cleo"]);
    appoint(&world, &meeting, "cleo");
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    join(&*store, &world.ctx, "dora");
    let cmd = HandOver {
        meeting_id: meeting.id,
        to: email("dora"),
        verify: true,
        expected: None,
    };
    hand_over(&*store, &world.ctx, &editor(&world.cleo), &cmd).unwrap();
    assert!(is_not_offered(&accept(&world, &world.bob, &meeting)));
    assert!(rename(&world, &world.cleo, &meeting).is_err());
    // No mail about an offer that has ended.
    let told = mails(&world);
    assert!(told.iter().all(|(to, ..)| to != "bob"), "{told:?}");
}

#[test]
fn declining_leaves_all_as_it_is_and_tells_the_organiser() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    mails(&world);
    decline_transfer(&*store, &world.ctx, &world.bob, meeting.id).unwrap();
    assert_eq!(world.find(meeting.id), Some(meeting.clone()));
    let news = "bob declined your offer to transfer this meeting. You stay its organiser.";
    assert_eq!(
        mails(&world),
        [("ann".to_owned(), NoticeKind::Transfer, news.to_owned())]
    );
    assert!(is_not_offered(&accept(&world, &world.bob, &meeting)));
    let again = decline_transfer(&*store, &world.ctx, &world.bob, meeting.id);
    assert!(matches!(again, Err(DeclineTransferError::NotOffered)));
    let withdrawn = withdraw_transfer(&*store, &world.ctx, &world.ann, meeting.id);
    assert!(matches!(withdrawn, Err(WithdrawTransferError::NotOffered)));
}

#[test]
fn mail_of_a_withdrawn_offer_is_not_sent() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    world.ctx.mail_hold = Duration::seconds(30);
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    withdraw_transfer(&*store, &world.ctx, &world.ann, meeting.id).unwrap();
    assert_eq!(mails(&world), []);
    let told = world.told(meeting.id);
    assert!(told[0].is_superseded);
    // Of two offers to the same user only the open one is told; another user's is told beside it.
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    world.ctx = later(&world.ctx, Duration::SECOND);
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    assert_eq!(mails(&world).len(), 1);
}

#[test]
fn update_replaces_no_waiting_offer() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    sent(&*store, &world.ctx);
    world.ctx.mail_hold = Duration::seconds(30);
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    rename(&world, &world.ann, &meeting).unwrap();
    let kinds: Vec<_> = mails(&world).into_iter().map(|(_, kind, _)| kind).collect();
    assert_eq!(kinds.len(), 2, "{kinds:?}");
    assert!(kinds.contains(&NoticeKind::Transfer) && kinds.contains(&NoticeKind::Update));
}

#[test]
fn offer_outlives_moving_cancelling_and_removal() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    let moved = Reschedule {
        start: Some(minutes(180, 60).start()),
        end: Some(minutes(180, 60).end()),
        ..Reschedule::default()
    };
    reschedule(&*store, &world.ctx, &world.ann, meeting.id, None, &moved).unwrap();
    let id = meeting.participants[0].id;
    remove(&*store, &world.ctx, &world.ann, meeting.id, id).unwrap();
    cancel(&*store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    mails(&world);
    let accepted = accept(&world, &world.bob, &meeting).unwrap();
    assert!(accepted.meeting.is_cancelled);
    // The guests are told nothing of what was cancelled, but the former organiser waits for an answer.
    let news = "bob accepted your offer and organises this meeting from now on.";
    assert_eq!(
        mails(&world),
        [("ann".to_owned(), NoticeKind::Transfer, news.to_owned())]
    );
}

#[test]
fn conflict_is_checked_when_the_offer_is_accepted() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let strict = world.planned(&world.ann, &strict_plan("Strict", minutes(60, 60), &[]));
    let lenient = world.meeting("Lenient", minutes(60, 60), &[]);
    world.planned(&world.bob, &plan("Bob's own", minutes(90, 30), &[]));
    for meeting in [&strict, &lenient] {
        offer(&world, &world.ann, meeting, "bob").unwrap();
    }
    match accept(&world, &world.bob, &strict) {
        Err(AcceptTransferError::Conflict(clashes)) => {
            assert_eq!(clashes.len(), 1);
            assert!(clashes[0].is_visible, "it is Bob's own");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.find(strict.id).unwrap().organiser, strict.organiser);
    let accepted = accept(&world, &world.bob, &lenient).unwrap();
    assert_eq!(accepted.clashes.len(), 1);
}

#[test]
fn offers_in_a_loop_are_refused_beyond_the_mail_limit() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let limit = |count| NonZeroU32::new(count).unwrap();
    world.ctx.mail_limits = Some(MailLimits {
        account_hour: limit(100),
        pair_day: limit(3),
        stranger_day: limit(100),
        hour: limit(1_000),
    });
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    for _ in 0..3 {
        offer(&world, &world.ann, &meeting, "bob").unwrap();
        mails(&world);
        withdraw_transfer(&*store, &world.ctx, &world.ann, meeting.id).unwrap();
    }
    let refused = offer(&world, &world.ann, &meeting, "bob");
    assert!(matches!(refused, Err(OfferTransferError::MailLimit(_))));
    assert_eq!(world.find(meeting.id).unwrap().transfer, None);
}

#[test]
fn opted_out_address_gets_no_offer_mail() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    opt_out(&world, &email("bob"));
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    assert_eq!(mails(&world), []);
}

fn opt_out(world: &World<'_>, address: &Email) {
    let token = opt_out_token(&PlainTokens, address).unwrap();
    set_opt_out(world.store, &world.ctx, &PlainTokens, &token, true).unwrap();
}

#[test]
fn co_organiser_reads_no_address_of_an_offer() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["cleo"]);
    appoint(&world, &meeting, "cleo");
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    let mail = world.told(meeting.id)[0].id;
    let again = resend(&*store, &world.ctx, &world.cleo, meeting.id, mail);
    assert!(matches!(again, Err(ResendError::NotFound)), "{again:?}");
    for (who, count) in [(&world.ann, 1), (&world.cleo, 0)] {
        let read = history(&*store, who, meeting.id, first_page()).unwrap();
        let newest = &read.items[0];
        assert_eq!(newest.action, "meeting.transfer_offer");
        assert_eq!(newest.changes.len(), count);
        let told = list_notifications(&*store, who, meeting.id, first_page()).unwrap();
        let offers = told
            .items
            .iter()
            .filter(|one| one.notice.email == email("bob"));
        assert_eq!(offers.count(), count);
        assert_eq!(told.count, i64::try_from(1 + count).unwrap());
    }
}

#[test]
fn account_that_is_being_deleted_takes_no_meeting_over() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    offer(&world, &world.ann, &meeting, "bob").unwrap();
    put(&*store, |tx| {
        tx.account_deletions().insert(&AccountDeletion {
            user: world.bob.user_id,
            asked_by: Some(world.bob.user_id),
            asked_at: world.ctx.now,
            meetings: 200,
            done: 0,
            deleted: 0,
            after: None,
        })
    });
    assert!(is_not_offered(&accept(&world, &world.bob, &meeting)));
    let again = offer(&world, &world.ann, &meeting, "bob");
    assert!(
        matches!(again, Err(OfferTransferError::NoSuchUser)),
        "{again:?}"
    );
    let cmd = HandOver {
        meeting_id: meeting.id,
        to: email("bob"),
        verify: true,
        expected: None,
    };
    let root = editor(&world.ann);
    let at_once = hand_over(&*store, &world.ctx, &root, &cmd);
    assert!(
        matches!(at_once, Err(HandOverError::NoSuchUser)),
        "{at_once:?}"
    );
    let organiser = world.find(meeting.id).unwrap().organiser;
    assert_eq!(organiser.user_id, world.ann.user_id);
}
