//! Accounts that go away piece by piece.

use scheduler_domain::auth::{AccountDeletion, AccountDeletionRepo};
use scheduler_domain::ids::UserId;
use scheduler_domain::store::StoreError;

use super::MemoryTx;

impl AccountDeletionRepo for MemoryTx {
    fn find(&mut self, user: UserId) -> Result<Option<AccountDeletion>, StoreError> {
        self.read(|tx| Ok(tx.state.account_deletions.get(&user).cloned()))
    }

    fn find_oldest(&mut self) -> Result<Option<AccountDeletion>, StoreError> {
        self.read(|tx| {
            let all = tx.state.account_deletions.values();
            Ok(all.min_by_key(|one| (one.asked_at, one.user)).cloned())
        })
    }

    fn insert(&mut self, deletion: &AccountDeletion) -> Result<(), StoreError> {
        self.write(|tx| {
            let row = deletion.clone();
            tx.state.account_deletions.insert(row.user, row);
            Ok(())
        })
    }

    fn delete(&mut self, user: UserId) -> Result<bool, StoreError> {
        self.write(|tx| Ok(tx.state.account_deletions.remove(&user).is_some()))
    }
}
