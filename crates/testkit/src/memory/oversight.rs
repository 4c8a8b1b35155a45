//! Everything, for who runs the server.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use scheduler_domain::admin::oversight::{
    AddressStart, ListedMeeting, ListedParticipant, MOST_COUNTED, MailError, MailHealth, MailState,
    MeetingFigures, MeetingFilter, NotificationFilter, OversightRepo, ParticipantFilter,
    QueueDepth, UserFigures,
};
use scheduler_domain::meetings::{Meeting, OrderBy, OrderField};
use scheduler_domain::notifications::{NoticeKind, Notification, NotificationState};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::participants::Participant;
use scheduler_domain::store::StoreError;
use scheduler_domain::text::{Email, search_key};
use time::UtcDateTime;

use super::listing::{compare, cut, has_word};
use super::people::counted;
use super::{MemoryTx, State};

const NEWEST_FIRST: OrderBy = OrderBy {
    field: OrderField::CreatedAt,
    is_descending: true,
};

impl State {
    fn is_overseen(&self, filter: &MeetingFilter, now: UtcDateTime, row: &Meeting) -> bool {
        let organiser = self.organiser(row).email;
        let concerns = |start: &AddressStart| {
            begins(&organiser, start)
                || self
                    .participant_rows(row.id)
                    .any(|one| begins(&one.email, start))
        };
        filter.words.iter().all(|word| has_word(row, word))
            && filter.people.iter().all(concerns)
            && filter
                .organiser
                .as_ref()
                .is_none_or(|start| begins(&organiser, start))
            && filter.status.is_none_or(|status| row.status(now) == status)
            && filter.created.contains(row.created_at)
            && filter.starts.contains(row.details.times.start())
    }

    fn listed_meeting(&self, row: &Meeting) -> ListedMeeting {
        let organiser = self.organiser(row);
        ListedMeeting {
            id: row.id,
            title: row.details.title.to_string(),
            location: row.details.location.to_string(),
            times: row.details.times,
            zone: row.details.zone.clone(),
            is_cancelled: row.is_cancelled,
            participant_count: number(self.participant_rows(row.id).count()),
            organiser_id: organiser.user_id,
            organiser_email: organiser.email,
            created_at: row.created_at,
        }
    }

    fn listed_participant(&self, participant: Participant) -> Option<ListedParticipant> {
        let meeting = self.meetings.get(&participant.meeting_id)?;
        Some(ListedParticipant {
            title: meeting.details.title.to_string(),
            times: meeting.details.times,
            is_cancelled: meeting.is_cancelled,
            organiser_email: self.organiser(meeting).email,
            participant,
        })
    }

    fn mails(&self) -> impl Iterator<Item = &Notification> {
        self.notices.values().map(|row| &row.stored)
    }
}

impl OversightRepo for MemoryTx {
    fn list_meetings(
        &mut self,
        filter: &MeetingFilter,
        now: UtcDateTime,
        page: PageRequest,
    ) -> Result<Page<ListedMeeting>, StoreError> {
        self.read(|tx| {
            let mut rows: Vec<&Meeting> = tx
                .state
                .meetings
                .values()
                .filter(|row| tx.state.is_overseen(filter, now, row))
                .collect();
            match filter.order.as_slice() {
                [] => rows.sort_by(|one, other| {
                    compare(&[NEWEST_FIRST], one, other).then(other.id.cmp(&one.id))
                }),
                keys => rows.sort_by(|one, other| compare(keys, one, other)),
            }
            Ok(paged(&rows, page, |row| tx.state.listed_meeting(row)))
        })
    }

    fn list_participants(
        &mut self,
        filter: &ParticipantFilter,
        page: PageRequest,
    ) -> Result<Page<ListedParticipant>, StoreError> {
        self.read(|tx| {
            let all = tx
                .state
                .meetings
                .keys()
                .flat_map(|id| tx.state.participants_of(*id));
            let mut rows: Vec<ListedParticipant> = all
                .filter(|one| passes(filter, one))
                .filter_map(|one| tx.state.listed_participant(one))
                .collect();
            rows.sort_by_key(|row| Reverse((row.participant.invited_at, row.participant.id)));
            Ok(paged(&rows, page, Clone::clone))
        })
    }

    fn list_notifications(
        &mut self,
        filter: &NotificationFilter,
        page: PageRequest,
    ) -> Result<Page<Notification>, StoreError> {
        self.read(|tx| {
            let mut rows: Vec<&Notification> = tx
                .state
                .mails()
                .filter(|mail| is_asked_for(filter, mail))
                .collect();
            rows.sort_by_key(|mail| Reverse((mail.notice.created_at, mail.id)));
            Ok(paged(&rows, page, |mail| (*mail).clone()))
        })
    }

