//! `/api/meetings/{id}/participants/…`.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, delete, get, patch, post, resource};
use scheduler_domain::auth::Actor;
use scheduler_domain::idempotency::Answer;
use scheduler_domain::ids::{MeetingId, ParticipantId};
use scheduler_domain::participants::{
    invite_in, list_participants, remove, renew_link, respond, show_link, update_participant,
};
use serde_json::json;

use super::ParticipantView;
use super::body::{InviteBody, ParticipantBody, RespondBody};
use super::problems::invite_problem;
use super::view::InvitedView;
use crate::answer::{Answered, kept, ok};
use crate::app::App;
use crate::conflicts::checked_view;
use crate::extract::{
    Caller, IdempotencyKey, JsonBody, Origin, PageQuery, PageUrl, PathMeeting, PathParticipant,
    Query,
};
use crate::middleware::RecipientsOfRequest;
use crate::problem::Problem;

pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(
        resource("/api/meetings/{id}/participants/")
            .route(get().to(get_participants))
            .route(post().to(post_participant)),
    )
    .service(
        resource("/api/meetings/{id}/participants/{pid}/")
            .route(patch().to(patch_participant))
            .route(delete().to(delete_participant)),
    )
    .service(
        resource("/api/meetings/{id}/participants/{pid}/status/")
            .route(patch().to(patch_participant_status)),
    )
    .service(
        resource("/api/meetings/{id}/participants/{pid}/answer-link/")
            .route(get().to(get_answer_link))
            .route(post().to(post_answer_link)),
    );
}

#[api_v2_operation]
async fn get_participants(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    query: Query<PageQuery>,
    url: PageUrl,
) -> Answered {
    let verify = app.settings.email_verification;
    let page = query.0.parse()?;
    let page = app
        .usecase(move |store, _| list_participants(store, &caller.0, id.0, page))
        .await?;
    Ok(ok(&url.show(page.borrowed(), |one| {
        ParticipantView::new(one, verify)
    })?))
}

#[api_v2_operation]
async fn post_participant(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    key: IdempotencyKey,
    body: JsonBody<InviteBody>,
) -> Answered {
    let base = format!("/api/meetings/{}", id.0);
    add(app, caller.0, id.0, key, body, base).await
}

/// Invites somebody, by whoever may; they are then found below `base`.
pub(crate) async fn add(
    app: Data<App>,
    actor: Actor,
    id: MeetingId,
    key: IdempotencyKey,
    body: JsonBody<InviteBody>,
    base: String,
) -> Answered {
    let verify = app.settings.email_verification;
    let (cmd, sent) = body.value.into_command(id)?;
    let as_sent = sent.clone();
    let mut recipients = RecipientsOfRequest::new(&app, actor.user_id);
    app.once(
        key.of(Some(&actor), &body.raw),
        move |tx, ctx| {
            let invited =
                invite_in(tx, ctx, &actor, &cmd).map_err(|error| invite_problem(error, &sent))?;
            recipients.check(1)?;
            Ok::<_, Problem>(invited)
        },
        move |invited, _| {
            let one = &invited.participant;
            let view = InvitedView {
                participant: ParticipantView::new(one, verify),
                checked: checked_view(&invited.checked, &as_sent),
            };
            Answer {
                location: Some(format!("{base}/participants/{}/", one.id)),
                ..kept(StatusCode::CREATED, &view)
            }
        },
    )
    .await
}

#[api_v2_operation]
async fn patch_participant(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    pid: PathParticipant,
    body: JsonBody<ParticipantBody>,
) -> Answered {
    let verify = app.settings.email_verification;
    let cmd = body.value.into_command()?;
    let participant = app
        .usecase(move |store, ctx| update_participant(store, ctx, &caller.0, (id.0, pid.0), &cmd))
        .await?;
    Ok(ok(&ParticipantView::new(&participant, verify)))
}

#[api_v2_operation]
async fn delete_participant(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    pid: PathParticipant,
) -> Answered {
    take_out(&app, caller.0, id.0, pid.0).await
}

/// Takes somebody out, by whoever may.
pub(crate) async fn take_out(
    app: &App,
    actor: Actor,
    id: MeetingId,
    pid: ParticipantId,
) -> Answered {
    app.usecase(move |store, ctx| remove(store, ctx, &actor, id, pid))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

#[api_v2_operation]
async fn patch_participant_status(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    pid: PathParticipant,
    body: JsonBody<RespondBody>,
) -> Answered {
    answer(&app, caller.0, id.0, pid.0, body.value).await
}

/// Answers for somebody, by whoever may.
pub(crate) async fn answer(
    app: &App,
    actor: Actor,
    id: MeetingId,
    pid: ParticipantId,
    body: RespondBody,
) -> Answered {
    let verify = app.settings.email_verification;
    let cmd = body.into_command(id, pid)?;
    let participant = app
        .usecase(move |store, ctx| respond(store, ctx, &actor, &cmd))
        .await?;
    Ok(ok(&ParticipantView::new(&participant, verify)))
}

#[api_v2_operation]
async fn get_answer_link(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    pid: PathParticipant,
    origin: Origin,
) -> Answered {
    let tokens = Arc::clone(&app.tokens);
    let token = app
        .glance(move |store, ctx| show_link(store, ctx, tokens.as_ref(), &caller.0, id.0, pid.0))
        .await?;
    Ok(link(&origin, &token))
}

#[api_v2_operation]
async fn post_answer_link(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    pid: PathParticipant,
    origin: Origin,
) -> Answered {
    let tokens = Arc::clone(&app.tokens);
    let token = app
        .usecase(move |store, ctx| renew_link(store, ctx, tokens.as_ref(), &caller.0, id.0, pid.0))
        .await?;
    Ok(link(&origin, &token))
}

/// Whoever has the link may answer, so no cache keeps it.
fn link(origin: &Origin, token: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(json!({ "url": format!("{}/rsvp/{token}/", origin.0) }))
}
