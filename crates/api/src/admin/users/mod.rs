//! `/api/admin/users/`.

mod body;
mod handlers;
mod problems;
mod query;
mod standing;
mod view;

use paperclip::actix::web::{ServiceConfig, delete, get, patch, post, resource};

pub(super) fn configure(cfg: &mut ServiceConfig<'_>) {
    let one = |path: &str| resource(&format!("/api/admin/users/{{uid}}/{path}"));
    cfg.service(
        resource("/api/admin/users/")
            .route(get().to(handlers::get_users))
            .route(post().to(handlers::post_user)),
    )
    .service(
        one("")
            .route(get().to(handlers::get_user))
            .route(patch().to(handlers::patch_user))
            .route(delete().to(handlers::delete_user)),
    )
    .service(one("deletion/").route(get().to(handlers::get_user_deletion)))
    .service(one("access/").route(patch().to(standing::patch_access)))
    .service(one("deactivate/").route(post().to(standing::post_deactivate)))
    .service(one("reactivate/").route(post().to(standing::post_reactivate)))
    .service(one("reset-mail/").route(post().to(standing::post_reset_mail)))
    .service(one("end-sessions/").route(post().to(standing::post_end_sessions)));
}
