//! Decides what is sent, and what nobody needs any more (ADR 13).

use time::UtcDateTime;

use super::remind::GRACE;
use super::{NoticeKind, Queued, text};
use crate::ids::NotificationId;

/// Why a notice that was not sent is not sent any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Superseded {
    /// A newer one about the same meeting says what holds now.
    ByNewer,
    /// It takes back what the person never heard of.
    Unheard,
    /// It reminds of a meeting that has begun or ended.
    TooLate,
    /// It invites to a meeting that is over, or tells of a change of it.
    MeetingOver,
    /// It is about an account that does not exist or is inactive.
    NoAccount,
    /// The address gets no e-mails from this server.
    OptedOut,
    /// It takes back a change that the person never heard of.
    NothingNew,
    /// The person left the meeting.
    HasLeft,
    /// It offers a transfer, and the offer has ended.
    OfferEnded,
    /// It waited when the data was copied that somebody has restored since.
    Restored,
}

impl Superseded {
    /// For the organiser to read.
    pub fn reason(self) -> &'static str {
        match self {
            Self::ByNewer => "Not sent, since a newer mail about this meeting replaces it.",
            Self::Unheard => "Not sent, since nobody was told of what it takes back.",
            Self::TooLate => "Not sent, since the meeting has begun.",
            Self::MeetingOver => "Not sent, since the meeting is over.",
            Self::NoAccount => "Not sent, since there is no active account with this address.",
            Self::OptedOut => "Not sent, since this address gets no e-mails from this server.",
            Self::NothingNew => "Not sent, since the change was taken back before it was told.",
            Self::HasLeft => "Not sent, since this person has left the meeting.",
            Self::OfferEnded => "Not sent, since the offer of the meeting has ended.",
            Self::Restored => "Not sent, since the data was restored from a backup.",
        }
    }
}

/// What becomes of all that waits for one person about one meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// To be sent now; what remains waits for its turn.
    pub next: Option<Queued>,
    /// Not to be sent any more.
    pub superseded: Vec<(NotificationId, Superseded)>,
}

/// Decides about all that waits for one person about one meeting, given oldest first.
///
/// The newest notice that tells the state of the meeting replaces everything older. It reads as
/// an invitation where the person has none yet. If it takes back what never reached anybody, it
/// is not sent either. Reminders follow it one by one, as long as they help.
///
/// Replies are apart from all that: the newest of each participant replaces the earlier ones of the
/// same, and those of several participants go out as one beside whatever waits. Transfers are apart too, and
/// each is sent by itself. Nothing is sent before its turn, but what
/// replaces something takes the turn of that.
pub fn settle(queue: Vec<Queued>, now: UtcDateTime) -> Settled {
    let (replies, older): (Vec<_>, Vec<_>) = queue
        .into_iter()
        .partition(|one| one.notice.kind == NoticeKind::Reply);
    let (transfers, mut older): (Vec<_>, Vec<_>) = older
        .into_iter()
        .partition(|one| one.notice.kind == NoticeKind::Transfer);
    let newest = older
        .iter()
        .rposition(|one| one.notice.kind.tells_the_state());
    let reminders = older.split_off(newest.map_or(0, |at| at + 1));
    let mut state = newest.and_then(|_| older.pop());
    if let Some(state) = &mut state {
        state.is_due |= older.iter().any(|one| one.is_due);
    }
    let mut settled = Settled::default();
    let mut give_up = |id, why| settled.superseded.push((id, why));
    for one in &older {
        give_up(one.id, Superseded::ByNewer);
    }
    let replaced = state.as_ref().and_then(|state| state.replaced);
    let was_invited = replaced == Some(NoticeKind::Invitation)
        || older
            .iter()
            .any(|one| one.notice.kind == NoticeKind::Invitation);
    let has_replaced = replaced.is_some() || !older.is_empty();
    let state = state.and_then(|mut one| match one.notice.kind {
        NoticeKind::Invitation | NoticeKind::Update
            if is_over(&one, now) && !is_handed_over(&one) =>
        {
            give_up(one.id, Superseded::MeetingOver);
            None
        }
        NoticeKind::Update
            if (was_invited || !(one.has_heard || is_handed_over(&one)))
                && !one.notice.is_to_the_organiser() =>
        {
            // The former organiser has heard of the meeting without a mail.
            one.notice = text::as_invitation(one.notice);
            Some(one)
        }
        // The organiser planned it, and has heard of it without a mail.
        NoticeKind::Cancellation
            if has_replaced && !one.has_heard && !one.notice.is_to_the_organiser() =>
        {
            give_up(one.id, Superseded::Unheard);
            None
        }
        _ => Some(one),
    });
    let mut next = state;
    for one in reminders {
        if one.notice.kind == NoticeKind::Reminder && is_late(&one, now) {
            give_up(one.id, Superseded::TooLate);
        } else {
            next.get_or_insert(one);
        }
    }
    let replies = newest_of_each(replies, &mut settled.superseded);
    let next = next.filter(|one| one.is_due);
    let next = next.or_else(|| merged(replies));
    settled.next = next.or_else(|| transfers.into_iter().find(|one| one.is_due));
    settled
}

