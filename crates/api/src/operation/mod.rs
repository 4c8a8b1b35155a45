//! For those who run the server: is it alive, can it serve, how is it doing.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, get, resource};
use scheduler_domain::store::StoreError;
use scheduler_domain::time::format_utc;
use serde_json::json;
use sha2::{Digest, Sha256};

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
    let succeeded_at = app.metrics.worker_success().map(format_utc);
    Ok(ok(
        &json!({ "status": "ready", "worker_succeeded_at": succeeded_at }),
    ))
}

/// The figures alone, for a port that only the operator reaches.
pub fn metrics_application(
    app: &Data<App>,
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    actix_web::App::new()
        .app_data(app.clone())
        .route("/metrics", actix_web::web::get().to(figures))
}

/// On the port of the API they are for requests that bear the operator's token. For all others
/// there is nothing here.
#[api_v2_operation]
async fn get_metrics(app: Data<App>, request: HttpRequest) -> Answered {
    let token = app.settings.metrics_token.as_deref();
    if token.is_some_and(|token| bears(&request, token)) {
        figures(app).await
    } else {
        Err(Problem::new(Code::NotFound))
    }
}

/// Hashes are compared, so that the time it takes tells nothing about the token.
fn bears(request: &HttpRequest, token: &str) -> bool {
    let header = request.headers().get(AUTHORIZATION);
    let sent = header.and_then(|header| header.to_str().ok());
    let sent = sent.and_then(|sent| sent.strip_prefix("Bearer "));
    sent.is_some_and(|sent| Sha256::digest(sent) == Sha256::digest(token))
}

/// The outbox is left out where the database cannot be reached: the other figures are wanted most
/// just then.
async fn figures(app: Data<App>) -> Answered {
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
    app.metrics
        .set_work_beside_answers(app.work_beside_answers());
    let text = app.metrics.text().map_err(Problem::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}
