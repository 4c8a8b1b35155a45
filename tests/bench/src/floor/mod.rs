//! The floors: what an answer costs when nothing but the answer is made. A bare handler runs the
//! server's statements and writes the same bytes, without accounts, rules, limits, log or headers.
//!
//! There are two. [`pooled`] reaches the database as the server does, by diesel's connections, a
//! small pool and threads that may block: the best that its packages allow. [`direct`] asks on
//! the worker's own thread or through one pipelined connection: the best that the database allows.

mod body;
mod calendar;
mod direct;
mod moment;
mod pooled;
mod rows;
mod statements;

use std::io::{Error, Result};

use actix_web::http::header::ContentType;
use actix_web::web::{self, Data, Path};
use actix_web::{App, HttpResponse, HttpServer};
use futures_util::FutureExt;
use time::UtcDateTime;
use uuid::Uuid;

use self::body::{Asked, Check};

/// As the server's settings are by default.
const BLOCKING_THREADS: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Pooled,
    Direct,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pooled => "pooled",
            Self::Direct => "direct",
        }
    }
}

/// Who asks: the owner, always.
#[derive(Clone)]
struct Viewer {
    id: Uuid,
    email: String,
    /// Nothing of what is asked for has begun or ended.
    now: UtcDateTime,
}

/// What a worker asks.
enum Source {
    Pooled(pooled::Source),
    Direct(direct::Source),
}

/// Serves until it is killed.
pub(crate) fn serve(kind: Kind, url: &str, owner: Uuid, now: UtcDateTime) -> Result<()> {
    let viewer = Viewer {
        id: owner,
        email: crate::data::OWNER.to_owned(),
        now,
    };
    let workers = std::thread::available_parallelism()?.get();
    let pool = pooled::Source::open(url)?;
    actix_web::rt::System::new().block_on(async {
        let url = url.to_owned();
        let server = HttpServer::new(move || {
            let (url, pool) = (url.clone(), pool.clone());
            App::new()
                .app_data(Data::new(viewer.clone()))
                .data_factory(move || connect(kind, url.clone(), pool.clone()))
                .route("/api/meetings/{id}/export-ics/", web::get().to(export_ics))
                .route("/api/meetings/my-calendar/", web::get().to(my_calendar))
                .route("/api/meetings/check-conflicts/", web::post().to(check))
                .route("/api/meetings/{id}/", web::get().to(detail))
                .route("/api/meetings/", web::get().to(list))
                .route("/api/auth/me/", web::get().to(me))
        })
        .workers(workers)
        .worker_max_blocking_threads(BLOCKING_THREADS / workers)
        .bind(("127.0.0.1", 0))?;
        for address in server.addrs() {
            crate::table::say(&format!("listening on http://{address}"));
        }
        server.run().await
    })
}

async fn connect(kind: Kind, url: String, pool: pooled::Source) -> Result<Source> {
    Ok(match kind {
        Kind::Pooled => Source::Pooled(pool),
        Kind::Direct => Source::Direct(direct::Source::connect(&url).await?),
    })
}

async fn answer(source: &Source, viewer: Data<Viewer>, asked: Asked) -> Result<String> {
    match source {
        Source::Direct(source) => asked.answer(source, &viewer).await,
        Source::Pooled(source) => {
            let source = source.clone();
            #[expect(
                clippy::disallowed_methods,
                reason = "The floor has no App::usecase; it blocks as that does."
            )]
            let blocked = web::block(move || {
                // Never pending: nothing in it waits but the thread.
                let answer = asked.answer(&source, &viewer).now_or_never();
                answer.unwrap_or_else(|| Err(Error::other("the answer was not there at once")))
            });
            blocked.await.map_err(Error::other)?
        }
    }
}

async fn reply(
    source: Data<Source>,
    viewer: Data<Viewer>,
    asked: Asked,
    content_type: ContentType,
) -> HttpResponse {
    match answer(&source, viewer, asked).await {
        Ok(body) => HttpResponse::Ok().insert_header(content_type).body(body),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}

async fn detail(source: Data<Source>, viewer: Data<Viewer>, id: Path<Uuid>) -> HttpResponse {
    reply(source, viewer, Asked::Detail(*id), ContentType::json()).await
}

async fn list(source: Data<Source>, viewer: Data<Viewer>) -> HttpResponse {
    reply(source, viewer, Asked::List, ContentType::json()).await
}

async fn me(source: Data<Source>, viewer: Data<Viewer>) -> HttpResponse {
    reply(source, viewer, Asked::Me, ContentType::json()).await
}

async fn check(source: Data<Source>, viewer: Data<Viewer>, body: web::Json<Check>) -> HttpResponse {
    let asked = Asked::Check(body.into_inner());
    reply(source, viewer, asked, ContentType::json()).await
}

async fn export_ics(source: Data<Source>, viewer: Data<Viewer>, id: Path<Uuid>) -> HttpResponse {
    reply(source, viewer, Asked::Ics(*id), calendar_type()).await
}

async fn my_calendar(source: Data<Source>, viewer: Data<Viewer>) -> HttpResponse {
    reply(source, viewer, Asked::Calendar, calendar_type()).await
}

fn calendar_type() -> ContentType {
    ContentType(
        "text/calendar; charset=utf-8"
            .parse()
            .unwrap_or(actix_web::mime::TEXT_PLAIN),
    )
}