/// So many replies go out with another one.
const MAX_MERGED: usize = 49;

/// The first reply whose turn has come, with what waits beside it.
fn merged(mut replies: Vec<Queued>) -> Option<Queued> {
    let at = replies.iter().position(|one| one.is_due)?;
    let mut first = replies.remove(at);
    replies.truncate(MAX_MERGED);
    first.merged = replies;
    Some(first)
}

/// Whether it tells of another organiser, which matters after the end too.
fn is_handed_over(queued: &Queued) -> bool {
    let facts = queued.notice.facts.as_ref();
    facts.is_some_and(|facts| facts.is_handed_over)
}

/// The meeting has ended; one that was deleted ends when it was told to.
fn is_over(queued: &Queued, now: UtcDateTime) -> bool {
    let told = queued.notice.facts.as_ref().map(|facts| facts.times.end());
    queued
        .meeting_ends_at
        .or(told)
        .is_some_and(|end| end <= now)
}

/// The meeting has ended, or it began some minutes ago and the reminder is from before.
fn is_late(reminder: &Queued, now: UtcDateTime) -> bool {
    let has_ended = reminder.meeting_ends_at.is_some_and(|end| end <= now);
    let has_begun = reminder.notice.facts.as_ref().is_some_and(|facts| {
        let start = facts.times.start();
        reminder.notice.created_at < start && start + GRACE <= now
    });
    has_ended || has_begun
}

/// The last reply of each participant, in the order in which they came.
fn newest_of_each(
    replies: Vec<Queued>,
    superseded: &mut Vec<(NotificationId, Superseded)>,
) -> Vec<Queued> {
    let mut newest: Vec<Queued> = Vec::new();
    for mut reply in replies {
        if let Some(at) = newest.iter().position(|one| one.has_replier_of(&reply)) {
            let earlier = newest.remove(at);
            reply.is_due |= earlier.is_due;
            superseded.push((earlier.id, Superseded::ByNewer));
        }
        newest.push(reply);
    }
    newest
}

impl NoticeKind {
    /// Whether it says all that there is to know of the meeting, so that nothing older is needed.
    pub fn tells_the_state(self) -> bool {
        matches!(self, Self::Invitation | Self::Update | Self::Cancellation)
    }

    /// Whether it is neither replaced by what tells the state of the meeting nor goes with it.
    pub fn is_apart(self) -> bool {
        matches!(self, Self::Reply | Self::Transfer)
    }
}

impl Queued {
    /// Whether both tell what the same participant answered.
    fn has_replier_of(&self, other: &Self) -> bool {
        let replier = |one: &Self| {
            let reply = one.notice.facts.as_ref()?.reply.as_ref()?;
            Some(reply.email.clone())
        };
        replier(self).is_some() && replier(self) == replier(other)
    }
}

#[cfg(test)]
mod tests {
    use NoticeKind::{Cancellation, EmailVerification, Invitation, Reminder, Reply, Update};
    use time::macros::utc_datetime;

    use super::*;
    use crate::ids::MeetingId;
    use crate::notifications::{self, Facts, Notice};
    use crate::participants::Rsvp;
    use crate::text::{Description, Email, Location, Name, Note, Title};
    use crate::time::{TimeRange, Zone};

    const NOW: UtcDateTime = utc_datetime!(2026-12-03 12:00);

