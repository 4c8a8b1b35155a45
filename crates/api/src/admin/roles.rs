//! `/api/admin/roles/`.

use actix_web::HttpResponse;
use actix_web::web::Data;
use paperclip::actix::web::{ServiceConfig, delete, get, patch, post, put, resource};
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use scheduler_domain::admin::{
    ChangeRole, ChangeRoleError, CreateRole, FindRoleError, Permission, Permissions, RoleName,
    RoleSummary, Staff, UnknownPermission, change_role, create_role_in, delete_role, find_role,
    list_roles,
};
use scheduler_domain::ids::RoleId;
use serde::{Deserialize, Serialize};

use crate::answer::{Answered, Tagged, ok};
use crate::app::App;
use crate::bounds::MAX_PERMISSIONS;
use crate::extract::{
    Body, Field, IdempotencyKey, IfMatch, IfNoneMatch, JsonBody, List, PageQuery, PageUrl,
    PathRole, Query, StaffCaller,
};
use crate::problem::{Faults, Problem};

pub(super) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(
        resource("/api/admin/roles/")
            .route(get().to(get_roles))
            .route(post().to(post_role)),
    )
    .service(
        resource("/api/admin/roles/{rid}/")
            .route(get().to(get_role))
            .route(put().to(put_role))
            .route(patch().to(patch_role))
            .route(delete().to(delete_one)),
    );
}

/// A role, or what changes about it.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
struct RoleBody {
    name: Field<String>,
    permissions: Field<List<String, MAX_PERMISSIONS>>,
    is_active: Field<bool>,
}
impl Body for RoleBody {}

fn parse_permissions(words: &[String]) -> Result<Permissions, UnknownPermission> {
    words.iter().map(|word| Permission::parse(word)).collect()
}

impl RoleBody {
    fn into_role(self) -> Result<CreateRole, Problem> {
        let mut faults = Faults::default();
        let name = faults.required("name", self.name, |raw| RoleName::parse(&raw));
        let permissions = faults.required("permissions", self.permissions, |raw| {
            parse_permissions(&raw.into_vec())
        });
        let is_active = faults.given("is_active", self.is_active, Ok::<_, String>);
        let role = name.zip(permissions).map(|(name, permissions)| CreateRole {
            name,
            permissions,
            is_active: is_active.unwrap_or(true),
        });
        faults.finish(role)
    }

    fn into_change(self) -> Result<ChangeRole, Problem> {
        let mut faults = Faults::default();
        let change = ChangeRole {
            name: faults.given("name", self.name, |raw| RoleName::parse(&raw)),
            permissions: faults.given("permissions", self.permissions, |raw| {
                parse_permissions(&raw.into_vec())
            }),
            is_active: faults.given("is_active", self.is_active, Ok::<_, String>),
        };
        faults.finish(Some(change))
    }
}

#[derive(Serialize)]
struct RoleView {
    id: String,
    name: String,
    permissions: Vec<&'static str>,
    is_active: bool,
    user_count: i64,
}

impl From<RoleSummary> for RoleView {
    fn from(one: RoleSummary) -> Self {
        let permissions = one.role.permissions.iter().map(Permission::word);
        Self {
            id: one.role.id.to_string(),
            name: one.role.name.to_string(),
            permissions: permissions.collect(),
            is_active: one.role.is_active,
            user_count: one.user_count,
        }
    }
}

fn tagged(one: RoleSummary) -> Tagged {
    Tagged::new(one.role.version, &RoleView::from(one))
}

#[api_v2_operation]
async fn get_roles(
    app: Data<App>,
    caller: StaffCaller,
    query: Query<PageQuery>,
    url: PageUrl,
) -> Answered {
    let page = query.0.parse()?;
    let page = app
        .usecase(move |store, _| {
            let page = list_roles(store, &caller.0, page)?;
            url.show(page, RoleView::from)
        })
        .await?;
    Ok(ok(&page))
}

#[api_v2_operation]
async fn post_role(
    app: Data<App>,
    caller: StaffCaller,
    key: IdempotencyKey,
    body: JsonBody<RoleBody>,
) -> Answered {
    caller.0.check(Permission::RolesEdit)?;
    let cmd = body.value.into_role()?;
    app.once(
        key.of(Some(caller.0.actor()), &body.raw),
        move |tx, ctx| create_role_in(tx, ctx, &caller.0, &cmd).map_err(Problem::from),
        |made, _| {
            let location = format!("/api/admin/roles/{}/", made.role.id);
            tagged(made).created(location)
        },
    )
    .await
}

#[api_v2_operation]
async fn get_role(
    app: Data<App>,
    caller: StaffCaller,
    id: PathRole,
    condition: IfNoneMatch,
) -> Answered {
    let shown = app
        .glance(move |store, _| Ok::<_, FindRoleError>(tagged(find_role(store, &caller.0, id.0)?)))
        .await?;
    Ok(shown.unless_known(&condition))
}

#[api_v2_operation]
async fn put_role(
    app: Data<App>,
    caller: StaffCaller,
    id: PathRole,
    expected: IfMatch,
    body: JsonBody<RoleBody>,
) -> Answered {
    caller.0.check(Permission::RolesEdit)?;
    let role = body.value.into_role()?;
    let whole = ChangeRole {
        name: Some(role.name),
        permissions: Some(role.permissions),
        is_active: Some(role.is_active),
    };
    change(&app, caller.0, id.0, expected, whole).await
}

#[api_v2_operation]
async fn patch_role(
    app: Data<App>,
    caller: StaffCaller,
    id: PathRole,
    expected: IfMatch,
    body: JsonBody<RoleBody>,
) -> Answered {
    caller.0.check(Permission::RolesEdit)?;
    let part = body.value.into_change()?;
    change(&app, caller.0, id.0, expected, part).await
}

async fn change(
    app: &App,
    staff: Staff,
    id: RoleId,
    expected: IfMatch,
    cmd: ChangeRole,
) -> Answered {
    let shown = app
        .usecase(move |store, ctx| {
            let changed = change_role(store, ctx, &staff, id, expected.0, &cmd)?;
            Ok::<_, ChangeRoleError>(tagged(changed))
        })
        .await?;
    Ok(shown.ok())
}

#[api_v2_operation]
async fn delete_one(
    app: Data<App>,
    caller: StaffCaller,
    id: PathRole,
    expected: IfMatch,
) -> Answered {
    app.usecase(move |store, ctx| delete_role(store, ctx, &caller.0, id.0, expected.0))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
