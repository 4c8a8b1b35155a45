//! What is used of the mail limits.

use scheduler_domain::mail_limits::{AllowanceRepo, Subject, Take, Taken};
use scheduler_domain::store::StoreError;
use time::{Duration, UtcDateTime};

use super::{MemoryTx, State};

#[derive(Clone, Copy)]
pub(super) struct Row {
    window: Duration,
    used_until: UtcDateTime,
    is_near: bool,
}

impl State {
    fn parts(&self, now: UtcDateTime) -> impl Iterator<Item = &Row> {
        let parts = Subject::Server(0)..=Subject::Server(u8::MAX);
        let parts = self.allowances.range(parts).map(|(_, row)| row);
        parts.filter(move |row| row.used_until > now)
    }

    /// The more that is used counts.
    pub(super) fn merge_allowance(&mut self, subject: Subject, row: Row) {
        let other = self.allowances.get(&subject).copied();
        let merged = Row {
            used_until: other.map_or(row.used_until, |other| other.used_until.max(row.used_until)),
            is_near: row.is_near || other.is_some_and(|other| other.is_near),
            ..row
        };
        self.allowances.insert(subject, merged);
    }

    fn used(&self, subject: &Subject, row: &Row, now: UtcDateTime) -> Taken {
        let used = match subject {
            Subject::Server(_) => self.parts(now).map(|row| row.used_until - now).sum(),
            Subject::Account(_) | Subject::Pair(_, _) | Subject::Stranger(_) => {
                row.used_until - now
            }
        };
        Taken {
            subject: subject.clone(),
            used,
            window: row.window,
        }
    }
}

impl AllowanceRepo for MemoryTx {
    fn take(&mut self, wanted: &[Take], now: UtcDateTime) -> Result<Vec<Taken>, StoreError> {
        self.write(|tx| {
            for take in wanted {
                let before = tx.state.allowances.get(&take.subject);
                let used_until = before.map_or(now, |row| row.used_until.max(now)) + take.cost;
                let row = Row {
                    window: take.window,
                    used_until,
                    is_near: (used_until - now) * 5 >= take.window * 4,
                };
                tx.state.allowances.insert(take.subject.clone(), row);
            }
            let taken = wanted.iter().filter_map(|take| {
                let row = tx.state.allowances.get(&take.subject)?;
                Some(tx.state.used(&take.subject, row, now))
            });
            Ok(taken.collect())
        })
    }

    fn list_near(&mut self, now: UtcDateTime, limit: u32) -> Result<Vec<Taken>, StoreError> {
        self.read(|tx| {
            let server = tx.state.parts(now).next();
            let server = server.map(|row| tx.state.used(&Subject::Server(0), row, now));
            let near = tx.state.allowances.iter().filter(|(subject, row)| {
                row.is_near && row.used_until > now && !matches!(subject, Subject::Server(_))
            });
            let near = near.map(|(subject, row)| tx.state.used(subject, row, now));
            let mut near: Vec<Taken> = near.collect();
            near.sort_by(|one, other| {
                (other.used / other.window).total_cmp(&(one.used / one.window))
            });
            let all = server.into_iter().chain(near);
            Ok(all
                .take(usize::try_from(limit).unwrap_or(usize::MAX))
                .collect())
        })
    }

    fn delete_full(&mut self, now: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|tx| {
            let full: Vec<Subject> = tx
                .state
                .allowances
                .iter()
                .filter(|(_, row)| row.used_until <= now)
                .map(|(subject, _)| subject.clone())
                .collect();
            for subject in &full {
                tx.state.allowances.remove(subject);
            }
            Ok(u64::try_from(full.len()).unwrap_or(u64::MAX))
        })
    }
}