    /// For somebody who has heard of the meeting.
    fn queue(kinds: &[NoticeKind]) -> Vec<Queued> {
        let one = |(id, kind): (i64, &NoticeKind)| Queued {
            id: NotificationId(id),
            notice: Notice {
                meeting_id: Some(MeetingId(uuid::Uuid::from_u128(1))),
                email: Email::parse("bob@example.org").unwrap(),
                name: String::new(),
                kind: *kind,
                subject: "Updated: Plan".to_owned(),
                message: String::new(),
                sequence: 0,
                created_at: NOW,
                facts: None,
            },
            attempts: 0,
            has_heard: true,
            is_claimed: false,
            replaced: None,
            merged: Vec::new(),
            is_due: true,
            meeting_ends_at: Some(NOW + time::Duration::HOUR),
        };
        (1..).zip(kinds).map(one).collect()
    }

    /// For somebody whom no mail can have reached.
    fn unheard(kinds: &[NoticeKind]) -> Vec<Queued> {
        let mut queue = queue(kinds);
        for one in &mut queue {
            one.has_heard = false;
        }
        queue
    }

    /// What is sent, and what is given up.
    type Verdict = (Option<(i64, NoticeKind)>, Vec<(i64, Superseded)>);

    fn verdict(queue: Vec<Queued>) -> Verdict {
        let settled = settle(queue, NOW);
        let superseded = settled.superseded.into_iter();
        (
            settled.next.map(|one| (one.id.0, one.notice.kind)),
            superseded.map(|(id, why)| (id.0, why)).collect(),
        )
    }

    #[test]
    fn one_that_waits_alone_is_sent_as_it_is() {
        for kind in [
            Invitation,
            Update,
            Cancellation,
            Reminder,
            EmailVerification,
        ] {
            assert_eq!(verdict(queue(&[kind])), (Some((1, kind)), vec![]));
        }
    }

    #[test]
    fn the_newest_state_replaces_everything_older() {
        for kind in [Invitation, Update, Cancellation] {
            assert_eq!(
                verdict(queue(&[Update, Cancellation, Reminder, kind])),
                (
                    Some((4, kind)),
                    vec![
                        (1, Superseded::ByNewer),
                        (2, Superseded::ByNewer),
                        (3, Superseded::ByNewer)
                    ]
                )
            );
        }
    }

    #[test]
    fn an_update_of_an_unsent_invitation_reads_as_one() {
        let replaced = vec![(1, Superseded::ByNewer)];
        for queue in [queue, unheard] {
            assert_eq!(
                verdict(queue(&[Invitation, Update])),
                (Some((2, Invitation)), replaced.clone())
            );
        }
    }

    #[test]
    fn an_update_for_somebody_who_heard_nothing_reads_as_an_invitation() {
        assert_eq!(
            verdict(unheard(&[Update])),
            (Some((1, Invitation)), Vec::new())
        );
    }

    #[test]
    fn what_was_replaced_in_place_counts_as_older() {
        let mut update = unheard(&[Update]);
        update[0].has_heard = true;
        update[0].replaced = Some(Invitation);
        assert_eq!(verdict(update), (Some((1, Invitation)), Vec::new()));
        let mut cancellation = unheard(&[Cancellation]);
        cancellation[0].replaced = Some(Update);
        let unheard = (None, vec![(1, Superseded::Unheard)]);
        assert_eq!(verdict(cancellation), unheard);
    }

    #[test]
    fn a_cancellation_of_what_nobody_heard_of_is_not_sent() {
        assert_eq!(
            verdict(unheard(&[Invitation, Cancellation])),
            (
                None,
                vec![(1, Superseded::ByNewer), (2, Superseded::Unheard)]
            )
        );
    }

    #[test]
    fn a_cancellation_of_what_may_have_arrived_is_sent() {
        assert_eq!(
            verdict(queue(&[Invitation, Cancellation])),
            (Some((2, Cancellation)), vec![(1, Superseded::ByNewer)])
        );
    }

    #[test]
    fn a_cancellation_alone_is_sent_whatever_is_known_of_the_past() {
        assert_eq!(
            verdict(unheard(&[Cancellation])),
            (Some((1, Cancellation)), vec![])
        );
    }

    #[test]
    fn reminders_replace_nothing_and_wait_for_the_state() {
        assert_eq!(
            verdict(queue(&[Update, Reminder, Reminder])),
            (Some((1, Update)), vec![])
        );
        assert_eq!(
            verdict(queue(&[Reminder, Reminder])),
            (Some((1, Reminder)), vec![])
        );
    }

