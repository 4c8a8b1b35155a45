//! How far the server has come with what it does by itself.

use scheduler_domain::notifications::{Mark, MarkRepo};
use scheduler_domain::store::StoreError;

use super::MemoryTx;

impl MarkRepo for MemoryTx {
    fn find(&mut self, name: &str) -> Result<Option<Mark>, StoreError> {
        self.read(|tx| Ok(tx.state.marks.get(name).cloned()))
    }

    fn update(&mut self, mark: &Mark) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.state.marks.insert(mark.name.clone(), mark.clone());
            Ok(())
        })
    }
}