    fn count_users(&mut self, since: UtcDateTime) -> Result<UserFigures, StoreError> {
        self.read(|tx| {
            let mut figures = UserFigures::default();
            for user in tx.state.users.values() {
                figures.all += 1;
                figures.active += i64::from(user.is_active);
                figures.staff += i64::from(user.is_staff || user.is_superuser);
                figures.new += i64::from(user.date_joined >= since);
            }
            Ok(figures)
        })
    }

    fn count_meetings(
        &mut self,
        now: UtcDateTime,
        bounds: &[UtcDateTime],
    ) -> Result<MeetingFigures, StoreError> {
        self.read(|tx| {
            let rows = || tx.state.meetings.values();
            let standing = || rows().filter(|row| !row.is_cancelled);
            let spans = bounds.iter().zip(bounds.iter().skip(1));
            let per_span = spans.map(|(from, until)| {
                let starts = standing().map(|row| row.details.times.start());
                number(starts.filter(|at| from <= at && at < until).count())
            });
            Ok(MeetingFigures {
                all: number(rows().count()),
                upcoming: number(rows().filter(|row| row.is_upcoming(now)).count()),
                per_span: per_span.collect(),
            })
        })
    }

    fn mail_health(&mut self, since: UtcDateTime) -> Result<MailHealth, StoreError> {
        self.read(|tx| {
            let mut health = MailHealth::default();
            let mut queue: BTreeMap<_, QueueDepth> = BTreeMap::new();
            let mut last = None;
            for mail in tx.state.mails().filter(|mail| !mail.is_superseded) {
                let is_new = |at: Option<UtcDateTime>| at.is_some_and(|at| at >= since);
                match mail.state {
                    NotificationState::Sent => health.sent += i64::from(is_new(mail.sent_at)),
                    NotificationState::Failed => health.failed += i64::from(is_new(mail.tried_at)),
                    NotificationState::Queued => {}
                }
                if mail.state == NotificationState::Sent {
                    continue;
                }
                let kind = mail.notice.kind;
                let key = (mail.state == NotificationState::Queued, word(kind));
                let depth = queue.entry(key).or_insert(QueueDepth {
                    state: mail.state,
                    kind,
                    count: 0,
                    oldest: mail.notice.created_at,
                });
                depth.count += 1;
                depth.oldest = depth.oldest.min(mail.notice.created_at);
                if let (Some(at), Some(error)) = (mail.tried_at, &mail.last_error) {
                    let failed = MailError {
                        at,
                        kind,
                        error: error.clone(),
                    };
                    if last.as_ref().is_none_or(|(key, _)| *key < (at, mail.id)) {
                        last = Some(((at, mail.id), failed));
                    }
                }
            }
            health.queue = queue.into_values().collect();
            health.last_error = last.map(|(_, failed)| failed);
            Ok(health)
        })
    }
}

/// By which kinds are ordered.
fn word(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Invitation => "invitation",
        NoticeKind::Update => "update",
        NoticeKind::Cancellation => "cancellation",
        NoticeKind::Reminder => "reminder",
        NoticeKind::Reply => "reply",
        NoticeKind::Transfer => "transfer",
        NoticeKind::EmailVerification => "email_verification",
        NoticeKind::PasswordReset => "password_reset",
        NoticeKind::EmailChange => "email_change",
        NoticeKind::EmailChanged => "email_changed",
    }
}

fn begins(address: &Email, start: &AddressStart) -> bool {
    address.as_str().starts_with(start.as_str())
}

fn passes(filter: &ParticipantFilter, one: &Participant) -> bool {
    let name = search_key(one.name.as_str());
    filter
        .words
        .iter()
        .all(|word| name.contains(&search_key(word)))
        && filter
            .addresses
            .iter()
            .all(|start| begins(&one.email, start))
        && filter.status.is_none_or(|status| one.status == status)
        && filter.meeting.is_none_or(|id| one.meeting_id == id)
        && filter.invited.contains(one.invited_at)
}

fn is_asked_for(filter: &NotificationFilter, mail: &Notification) -> bool {
    let state = match mail.state {
        NotificationState::Queued => MailState::Queued,
        NotificationState::Sent => MailState::Sent,
        NotificationState::Failed if mail.is_superseded => MailState::Superseded,
        NotificationState::Failed => MailState::Failed,
    };
    let notice = &mail.notice;
    filter.kind.is_none_or(|kind| notice.kind == kind)
        && filter.state.is_none_or(|wanted| state == wanted)
        && filter
            .address
            .as_ref()
            .is_none_or(|start| begins(&notice.email, start))
        && filter
            .meeting
            .is_none_or(|id| notice.meeting_id == Some(id))
        && filter.created.contains(notice.created_at)
}

fn paged<T, V>(rows: &[T], page: PageRequest, view: impl FnMut(&T) -> V) -> Page<V> {
    Page {
        count: number(rows.len()).min(MOST_COUNTED),
        request: page,
        items: cut(rows, page).map(view).collect(),
    }
}

fn number(rows: usize) -> i64 {
    i64::try_from(counted(rows)).unwrap_or(i64::MAX)
}
