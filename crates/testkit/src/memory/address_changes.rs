//! Changes of addresses, and what goes along with them.

use scheduler_domain::auth::{AddressChange, AddressChangeRepo, CarryOver, CarryScope};
use scheduler_domain::ids::{MeetingId, MessageId, NotificationId, ParticipantId, UserId};
use scheduler_domain::mail_limits::Subject;
use scheduler_domain::notifications::Body;
use scheduler_domain::participants::Rsvp;
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use time::UtcDateTime;

use super::people::counted;
use super::{MemoryTx, State};

impl State {
    fn is_organised_by(&self, meeting: MeetingId, user: UserId) -> bool {
        let meeting = self.meetings.get(&meeting);
        meeting.is_some_and(|meeting| meeting.organiser.user_id == user)
    }

    fn invitation(&self, meeting: MeetingId, email: &Email) -> Option<ParticipantId> {
        let mut rows = self.participant_rows(meeting);
        rows.find(|row| row.email == *email).map(|row| row.id)
    }

    /// How many meetings the account organises or one of these addresses is invited to.
    fn concerned(&self, user: UserId, one: &Email, other: &Email) -> i64 {
        let all = self.meetings.keys().filter(|id| {
            self.is_organised_by(**id, user)
                || self.invitation(**id, one).is_some()
                || self.invitation(**id, other).is_some()
        });
        i64::try_from(all.count()).unwrap_or(i64::MAX)
    }

    fn invited_to(&self, email: &Email) -> Vec<(MeetingId, ParticipantId)> {
        let rows = self.participants.iter();
        rows.filter(|(_, row)| row.email == *email)
            .map(|(key, _)| *key)
            .collect()
    }

    fn has_replied(&self, key: (MeetingId, ParticipantId)) -> bool {
        let row = self.participants.get(&key);
        row.is_some_and(|row| row.responded_at.is_some())
    }

    /// Leaves one of two that would take the time of one person for one meeting.
    fn carry_busy(&mut self, what: &CarryOver<'_>) {
        let rows: Vec<_> = self
            .busy
            .iter()
            .map(|(row, kind)| (row.clone(), *kind))
            .collect();
        for (row, kind) in rows {
            let (person, times, meeting) = row.clone();
            let is_own = self.is_organised_by(meeting, what.user);
            if person != *what.from || (what.scope == CarryScope::Organised && !is_own) {
                continue;
            }
            self.busy.remove(&row);
            self.busy.insert((what.to.clone(), times, meeting), kind);
        }
    }

    /// The invitation of `from` stays, with the reply that counts.
    fn merge_invitations(&mut self, what: &CarryOver<'_>) {
        for own in self.invited_to(what.from) {
            let (meeting, _) = own;
            let other = self.invitation(meeting, what.to).map(|id| (meeting, id));
            let other = other.and_then(|key| {
                let has_replied = self.has_replied(key);
                Some((self.participants.remove(&key)?, has_replied))
            });
            let takes_reply = !self.has_replied(own);
            let is_opted_out = self.opt_outs.contains_key(what.to);
            if let Some((_, is_newer)) = &other {
                // Of the two busy times, the one of the reply that stays.
                let dropped = if takes_reply && *is_newer {
                    what.from
                } else {
                    what.to
                };
                let is_own = self.is_organised_by(meeting, what.user);
                self.busy.retain(|(person, _, id), _| {
                    *id != meeting || person != dropped || (is_own && dropped == what.from)
                });
            }
            let Some(row) = self.participants.get_mut(&own) else {
                continue;
            };
            if let Some((other, is_newer)) = other {
                row.is_co_organiser |= other.is_co_organiser;
                if takes_reply && is_newer {
                    row.status = other.status;
                    row.responded_at = other.responded_at;
                    row.note = other.note;
                    row.sequence = other.sequence;
                    row.has_accepted = other.has_accepted;
                }
            }
            row.email = what.to.clone();
            row.is_opted_out = is_opted_out;
        }
    }

    /// An organiser who is a guest under the new address has accepted.
    fn accept_own(&mut self, what: &CarryOver<'_>) {
        for key in self.invited_to(what.to) {
            if !self.is_organised_by(key.0, what.user) {
                continue;
            }
            if let Some(row) = self.participants.get_mut(&key)
                && row.status != Rsvp::Accepted
            {
                row.status = Rsvp::Accepted;
                row.responded_at.get_or_insert(row.invited_at);
            }
        }
    }

    fn carry_circle(&mut self, what: &CarryOver<'_>) {
        let pairs: Vec<_> = self.circle.keys().cloned().collect();
        for pair in pairs {
            let (viewer, person) = &pair;
            if viewer != what.from && person != what.from {
                continue;
            }
            self.circle.remove(&pair);
            let renamed = |email: &Email| {
                if email == what.from {
                    what.to.clone()
                } else {
                    email.clone()
                }
            };
            let pair = (renamed(viewer), renamed(person));
            if pair.0 != pair.1 {
                self.circle.insert(pair, ());
            }
        }
    }

