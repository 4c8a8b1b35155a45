//! Listing, making, reading, changing and deleting accounts.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use paperclip::actix::api_v2_operation;
use scheduler_domain::admin::{
    ChangePersonError, CreatePersonError, DeletePerson, Fate, FindPersonError, Permission,
    change_person, create_person_in, delete_person, find_person, find_person_deletion, list_people,
};
use scheduler_domain::auth::Departure;
use scheduler_domain::idempotency::{OnceError, once};

use super::body::{DeleteUserBody, NewUserBody, UserBody};
use super::problems::delete_problem;
use super::query::UsersQuery;
use super::view::{AdminUserView, tagged};
use crate::answer::{Answered, accepted, ok, replay};
use crate::app::{App, Lane};
use crate::auth::DeletionView;
use crate::conflicts::AsSent;
use crate::extract::{
    IdempotencyKey, IfMatch, IfNoneMatch, JsonBody, PageUrl, PathUser, Query, StaffCaller,
};
use crate::middleware::client_address;

#[api_v2_operation]
pub(super) async fn get_users(
    app: Data<App>,
    caller: StaffCaller,
    query: Query<UsersQuery>,
    url: PageUrl,
) -> Answered {
    caller.0.check(Permission::UsersView)?;
    let (filter, page) = query.0.into_filter(&caller.0.actor().zone)?;
    let page = app
        .usecase(move |store, _| {
            let page = list_people(store, &caller.0, &filter, page)?;
            url.show(page, |user| AdminUserView::from(&user))
        })
        .await?;
    Ok(ok(&page))
}

#[api_v2_operation]
pub(super) async fn post_user(
    app: Data<App>,
    caller: StaffCaller,
    request: HttpRequest,
    key: IdempotencyKey,
    body: JsonBody<NewUserBody>,
) -> Answered {
    let staff = caller.0;
    staff.check(Permission::UsersEdit)?;
    let cmd = body.value.into_command()?;
    app.limits
        .check_register(client_address(&request, app.settings.trust_proxy))?;
    app.limits.check_recipients(staff.actor().user_id, 1)?;

    let verify = app.settings.email_verification;
    let key = key.sealed(Some(staff.actor()), app.tokens.as_ref(), &body.raw)?;
    let passwords = Arc::clone(&app.passwords);
    let (answer, is_new) = app
        .slow_usecase(Lane::Known, move |store, ctx| {
            let drafted = cmd.draft(ctx, passwords.as_ref());
            let user = drafted.map_err(OnceError::Step)?;
            let id = user.id.to_string();
            let answer = once(
                store,
                ctx,
                key.as_ref(),
                |tx| create_person_in(tx, ctx, &staff, verify, &cmd, &user),
                |made| tagged(&made).created(format!("/api/admin/users/{id}/")),
            )?;
            let is_new = answer.body.contains(&id);
            Ok::<_, OnceError<CreatePersonError>>((answer, is_new))
        })
        .await?;
    Ok(replay(answer, is_new))
}

#[api_v2_operation]
pub(super) async fn get_user(
    app: Data<App>,
    caller: StaffCaller,
    id: PathUser,
    condition: IfNoneMatch,
) -> Answered {
    let shown = app
        .usecase(move |store, ctx| {
            let detail = find_person(store, ctx, &caller.0, id.0)?;
            Ok::<_, FindPersonError>(tagged(&detail))
        })
        .await?;
    Ok(shown.unless_known(&condition))
}

#[api_v2_operation]
pub(super) async fn patch_user(
    app: Data<App>,
    caller: StaffCaller,
    id: PathUser,
    expected: IfMatch,
    body: JsonBody<UserBody>,
) -> Answered {
    caller.0.check(Permission::UsersEdit)?;
    let cmd = body.value.into_command()?;
    let user_id = id.0;
    let shown = app
        .usecase(move |store, ctx| {
            let detail = change_person(store, ctx, &caller.0, id.0, expected.0, &cmd)?;
            Ok::<_, ChangePersonError>(tagged(&detail))
        })
        .await?;
    app.sessions.forget_user(user_id);
    Ok(shown.ok())
}

#[api_v2_operation]
pub(super) async fn delete_user(
    app: Data<App>,
    caller: StaffCaller,
    id: PathUser,
    expected: IfMatch,
    body: JsonBody<DeleteUserBody>,
) -> Answered {
    caller.0.check(Permission::UsersEdit)?;
    let (fate, raw) = body.value.into_fate()?;
    let mut sent = AsSent::default();
    if let Fate::HandOver(to) = &fate {
        sent.add(&raw, to.clone());
    }
    let cmd = DeletePerson {
        id: id.0,
        expected: expected.0,
        fate,
        verify: app.settings.email_verification,
    };
    let departure = app
        .usecase(move |store, ctx| {
            delete_person(store, ctx, &caller.0, &cmd).map_err(|error| delete_problem(error, &sent))
        })
        .await?;
    app.sessions.forget_user(id.0);
    Ok(match departure {
        Departure::Gone => HttpResponse::NoContent().finish(),
        Departure::Begun(deletion) => accepted(&DeletionView::from(Some(deletion))),
    })
}

#[api_v2_operation]
pub(super) async fn get_user_deletion(
    app: Data<App>,
    caller: StaffCaller,
    id: PathUser,
) -> Answered {
    let deletion = app
        .usecase(move |store, _| find_person_deletion(store, &caller.0, id.0))
        .await?;
    Ok(ok(&DeletionView::from(deletion)))
}
