//! `/api/admin/me/`: what the caller may do here, so that a client offers nothing else.

use actix_web::HttpResponse;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, get, resource};
use scheduler_domain::admin::Permission;
use serde_json::json;

use crate::answer::ok;
use crate::extract::StaffCaller;
use crate::problem::Problem;

pub(super) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/api/admin/me/").route(get().to(get_standing)));
}

#[api_v2_operation]
async fn get_standing(caller: StaffCaller) -> Result<HttpResponse, Problem> {
    let permissions = caller.0.permissions().iter().map(Permission::word);
    Ok(ok(&json!({
        "is_superuser": caller.0.is_superuser(),
        "permissions": permissions.collect::<Vec<_>>(),
    })))
}
