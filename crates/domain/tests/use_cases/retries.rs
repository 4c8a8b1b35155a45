//! How long and how often a mail is tried.

use proptest::prelude::*;
use scheduler_domain::ctx::{Ctx, Entropy};
use scheduler_domain::notifications::{Delivery, MailFault, NotificationState, deliver};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::minutes;
use scheduler_testkit::fakes::{NOON, PlainTokens, RecordingMailer, SeededEntropy};
use scheduler_testkit::world::World;
use std::sync::Arc;
use time::{Duration, UtcDateTime};

const STEP: Duration = Duration::seconds(6);

/// When each attempt was made at a mail that no attempt helps, looked for every few seconds from
/// `first` on; and what became of it.
fn attempts(seed: u64, first: UtcDateTime) -> (Vec<UtcDateTime>, NotificationState) {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60 * 24 * 60, 60), &["bob"]);
    let mailer = RecordingMailer::default();
    let delivery = Delivery {
        mailer: &mailer,
        tokens: &PlainTokens,
        public_url: "",
        batch: 1,
        incidents: &|_incident| {},
    };
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(seed));
    let mut made = Vec::new();
    let mut now = first;
    loop {
        mailer.refuse_next(MailFault::Temporary("421 try again".to_owned()));
        let ctx = Ctx::new(now, Arc::clone(&entropy));
        if deliver(&*store, &ctx, &delivery, &|| now).unwrap() > 0 {
            made.push(now);
        }
        let told = &world.told(meeting.id)[0];
        assert_eq!(usize::try_from(told.attempts).unwrap(), made.len());
        if told.state != NotificationState::Queued {
            return (made, told.state);
        }
        now += STEP;
        assert!(now < first + Duration::days(5), "never given up");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_mail_is_tried_for_three_days_with_pauses_that_grow(seed: u64) {
        let (made, state) = attempts(seed, NOON);
        prop_assert_eq!(state, NotificationState::Failed);
        let (last, before) = made.split_last().unwrap();
        let end = NOON + Duration::days(3);
        prop_assert!((end..end + STEP).contains(last), "{}", last);
        prop_assert!((20..40).contains(&made.len()), "{}", made.len());
        for (number, pair) in (0..).zip(before.windows(2)) {
            let pause = Duration::minutes(2_i64.pow(number).min(240));
            let waited = pair[1] - pair[0];
            prop_assert!(waited >= pause * 0.8, "{} {}", number, waited);
            prop_assert!(waited <= pause * 1.2 + STEP, "{} {}", number, waited);
        }
    }
}

#[test]
fn mails_that_failed_together_do_not_come_back_together() {
    let later: std::collections::BTreeSet<_> = (0..20)
        .map(|seed| Ctx::new(NOON, Arc::new(SeededEntropy::new(seed))).about(Duration::HOUR))
        .collect();
    assert!(later.len() > 15, "{later:?}");
}

#[test]
fn what_nobody_was_there_to_send_is_tried_some_times_however_old_it_is() {
    let (made, state) = attempts(1, NOON + Duration::days(30));
    assert_eq!((made.len(), state), (5, NotificationState::Failed));
}
