//! `/api/meetings/{id}/hand-over/`: a transfer is offered, withdrawn, accepted or declined.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use paperclip::actix::web::{ServiceConfig, delete, post, resource};
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use scheduler_domain::auth::Actor;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{
    AcceptTransfer, HandOver, OfferTransfer, TransferOffer, accept_transfer_tx, decline_transfer,
    hand_over_in, offer_transfer_tx, withdraw_transfer,
};
use scheduler_domain::text::Email;
use scheduler_domain::time::format_utc;
use serde::{Deserialize, Serialize};

use super::detail::Detail;
use super::problems::{accept_problem, hand_over_problem, offer_problem};
use crate::answer::{Answered, kept};
use crate::app::App;
use crate::conflicts::{AsSent, conflicts_view};
use crate::extract::{Body, Caller, Field, IdempotencyKey, IfMatch, JsonBody, PathMeeting};
use crate::problem::{Faults, Problem};

pub(super) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(
        resource("/api/meetings/{id}/hand-over/")
            .route(post().to(post_hand_over))
            .route(delete().to(delete_hand_over)),
    )
    .service(resource("/api/meetings/{id}/hand-over/accept/").route(post().to(post_accept)))
    .service(resource("/api/meetings/{id}/hand-over/decline/").route(post().to(post_decline)));
}

/// Which user shall organise it.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct HandOverBody {
    email: Field<String>,
}

impl Body for HandOverBody {}

impl HandOverBody {
    /// The address, and as it was sent.
    fn parse(self) -> Result<(Email, AsSent), Problem> {
        let mut faults = Faults::default();
        let read = faults.required("email", self.email, |raw| {
            Email::parse(&raw).map(|email| (email, raw))
        });
        let (to, raw) = faults.finish(read)?;
        let mut sent = AsSent::default();
        sent.add(&raw, to.clone());
        Ok((to, sent))
    }
}

/// How an offer is accepted.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(crate) struct AcceptBody {
    keep_co_organisers: Field<bool>,
}

impl Body for AcceptBody {
    const MAY_BE_EMPTY: bool = true;
}

/// An open offer.
#[derive(Serialize)]
pub(super) struct TransferView<'a> {
    to: &'a str,
    offered_at: String,
    expires_at: String,
}

impl<'a> TransferView<'a> {
    pub(super) fn new(offer: &'a TransferOffer) -> Self {
        Self {
            to: offer.email.as_str(),
            offered_at: format_utc(offer.offered_at),
            expires_at: format_utc(offer.expires_at),
        }
    }
}

#[api_v2_operation]
async fn post_hand_over(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    expected: IfMatch,
    key: IdempotencyKey,
    body: JsonBody<HandOverBody>,
) -> Answered {
    let actor = caller.0;
    let (to, _) = body.value.parse()?;
    // Each try counts, since the answer tells whether an account has this address.
    app.limits.check_recipients(actor.user_id, 1)?;
    let cmd = OfferTransfer {
        meeting_id: id.0,
        to,
        expected: expected.0,
    };
    app.once(
        key.of(Some(&actor), &body.raw),
        move |tx, ctx| offer_transfer_tx(tx, ctx, &actor, &cmd).map_err(offer_problem),
        |offer, _| kept(StatusCode::ACCEPTED, &TransferView::new(&offer)),
    )
    .await
}

#[api_v2_operation]
async fn delete_hand_over(app: Data<App>, caller: Caller, id: PathMeeting) -> Answered {
    app.usecase(move |store, ctx| withdraw_transfer(store, ctx, &caller.0, id.0))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

#[api_v2_operation]
async fn post_accept(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    key: IdempotencyKey,
    body: JsonBody<AcceptBody>,
) -> Answered {
    let actor = caller.0;
    let verify = app.settings.email_verification;
    let mut faults = Faults::default();
    let keeps = faults.optional(
        "keep_co_organisers",
        body.value.keep_co_organisers,
        Ok::<_, String>,
    );
    let cmd = AcceptTransfer {
        meeting_id: id.0,
        keeps_co_organisers: faults.finish(Some(keeps))?.unwrap_or(false),
    };
    let viewer = actor.clone();
    app.once(
        key.of(Some(&actor), &body.raw),
        move |tx, ctx| accept_transfer_tx(tx, ctx, &actor, &cmd).map_err(accept_problem),
        move |accepted, ctx| {
            let conflicts = conflicts_view(&accepted.clashes, &AsSent::default());
            Detail::with_conflicts(&accepted.meeting, &viewer, ctx.now, verify, conflicts).changed()
        },
    )
    .await
}

#[api_v2_operation]
async fn post_decline(app: Data<App>, caller: Caller, id: PathMeeting) -> Answered {
    app.usecase(move |store, ctx| decline_transfer(store, ctx, &caller.0, id.0))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// By staff that edits all meetings.
pub(crate) async fn transfer_at_once(
    app: &App,
    editor: Actor,
    id: MeetingId,
    expected: IfMatch,
    key: IdempotencyKey,
    body: JsonBody<HandOverBody>,
) -> Answered {
    let verify = app.settings.email_verification;
    let (to, sent) = body.value.parse()?;
    app.limits.check_recipients(editor.user_id, 1)?;
    let cmd = HandOver {
        meeting_id: id,
        to,
        verify,
        expected: expected.0,
    };
    let (viewer, as_sent) = (editor.clone(), sent.clone());
    app.once(
        key.of(Some(&editor), &body.raw),
        move |tx, ctx| {
            hand_over_in(tx, ctx, &editor, &cmd).map_err(|error| hand_over_problem(error, &sent))
        },
        move |handed, ctx| {
            let conflicts = conflicts_view(&handed.clashes, &as_sent);
            Detail::with_conflicts(&handed.meeting, &viewer, ctx.now, verify, conflicts).changed()
        },
    )
    .await
}