    fn carry_mails(&mut self, what: &CarryOver<'_>) {
        let waiting = self.notices.values_mut().filter(|row| row.is_queued());
        for row in waiting {
            let is_own = row.organiser == Some(what.user);
            let notice = &mut row.stored.notice;
            let goes_along = match what.scope {
                CarryScope::Organised => is_own,
                CarryScope::Everything => notice.meeting_id.is_some(),
            };
            if notice.email == *what.from && goes_along && !row.stored.is_claimed {
                notice.email = what.to.clone();
            }
            let Some(mut facts) = notice.facts.clone().filter(|_| is_own) else {
                continue;
            };
            if facts.organiser_email == *what.from {
                facts.organiser_email = what.to.clone();
            }
            if facts.organiser_name == what.from.as_str() {
                facts.organiser_name = what.to.to_string();
            }
            *notice = notice
                .clone()
                .saying(notice.kind, Body::Meeting(Box::new(facts)));
        }
    }

    fn copy_allowances(&mut self, what: &CarryOver<'_>) {
        let of_account: Vec<_> = self
            .allowances
            .iter()
            .filter_map(|(subject, row)| {
                let copy = match subject {
                    Subject::Account(email) if email == what.from => {
                        Subject::Account(what.to.clone())
                    }
                    Subject::Pair(email, to) if email == what.from => {
                        Subject::Pair(what.to.clone(), to.clone())
                    }
                    _other => return None,
                };
                Some((copy, *row))
            })
            .collect();
        for (subject, row) in of_account {
            self.merge_allowance(subject, row);
        }
    }
}

impl AddressChangeRepo for MemoryTx {
    fn insert(&mut self, change: &AddressChange) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.state
                .address_changes
                .retain(|_, other| other.user_id != change.user_id || other.confirmed_at.is_some());
            tx.state.address_changes.insert(change.id, change.clone());
            Ok(())
        })
    }

    fn list(&mut self, user: UserId) -> Result<Vec<AddressChange>, StoreError> {
        self.read(|tx| {
            let all = tx.state.address_changes.values();
            Ok(all
                .filter(|change| change.user_id == user)
                .cloned()
                .collect())
        })
    }

    fn find_told(&mut self, mail: NotificationId) -> Result<Option<AddressChange>, StoreError> {
        self.read(|tx| {
            let Some(row) = tx.state.notices.get(&mail) else {
                return Ok(None);
            };
            let mut all = tx.state.address_changes.values();
            let is_told = |change: &&AddressChange| {
                change.id == row.message || change.notice_id == Some(row.message)
            };
            Ok(all.find(is_told).cloned())
        })
    }

    fn update(&mut self, change: &AddressChange) -> Result<(), StoreError> {
        self.write(|tx| {
            let stored = tx.state.address_changes.get_mut(&change.id);
            let stored = stored.ok_or(StoreError::Stale)?;
            stored.confirmed_at = change.confirmed_at;
            stored.undo_until = change.undo_until;
            stored.former_verified_at = change.former_verified_at;
            stored.notice_id = change.notice_id;
            Ok(())
        })
    }

    fn delete(&mut self, changes: &[MessageId]) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.state
                .address_changes
                .retain(|id, _| !changes.contains(id));
            Ok(())
        })
    }

    fn is_reserved(
        &mut self,
        email: &Email,
        user: Option<UserId>,
        now: UtcDateTime,
    ) -> Result<bool, StoreError> {
        self.read(|tx| {
            let mut all = tx.state.address_changes.values();
            Ok(all.any(|change| {
                change.former == *email && change.can_be_undone(now) && Some(change.user_id) != user
            }))
        })
    }

    fn hold_meetings(
        &mut self,
        user: UserId,
        (one, other): (&Email, &Email),
    ) -> Result<i64, StoreError> {
        self.write(|tx| Ok(tx.state.concerned(user, one, other)))
    }

    fn carry_over(&mut self, what: &CarryOver<'_>) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.check_locked(what.from)?;
            tx.check_locked(what.to)?;
            if tx.state.concerned(what.user, what.from, what.to) != what.held {
                return Err(StoreError::Stale);
            }
            if what.scope == CarryScope::Everything {
                tx.state.merge_invitations(what);
                tx.state.carry_circle(what);
                tx.state.readdress_offers(what.user, what.from, what.to);
            }
            tx.state.carry_busy(what);
            tx.state.accept_own(what);
            tx.state.carry_mails(what);
            tx.state.copy_allowances(what);
            Ok(())
        })
    }

    fn delete_over(&mut self, now: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|tx| {
            let before = tx.state.address_changes.len();
            tx.state.address_changes.retain(|_, change| {
                if change.confirmed_at.is_none() {
                    change.is_waiting(now)
                } else {
                    change.can_be_undone(now)
                }
            });
            Ok(counted(before - tx.state.address_changes.len()))
        })
    }
}
