//! For those who run the server: is it alive, can it serve, how is it doing.

use actix_web::HttpResponse;
use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, get, resource};
use scheduler_domain::store::StoreError;
use serde_json::json;

use crate::answer::{Answered, ok};
use crate::app::App;
use crate::problem::{Code, Problem};

pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/healthz").route(get().to(get_health)))
        .service(resource("/readyz").route(get().to(get_readiness)))
        .service(resource("/metrics").route(get().to(get_metrics)));
}

#[api_v2_operation]
async fn get_health() -> Answered {
    Ok(ok(&json!({ "status": "ok" })))
}

#[api_v2_operation]
async fn get_readiness(app: Data<App>) -> Answered {
    if app.is_draining() {
        let cause = std::io::Error::other("the server is draining");
        return Err(Problem::new(Code::NotReady).caused_by(cause));
    }
    let backend = std::sync::Arc::clone(&app.backend);
    app.usecase(move |_, _| backend.ready())
        .await
        .map_err(|problem| Problem::new(Code::NotReady).caused_by(problem))?;
    Ok(ok(&json!({ "status": "ready" })))
}

/// The outbox is left out where the database cannot be reached: the other figures are wanted most
/// just then.
#[api_v2_operation]
async fn get_metrics(app: Data<App>) -> Answered {
    let depth = app
        .usecase(|store, ctx| {
            let depth = store.glance(|tx| tx.outbox().count())?;
            let age = depth
                .oldest
                .map_or(0, |oldest| (ctx.now - oldest).whole_seconds());
            Ok::<_, StoreError>((depth, age))
        })
        .await;
    if let Ok((depth, age)) = depth {
        app.metrics.set_outbox(depth.queued, depth.failed, age);
    }
    app.metrics.set_pool(app.backend.pool());
    let text = app.metrics.text().map_err(Problem::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}
