//! The administration: `/api/admin/`, for staff alone.

mod meetings;
mod notifications;
mod oversight_problems;
mod overview;
mod participants;
mod problems;
mod query;
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
    meetings::configure(cfg);
    participants::configure(cfg);
    notifications::configure(cfg);
    overview::configure(cfg);
}
