//! Notices: to be sent, being sent, sent.

use std::collections::{BTreeMap, HashMap};

use NoticeKind::Invitation;
use scheduler_domain::ids::{MeetingId, MessageId, NotificationId, UserId};
use scheduler_domain::notifications::{
    Attempt, Due, Facts, Message, NoticeKind, Notification, NotificationState, Outbox, OutboxDepth,
    Queued, Recipient, Release, Superseded, Unreadable,
};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use time::{Duration, UtcDateTime};

use super::MemoryTx;
use super::listing::cut;
use super::people::counted;

#[derive(Clone)]
pub(super) struct Row {
    pub(super) stored: Notification,
    /// What it took the place of, unsent.
    replaced: Option<NoticeKind>,
    /// The organiser of the meeting.
    pub(super) organiser: Option<UserId>,
    /// What it delivers.
    pub(super) message: MessageId,
}

impl Row {
    pub(super) fn is_queued(&self) -> bool {
        self.stored.state == NotificationState::Queued
    }

    fn supersede(&mut self, why: Superseded) {
        self.stored.state = NotificationState::Failed;
        self.stored.is_superseded = true;
        self.stored.last_error = Some(why.reason().to_owned());
    }

    fn is_beside(&self, other: &Self) -> bool {
        let (one, other) = (&self.stored.notice, &other.stored.notice);
        one.meeting_id.is_some() && one.meeting_id == other.meeting_id && one.email == other.email
    }

    /// Whether it waits, and a message of this kind takes its place.
    fn can_be_held(&self, kind: NoticeKind) -> bool {
        let own = self.stored.notice.kind;
        self.is_queued()
            && !self.stored.is_claimed
            && self.stored.attempts == 0
            && own != NoticeKind::Reminder
            && (own == kind || !(own.is_apart() || kind.is_apart()))
    }

    /// Whether a claim on this, or just its turn, keeps another one waiting.
    fn holds_up(&self, other: &Self, now: UtcDateTime) -> bool {
        let is_apart = self.stored.notice.kind.is_apart();
        let is_reminder = other.stored.notice.kind == NoticeKind::Reminder;
        self.is_queued()
            && self.is_beside(other)
            && self.stored.next_try_at > now
            && (self.stored.is_claimed || (is_reminder && !is_apart))
    }
}

impl MemoryTx {
    fn queued(&self, row: &Row, now: UtcDateTime) -> Queued {
        let asks = matches!(
            row.stored.notice.kind,
            NoticeKind::Update | NoticeKind::Cancellation
        );
        let meeting = row.stored.notice.meeting_id;
        Queued {
            id: row.stored.id,
            notice: row.stored.notice.clone(),
            attempts: row.stored.attempts,
            has_heard: !asks
                || self.state.notices.values().any(|other| {
                    other.is_beside(row)
                        && other.stored.notice.kind != NoticeKind::Transfer
                        && (other.stored.attempts > 0 || other.stored.is_claimed)
                }),
            replaced: row.replaced,
            merged: Vec::new(),
            is_claimed: row.stored.is_claimed,
            is_due: row.stored.next_try_at <= now,
            meeting_ends_at: meeting
                .and_then(|id| self.state.meetings.get(&id))
                .map(|meeting| meeting.details.times.end()),
        }
    }
}

impl MemoryTx {
    /// Gives what waits unsent for this recipient the words of the message; whether there was any.
    fn replace(
        &mut self,
        message: &Message,
        to: &Recipient,
        due_at: UtcDateTime,
        newest: NotificationId,
    ) -> bool {
        let mut is_replaced = false;
        let earlier = self.state.notices.range_mut(..=newest);
        for (_, row) in earlier {
            let Row { stored, .. } = row;
            let notice = &stored.notice;
            let is_waiting = stored.state == NotificationState::Queued && !stored.is_claimed;
            if !is_waiting
                || notice.meeting_id != message.meeting_id
                || notice.email != to.email
                || notice.kind.is_apart()
            {
                continue;
            }
            let is_reminder = notice.kind == NoticeKind::Reminder;
            if !is_reminder && stored.attempts > 0 {
                continue;
            }
            if is_reminder || is_replaced {
                row.supersede(Superseded::ByNewer);
                continue;
            }
            let was_invited = [Some(notice.kind), row.replaced].contains(&Some(Invitation));
            row.replaced = Some(if was_invited { Invitation } else { notice.kind });
            stored.next_try_at = if message.is_held {
                due_at
            } else {
                stored.next_try_at.min(due_at)
            };
            stored.notice = message.notice_for(to);
            row.organiser = message.organiser_id;
            row.message = message.id;
            is_replaced = true;
        }
        is_replaced
    }
}

