//! The audit log.

use std::cmp::Reverse;

use scheduler_domain::audit::{AuditRepo, By, Entry, Filter, Person, Place, Record, Whose};
use scheduler_domain::ids::EntryId;
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::{address_search_text, search_key};
use time::UtcDateTime;

use super::listing::cut;
use super::people::counted;
use super::{MemoryTx, State};

impl State {
    /// The newest first.
    fn records(&self, filter: &Filter) -> Vec<Record> {
        let mut passing: Vec<(EntryId, &Entry)> = self
            .audit
            .iter()
            .filter(|(_, entry)| self.passes_audit(filter, entry))
            .map(|(id, entry)| (*id, entry))
            .collect();
        passing.sort_by_key(|(id, entry)| Reverse((entry.at, *id)));
        passing
            .into_iter()
            .map(|(id, entry)| self.record(id, entry))
            .collect()
    }

    fn record(&self, id: EntryId, entry: &Entry) -> Record {
        let user = match &entry.by {
            By::User(id) => self.users.get(id),
            By::Guest(_) | By::CommandLine | By::Server => None,
        };
        Record {
            id,
            at: entry.at,
            by: entry.by.clone(),
            person: user.map(|user| Person {
                email: user.email.clone(),
                name: user.display_name(),
            }),
            action: entry.action.word().to_owned(),
            target: entry.target.clone(),
            changes: entry.changes.clone(),
            client: entry.client,
        }
    }

    fn passes_audit(&self, filter: &Filter, entry: &Entry) -> bool {
        let (target, text) = (&entry.target, text_of(entry));
        let mut words = filter.words.iter();
        filter
            .by
            .as_ref()
            .is_none_or(|whose| self.is_by(whose, &entry.by))
            && filter.action.is_none_or(|action| entry.action == action)
            && filter.kind.is_none_or(|kind| target.kind() == kind)
            && filter
                .id
                .as_deref()
                .is_none_or(|id| target.id() == Some(id))
            && filter
                .meeting
                .is_none_or(|id| target.meeting_id() == Some(id))
            && filter.from.is_none_or(|from| entry.at >= from)
            && filter.to.is_none_or(|to| entry.at < to)
            && words.all(|word| text.contains(&search_key(word)))
    }

    fn is_by(&self, whose: &Whose, by: &By) -> bool {
        match (whose, by) {
            (Whose::User(wanted), By::User(id)) => id == wanted,
            (Whose::Person(email), By::User(id)) => {
                self.user_with(email).is_some_and(|user| user.id == *id)
            }
            (Whose::Person(email), By::Guest(guest)) => guest == email,
            (Whose::CommandLine, By::CommandLine) | (Whose::Server, By::Server) => true,
            _other => false,
        }
    }
}

fn text_of(entry: &Entry) -> String {
    let values = entry
        .changes
        .iter()
        .flat_map(|change| [change.before(), change.after()]);
    let guest = match &entry.by {
        By::Guest(email) => Some(email.as_str()),
        By::User(_) | By::CommandLine | By::Server => None,
    };
    let lines = values.chain([guest, entry.target.id()]).flatten();
    let lines: Vec<_> = lines.map(address_search_text).collect();
    search_key(&lines.join("\n"))
}

impl AuditRepo for MemoryTx {
    fn insert(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        self.write(|tx| {
            for entry in entries {
                tx.state.last_entry += 1;
                let id = EntryId(tx.state.last_entry);
                tx.state.audit.insert(id, entry.clone());
            }
            Ok(())
        })
    }

    fn list(&mut self, filter: &Filter, page: PageRequest) -> Result<Page<Record>, StoreError> {
        self.read(|tx| {
            let all = tx.state.records(filter);
            Ok(Page {
                count: i64::try_from(all.len()).unwrap_or(i64::MAX),
                request: page,
                items: cut(&all, page).cloned().collect(),
            })
        })
    }

    fn list_after(
        &mut self,
        filter: &Filter,
        place: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Record>, StoreError> {
        self.read(|tx| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let all = tx.state.records(filter).into_iter();
            let is_after = |record: &Record| {
                place.is_none_or(|place| (record.at, record.id) < (place.at, place.id))
            };
            Ok(all.filter(is_after).take(limit).collect())
        })
    }

    fn delete_before(&mut self, before: UtcDateTime, limit: u32) -> Result<u64, StoreError> {
        self.write(|tx| {
            let mut old: Vec<(UtcDateTime, EntryId)> = tx
                .state
                .audit
                .iter()
                .filter(|(_, entry)| entry.at < before)
                .map(|(id, entry)| (entry.at, *id))
                .collect();
            old.sort_unstable();
            old.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            for (_, id) in &old {
                tx.state.audit.remove(id);
            }
            Ok(counted(old.len()))
        })
    }
}
