//! Accounts and sessions: `/api/auth/`.

mod account;
mod address;
mod body;
mod cookie;
mod crowd;
mod export;
mod proof;
mod reset;
mod session;
#[cfg(test)]
mod tests;
mod view;

pub(crate) use crowd::HashTime;
pub use export::export_file;
use paperclip::actix::web::{ServiceConfig, delete, get, patch, post, put, resource};
pub(crate) use view::DeletionView;

pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    let route = |path: &str| resource(&format!("/api/auth/{path}/"));
    cfg.service(route("register").route(post().to(account::post_register)))
        .service(route("login").route(post().to(session::post_login)))
        .service(route("token/refresh").route(post().to(session::post_refresh)))
        .service(route("logout").route(post().to(session::post_logout)))
        .service(route("sessions").route(get().to(session::get_sessions)))
        .service(route("sessions/{sid}").route(delete().to(session::delete_session)))
        .service(
            route("me")
                .route(get().to(account::get_me))
                .route(patch().to(account::patch_me))
                .route(put().to(account::put_me))
                .route(delete().to(account::delete_me)),
        )
        .service(route("me/deletion").route(get().to(account::get_deletion)))
        .service(route("me/email").route(post().to(address::post_email)))
        .service(route("me/email/confirm").route(post().to(address::post_email_confirm)))
        .service(route("me/email/undo").route(post().to(address::post_email_undo)))
        .service(route("export").route(get().to(export::get_export)))
        .service(route("change-password").route(post().to(account::post_change_password)))
        .service(route("password-reset").route(post().to(reset::post_password_reset)))
        .service(
            route("password-reset/confirm").route(post().to(reset::post_password_reset_confirm)),
        )
        .service(route("verify-email").route(post().to(account::post_verify_email)))
        .service(route("disown").route(post().to(account::post_disown)))
        .service(route("resend-verification").route(post().to(account::post_resend_verification)));
}
