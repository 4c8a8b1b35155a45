//! Who has met whom.

use scheduler_domain::conflicts::{CircleRepo, Relation};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;

use super::MemoryTx;

impl CircleRepo for MemoryTx {
    fn list(&mut self, person: &Email, people: &[Email]) -> Result<Vec<Relation>, StoreError> {
        self.read(|tx| {
            let relation = |other: &Email| {
                let account = tx.state.user_with(other);
                Relation {
                    person: other.clone(),
                    is_verified: account.is_some_and(|user| user.owns_address(true)),
                    has_met: tx
                        .state
                        .circle
                        .contains_key(&(person.clone(), other.clone())),
                }
            };
            Ok(people.iter().map(relation).collect())
        })
    }

    fn insert(
        &mut self,
        meeting: MeetingId,
        person: &Email,
        organiser: Option<&Email>,
        left_out: &Email,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            let attending = tx
                .state
                .participant_rows(meeting)
                .filter(|one| one.status.attends() && one.has_accepted && one.email != *left_out);
            let others = attending.map(|one| &one.email).chain(organiser);
            let others: Vec<Email> = others.filter(|other| *other != person).cloned().collect();
            for other in others {
                tx.state.circle.insert((person.clone(), other.clone()), ());
                tx.state.circle.insert((other, person.clone()), ());
            }
            Ok(())
        })
    }

    fn delete(&mut self, person: &Email) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.state
                .circle
                .retain(|(viewer, other), ()| viewer != person && other != person);
            Ok(())
        })
    }
}
