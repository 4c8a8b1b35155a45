//! `/api/rsvp/{token}/`: the link is the proof, no account is asked for.

use std::sync::Arc;

use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, get, post, resource};
use scheduler_domain::calendar::calendar_file;
use scheduler_domain::participants::{
    AnswerByLinkError, FindByLinkError, answer_by_link, find_by_link,
};

use super::body::RsvpBody;
use super::view::RsvpView;
use crate::answer::{Answered, ok};
use crate::app::App;
use crate::calendar::{attachment, download};
use crate::extract::{JsonBody, PathLink};

pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(
        resource("/api/rsvp/{token}/")
            .route(get().to(get_rsvp))
            .route(post().to(post_rsvp)),
    )
    .service(resource("/api/rsvp/{token}/export-ics/").route(get().to(get_rsvp_ics)));
}

#[api_v2_operation]
async fn get_rsvp(app: Data<App>, link: PathLink) -> Answered {
    let tokens = Arc::clone(&app.tokens);
    let view = app
        .usecase(move |store, ctx| {
            let (invitation, _zone) = find_by_link(store, ctx, tokens.as_ref(), &link.0)?;
            Ok::<_, FindByLinkError>(RsvpView::new(&invitation, ctx.now))
        })
        .await?;
    Ok(ok(&view))
}

#[api_v2_operation]
async fn post_rsvp(app: Data<App>, link: PathLink, body: JsonBody<RsvpBody>) -> Answered {
    let cmd = body.value.into_command(link.0)?;
    let tokens = Arc::clone(&app.tokens);
    let view = app
        .usecase(move |store, ctx| {
            let invitation = answer_by_link(store, ctx, tokens.as_ref(), &cmd)?;
            Ok::<_, AnswerByLinkError>(RsvpView::new(&invitation, ctx.now))
        })
        .await?;
    Ok(ok(&view))
}

#[api_v2_operation]
async fn get_rsvp_ics(app: Data<App>, link: PathLink) -> Answered {
    let tokens = Arc::clone(&app.tokens);
    let (file, disposition) = app
        .usecase(move |store, ctx| {
            let (invitation, _zone) = find_by_link(store, ctx, tokens.as_ref(), &link.0)?;
            let disposition = attachment(invitation.meeting.details.title.as_str());
            let file = calendar_file(&[invitation.meeting], &invitation.guest.email);
            Ok::<_, FindByLinkError>((file, disposition))
        })
        .await?;
    Ok(download(file, disposition))
}
