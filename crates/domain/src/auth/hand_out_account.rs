//! Hands out what is kept of somebody, for whoever may run commands on the machine.

use thiserror::Error;

use super::{Actor, ExportAccountError, ExportPart, Who, export_account, find_user};
use crate::audit::{self, Action, By, Change, Target};
use crate::ctx::Ctx;
use crate::store::{Store, StoreError};

/// Why nothing was handed out.
#[derive(Debug, Error)]
pub enum HandOutError {
    /// There is no such account.
    #[error("there is no such user")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ExportAccountError> for HandOutError {
    fn from(error: ExportAccountError) -> Self {
        match error {
            ExportAccountError::NotFound => Self::NotFound,
            ExportAccountError::Store(error) => Self::Store(error),
        }
    }
}

/// What [`export_account`] gives, and for whom. That it was handed out is in the audit log before
/// anybody has it; others who write do not wait while it is read.
pub fn hand_out_account(
    store: &dyn Store,
    ctx: &Ctx,
    verify: bool,
    who: &Who,
) -> Result<(Actor, Vec<ExportPart>), HandOutError> {
    let user = find_user(store, who)?.ok_or(HandOutError::NotFound)?;
    let actor = user.into_absent_actor(verify);
    let export = export_account(store, ctx, &actor)?;
    let target = Target::user(actor.user_id);
    store.write(|tx| {
        audit::record(
            tx,
            ctx,
            By::CommandLine,
            Action::UserExport,
            target.clone(),
            vec![Change::kept("email", actor.email.as_str())],
        )
    })?;
    Ok((actor, export))
}