impl Outbox for MemoryTx {
    fn insert_held(&mut self, messages: &[Message], hold: Duration) -> Result<(), StoreError> {
        self.write(|tx| {
            let newest = NotificationId(tx.state.last_notice);
            for message in messages {
                let due_at = message.due_at(hold);
                for to in &message.recipients {
                    if message.is_replacement() && tx.replace(message, to, due_at, newest) {
                        continue;
                    }
                    tx.state.last_notice += 1;
                    let id = NotificationId(tx.state.last_notice);
                    let row = Row {
                        replaced: None,
                        organiser: message.organiser_id,
                        message: message.id,
                        stored: Notification {
                            id,
                            notice: message.notice_for(to),
                            state: NotificationState::Queued,
                            attempts: 0,
                            last_error: None,
                            is_superseded: false,
                            sent_at: None,
                            response: None,
                            tried_at: None,
                            next_try_at: due_at,
                            is_claimed: false,
                        },
                    };
                    tx.state.notices.insert(id, row);
                }
            }
            Ok(())
        })
    }

    fn release_held(&mut self, of: Release, now: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|tx| {
            let (users, meetings) = (&tx.state.users, &tx.state.meetings);
            let is_meant = |row: &Row| match of {
                Release::Organiser(id) => row.organiser == Some(id),
                Release::Verified | Release::All => true,
            };
            let is_let_go = |id: UserId| {
                let user = users.get(&id).filter(|user| user.is_active);
                user.is_some_and(|user| of != Release::Verified || user.email_verified_at.is_some())
            };
            let goes_on = |id: MeetingId| {
                let meeting = meetings.get(&id);
                meeting.is_some_and(|meeting| !meeting.has_ended(now))
            };
            let mut released = 0;
            let rows = tx.state.notices.values_mut();
            for row in rows.filter(|row| row.stored.is_held() && is_meant(row)) {
                if !row.stored.notice.meeting_id.is_some_and(goes_on) {
                    row.supersede(Superseded::MeetingOver);
                } else if row.organiser.is_some_and(is_let_go) {
                    row.stored.next_try_at = now;
                    released += 1;
                }
            }
            Ok(released)
        })
    }

    fn insert_once(&mut self, message: &Message) -> Result<(), StoreError> {
        self.write(|tx| {
            let waiting = tx.state.notices.values_mut().find(|row| {
                let stored = &row.stored.notice;
                row.is_queued()
                    && stored.meeting_id.is_none()
                    && message.recipients.iter().any(|to| to.email == stored.email)
                    && stored.kind == message.kind
            });
            let Some(row) = waiting else {
                return tx.insert(std::slice::from_ref(message));
            };
            row.stored.notice.created_at = message.created_at;
            if !row.stored.is_claimed {
                row.stored.next_try_at = message.created_at;
            }
            Ok(())
        })
    }

    fn list_waiting(
        &mut self,
        meeting: MeetingId,
        kind: NoticeKind,
    ) -> Result<Vec<(Email, UtcDateTime)>, StoreError> {
        self.read(|tx| {
            let mut waiting = BTreeMap::new();
            for row in tx.state.notices.values() {
                let stored = &row.stored;
                if stored.notice.meeting_id == Some(meeting) && row.can_be_held(kind) {
                    let email = stored.notice.email.clone();
                    let due_at = waiting.entry(email).or_insert(stored.next_try_at);
                    *due_at = stored.next_try_at.min(*due_at);
                }
            }
            Ok(waiting.into_iter().collect())
        })
    }

    fn hold(
        &mut self,
        meeting: MeetingId,
        kind: NoticeKind,
        recipients: &[(Email, UtcDateTime)],
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            for (email, until) in recipients {
                for (_, row) in tx.state.notices.range_mut(..) {
                    let notice = &row.stored.notice;
                    let is_theirs = notice.meeting_id == Some(meeting) && notice.email == *email;
                    if is_theirs && row.can_be_held(kind) {
                        row.stored.next_try_at = row.stored.next_try_at.max(*until);
                    }
                }
            }
            Ok(())
        })
    }

    fn list(
        &mut self,
        meeting: MeetingId,
        without: Option<NoticeKind>,
        page: PageRequest,
    ) -> Result<Page<Notification>, StoreError> {
        self.read(|tx| {
            let newest_first = tx.state.notices.values().rev();
            let all: Vec<&Notification> = newest_first
                .map(|row| &row.stored)
                .filter(|stored| stored.notice.meeting_id == Some(meeting))
                .filter(|stored| Some(stored.notice.kind) != without)
                .collect();
            Ok(Page {
                count: i64::try_from(all.len()).unwrap_or(i64::MAX),
                request: page,
                items: cut(&all, page).copied().cloned().collect(),
            })
        })
    }

    fn list_all(&mut self, meetings: &[MeetingId]) -> Result<Vec<Notification>, StoreError> {
        self.read(|tx| {
            let all = tx.state.notices.values().map(|row| &row.stored);
            let about = |id| meetings.contains(&id);
            let found = all.filter(|stored| stored.notice.meeting_id.is_some_and(about));
            Ok(found.cloned().collect())
        })
    }

    fn find(&mut self, id: NotificationId) -> Result<Option<Notification>, StoreError> {
        self.read(|tx| Ok(tx.state.notices.get(&id).map(|row| row.stored.clone())))
    }

    fn requeue(&mut self, id: NotificationId, now: UtcDateTime) -> Result<(), StoreError> {
        self.write(|tx| {
            let found = tx.state.notices.get_mut(&id);
            let found =
                found.filter(|row| !row.stored.is_superseded && !row.stored.is_in_flight(now));
            if let Some(Row { stored, .. }) = found {
                stored.is_claimed |= stored.attempts > 0;
                stored.state = NotificationState::Queued;
                stored.attempts = 0;
                stored.last_error = None;
                stored.sent_at = None;
                stored.response = None;
                stored.tried_at = None;
                stored.notice.created_at = now;
                stored.next_try_at = now;
            }
            Ok(())
        })
    }

    fn refresh(&mut self, message: &Message) -> Result<(), StoreError> {
        self.write(|tx| {
            for Row { stored, .. } in tx.state.notices.values_mut() {
                let waits = stored.state == NotificationState::Queued
                    && !stored.is_in_flight(message.created_at)
                    && stored.notice.meeting_id == message.meeting_id
                    && matches!(
                        stored.notice.kind,
                        Invitation | NoticeKind::Update | NoticeKind::Reminder
                    );
                if waits {
                    stored.notice.sequence = message.sequence;
                    stored.notice.created_at = message.created_at;
                    let notice = stored.notice.clone();
                    stored.notice = notice.saying(message.kind, message.body.clone());
                }
            }
            Ok(())
        })
    }

    fn abandon(&mut self, unreadable: &[Unreadable]) -> Result<(), StoreError> {
        self.write(|tx| {
            for one in unreadable {
                if let Some(row) = tx.state.notices.get_mut(&one.id) {
                    row.stored.state = NotificationState::Failed;
                    row.stored.last_error = Some(one.fault.clone());
                }
            }
            Ok(())
        })
    }

    fn release(
        &mut self,
        claims: &[Queued],
        error: &str,
        now: UtcDateTime,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            for one in claims {
                let found = tx.state.notices.get_mut(&one.id);
                if let Some(row) = found.filter(|row| row.is_queued()) {
                    row.stored.is_claimed = one.is_claimed;
                    row.stored.next_try_at = now;
                    row.stored.tried_at = Some(now);
                    row.stored.last_error = Some(error.to_owned());
                }
            }
            Ok(())
        })
    }

    fn due(&mut self, now: UtcDateTime, limit: u32) -> Result<Due, StoreError> {
        // A write, since it keeps others out.
        self.write(|tx| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let queued: Vec<&Row> = tx
                .state
                .notices
                .values()
                .filter(|r| r.is_queued())
                .collect();
            let mut due: Vec<&Row> = queued
                .iter()
                .copied()
                .filter(|row| row.stored.next_try_at <= now)
                .filter(|row| !queued.iter().any(|other| other.holds_up(row, now)))
                .collect();
            due.sort_by_key(|row| (row.stored.next_try_at, row.stored.id));
            let mut taken = HashMap::<_, usize>::new();
            due.sort_by_cached_key(|row| {
                let turn = taken.entry(row.organiser).or_default();
                *turn += 1;
                (row.stored.notice.meeting_id.is_some(), *turn)
            });
            due.truncate(limit);
            let is_taken = |row: &Row| {
                let same = |one: &&Row| one.stored.id == row.stored.id || one.is_beside(row);
                due.iter().any(same)
            };
            let taken = queued
                .into_iter()
                .filter(|row| !row.stored.is_held() && is_taken(row));
            Ok(Due {
                queued: taken.map(|row| tx.queued(row, now)).collect(),
                unreadable: Vec::new(),
            })
        })
    }

    fn claim(&mut self, notices: &[Queued], until: UtcDateTime) -> Result<(), StoreError> {
        self.write(|tx| {
            for one in notices {
                if let Some(row) = tx.state.notices.get_mut(&one.id) {
                    row.stored.notice = one.notice.clone();
                    row.stored.next_try_at = until;
                    row.stored.is_claimed = true;
                }
            }
            Ok(())
        })
    }

    fn supersede(&mut self, notices: &[(NotificationId, Superseded)]) -> Result<(), StoreError> {
        self.write(|tx| {
            for (id, why) in notices {
                if let Some(row) = tx.state.notices.get_mut(id) {
                    row.supersede(*why);
                }
            }
            Ok(())
        })
    }

    fn withdraw(
        &mut self,
        meeting: MeetingId,
        email: &Email,
        why: Superseded,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            for row in tx.state.notices.values_mut() {
                let notice = &row.stored.notice;
                let waits = row.is_queued() && !row.stored.is_claimed;
                if waits
                    && !notice.kind.is_apart()
                    && notice.meeting_id == Some(meeting)
                    && notice.email == *email
                {
                    row.supersede(why);
                }
            }
            Ok(())
        })
    }

    fn give_up(
        &mut self,
        id: NotificationId,
        reason: &str,
        now: UtcDateTime,
    ) -> Result<bool, StoreError> {
        self.write(|tx| {
            let found = tx.state.notices.get_mut(&id);
            let found = found.filter(|row| row.is_queued() && !row.stored.is_in_flight(now));
            let Some(Row { stored, .. }) = found else {
                return Ok(false);
            };
            stored.state = NotificationState::Failed;
            stored.last_error = Some(match &stored.last_error {
                Some(error) => format!("{reason} {error}"),
                None => reason.to_owned(),
            });
            Ok(true)
        })
    }

    fn update(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        self.write(|tx| {
            let is_sent = attempt.state == NotificationState::Sent;
            let found = tx.state.notices.get_mut(&attempt.id);
            let ends = |row: &&mut Row| {
                let is_written = row.stored.state == attempt.state
                    && row.stored.tried_at == Some(attempt.ended_at);
                (is_sent || row.is_queued()) && !is_written
            };
            if let Some(row) = found.filter(ends) {
                row.stored.state = attempt.state;
                row.stored.attempts += 1;
                row.stored.last_error.clone_from(&attempt.error);
                row.stored.response.clone_from(&attempt.response);
                row.stored.is_superseded = false;
                row.stored.sent_at = is_sent.then_some(attempt.ended_at);
                row.stored.tried_at = Some(attempt.ended_at);
                row.stored.next_try_at = attempt.next_try_at;
                row.stored.is_claimed = false;
            }
            Ok(())
        })
    }

    fn last_told(
        &mut self,
        meeting: MeetingId,
        email: &Email,
        before: NotificationId,
    ) -> Result<Option<(NoticeKind, Facts)>, StoreError> {
        self.read(|tx| {
            let earlier = tx.state.notices.range(..before).rev();
            let told = earlier.map(|(_, row)| row).find(|row| {
                let notice = &row.stored.notice;
                notice.meeting_id == Some(meeting)
                    && notice.email == *email
                    && notice.kind != NoticeKind::Transfer
                    && (row.stored.attempts > 0 || row.stored.is_claimed)
            });
            Ok(told.and_then(|row| {
                let notice = &row.stored.notice;
                Some((notice.kind, notice.facts.clone()?))
            }))
        })
    }

    fn delete_older(&mut self, before: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|tx| {
            let rows = tx.state.notices.len();
            tx.state.notices.retain(|_, row| {
                let notice = &row.stored.notice;
                notice.meeting_id.is_some() || row.is_queued() || notice.created_at >= before
            });
            Ok(counted(rows - tx.state.notices.len()))
        })
    }

    fn list_over(
        &mut self,
        before: UtcDateTime,
        after: NotificationId,
        limit: u32,
    ) -> Result<Vec<NotificationId>, StoreError> {
        self.read(|tx| {
            let rows = tx.state.notices.iter();
            let over = rows.filter(|(id, row)| {
                let notice = &row.stored.notice;
                let meeting = notice.meeting_id;
                let stands = meeting.and_then(|id| tx.state.meetings.get(&id));
                let is_over = stands.is_none_or(|one| one.details.times.end() < before);
                let is_old = notice.created_at < before && !row.is_queued();
                **id > after && meeting.is_some() && is_over && is_old
            });
            let most = usize::try_from(limit).unwrap_or(usize::MAX);
            Ok(over.map(|(id, _)| *id).take(most).collect())
        })
    }

    fn list_superseded(
        &mut self,
        before: UtcDateTime,
        after: NotificationId,
        limit: u32,
    ) -> Result<Vec<NotificationId>, StoreError> {
        self.read(|tx| {
            let rows = tx.state.notices.iter();
            let superseded = rows.filter(|(id, row)| {
                let stored = &row.stored;
                let is_untried = stored.attempts == 0 && !stored.is_claimed;
                let is_old = stored.notice.created_at < before;
                **id > after && stored.is_superseded && is_untried && is_old
            });
            let most = usize::try_from(limit).unwrap_or(usize::MAX);
            Ok(superseded.map(|(id, _)| *id).take(most).collect())
        })
    }

    fn delete_all(&mut self, ids: &[NotificationId]) -> Result<u64, StoreError> {
        self.write(|tx| {
            let rows = tx.state.notices.len();
            tx.state
                .notices
                .retain(|id, row| row.is_queued() || !ids.contains(id));
            Ok(counted(rows - tx.state.notices.len()))
        })
    }

    fn count(&mut self) -> Result<OutboxDepth, StoreError> {
        self.read(|tx| {
            let mut depth = OutboxDepth::default();
            for row in tx.state.notices.values() {
                match row.stored.state {
                    NotificationState::Sent => {}
                    NotificationState::Failed if row.stored.is_superseded => {}
                    NotificationState::Failed => depth.failed += 1,
                    NotificationState::Queued if row.stored.is_held() => {}
                    NotificationState::Queued => {
                        depth.queued += 1;
                        let born = row.stored.notice.created_at;
                        depth.oldest = Some(depth.oldest.map_or(born, |oldest| oldest.min(born)));
                    }
                }
            }
            Ok(depth)
        })
    }
}
