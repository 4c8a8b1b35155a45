//! The administration: `/api/admin/`, for staff alone.

mod problems;
mod roles;
mod settings;
mod standing;
#[cfg(test)]
mod tests;
mod users;

use paperclip::actix::web::ServiceConfig;

pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    standing::configure(cfg);
    users::configure(cfg);
    roles::configure(cfg);
    settings::configure(cfg);
    crate::audit::configure(cfg);
}
