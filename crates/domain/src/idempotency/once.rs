//! Does something once, however often it is asked for.

use thiserror::Error;

use super::{Answer, Claim, RequestKey};
use crate::ctx::Ctx;
use crate::store::{Store, StoreError, Tx};

/// Why it was not done, or not again.
#[derive(Debug, Error)]
pub enum OnceError<E> {
    /// The same request is being worked on.
    #[error("the first request with this key is still running")]
    Running,
    /// The key was used for another request.
    #[error("the key was used for another request")]
    Mismatch,
    /// The step itself refused.
    #[error(transparent)]
    Step(E),
}

impl<E: From<StoreError>> From<StoreError> for OnceError<E> {
    fn from(error: StoreError) -> Self {
        Self::Step(error.into())
    }
}

/// Runs `step` and keeps what `render` makes of it, in one transaction; or gives the answer that
/// was kept. Without a key it simply runs.
pub fn once<T, E: From<StoreError>>(
    store: &dyn Store,
    ctx: &Ctx,
    key: Option<&RequestKey>,
    mut step: impl FnMut(&mut dyn Tx) -> Result<T, E>,
    render: impl Fn(T) -> Answer,
) -> Result<Answer, OnceError<E>> {
    let Some(key) = key else {
        // Rendered after the transaction: others wait for its end.
        let made = store.write(|tx| step(tx).map_err(OnceError::Step))?;
        return Ok(render(made));
    };
    store.write(|tx| match tx.answers().claim(key)? {
        Claim::Running => Err(OnceError::Running),
        Claim::Answered { fingerprint, .. } if fingerprint != key.fingerprint => {
            Err(OnceError::Mismatch)
        }
        Claim::Answered { answer, .. } => Ok(answer),
        Claim::New => {
            let answer = render(step(tx).map_err(OnceError::Step)?);
            tx.answers().insert(key, &answer, ctx.now)?;
            Ok(answer)
        }
    })
}