    /// To the organiser, each what one of these answered.
    fn replies(people: &[&str]) -> Vec<Queued> {
        let mut queue = queue(&vec![Reply; people.len()]);
        for (one, name) in queue.iter_mut().zip(people) {
            one.notice.facts = Some(facts(name));
        }
        queue
    }

    fn facts(replier: &str) -> Facts {
        let email = Email::parse(&format!("{replier}@example.org")).unwrap();
        Facts {
            title: Title::parse("Plan").unwrap(),
            description: Description::default(),
            location: Location::default(),
            times: TimeRange::from_stored(NOW, NOW + time::Duration::HOUR),
            zone: Zone::utc(),
            organiser_email: email.clone(),
            organiser_name: String::new(),
            planned_at: NOW,
            goes_on: false,
            is_handed_over: false,
            is_taken_back: false,
            by: None,
            reply: Some(notifications::Reply {
                email,
                name: Name::default(),
                status: Rsvp::Accepted,
                note: Note::default(),
                has_left: false,
            }),
        }
    }

    #[test]
    fn of_the_replies_of_one_participant_only_the_newest_is_sent() {
        assert_eq!(
            verdict(replies(&["zoe", "bob", "zoe", "zoe"])),
            (
                Some((2, Reply)),
                vec![(1, Superseded::ByNewer), (3, Superseded::ByNewer)]
            )
        );
    }

    #[test]
    fn replies_of_several_participants_replace_nothing() {
        assert_eq!(
            verdict(replies(&["zoe", "bob", "cleo"])),
            (Some((1, Reply)), vec![])
        );
    }

    #[test]
    fn a_state_neither_replaces_replies_nor_waits_for_them() {
        let mut all = replies(&["zoe", "bob"]);
        let mut state = queue(&[Reminder, Reminder, Update]);
        for one in &mut state {
            one.id.0 += 2;
        }
        all.extend(state);
        let replaced = vec![(3, Superseded::ByNewer), (4, Superseded::ByNewer)];
        assert_eq!(verdict(all.clone()), (Some((5, Update)), replaced.clone()));
        all[4].is_due = false;
        all[2].is_due = false;
        all[3].is_due = false;
        assert_eq!(verdict(all), (Some((1, Reply)), replaced));
    }

    #[test]
    fn nothing_is_sent_before_its_turn_unless_it_replaces_what_is_due() {
        let mut early = replies(&["zoe", "bob", "bob"]);
        early[0].is_due = false;
        early[2].is_due = false;
        assert_eq!(
            verdict(early),
            (Some((3, Reply)), vec![(2, Superseded::ByNewer)])
        );
        let mut early = queue(&[Invitation, Update]);
        early[1].is_due = false;
        assert_eq!(verdict(early.clone()).0, Some((2, Invitation)));
        early[0].is_due = false;
        assert_eq!(verdict(early).0, None);
    }

    #[test]
    fn invitations_and_updates_of_ended_meetings_are_not_sent() {
        for kind in [Invitation, Update] {
            let mut late = queue(&[kind]);
            late[0].meeting_ends_at = Some(NOW);
            let over = (None, vec![(1, Superseded::MeetingOver)]);
            assert_eq!(verdict(late.clone()), over);
            late[0].meeting_ends_at = None;
            late[0].notice.facts = Some(Facts {
                times: TimeRange::from_stored(NOW - time::Duration::HOUR, NOW),
                organiser_email: Email::parse("ann@example.org").unwrap(),
                ..facts("zoe")
            });
            assert_eq!(verdict(late.clone()), over, "it was deleted");
            late[0].meeting_ends_at = Some(NOW + time::Duration::SECOND);
            assert_eq!(verdict(late), (Some((1, kind)), vec![]), "it was moved");
        }
    }

    #[test]
    fn nobody_is_reminded_of_a_meeting_that_has_ended() {
        let mut late = queue(&[Cancellation, Reminder]);
        for one in &mut late {
            one.meeting_ends_at = Some(NOW);
        }
        assert_eq!(
            verdict(late),
            (Some((1, Cancellation)), vec![(2, Superseded::TooLate)])
        );
    }
}
