//! The floor: what an answer costs when nothing but the answer is made. A bare handler runs one
//! prepared statement for each of the server's and serialises the same fields.

use std::io::{Error, Result};

use actix_web::web::{self, Data, Json, Path};
use actix_web::{App, HttpResponse, HttpServer, Responder};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{floor_postgres, floor_sqlite};

/// A database behind one worker.
pub(crate) enum Source {
    Sqlite(floor_sqlite::Source),
    Postgres(floor_postgres::Source),
}

#[derive(Serialize)]
pub(crate) struct Detail {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) location: String,
    pub(crate) start_time: String,
    pub(crate) end_time: String,
    pub(crate) time_zone: String,
    pub(crate) status: &'static str,
    pub(crate) created_by: Uuid,
    pub(crate) created_by_email: String,
    pub(crate) participants: Vec<Participant>,
    pub(crate) duration_minutes: i64,
    pub(crate) is_upcoming: bool,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
    pub(crate) sequence: i32,
    pub(crate) conflict_policy: String,
}

#[derive(Serialize)]
pub(crate) struct Participant {
    pub(crate) id: i64,
    pub(crate) meeting: Uuid,
    pub(crate) user: Option<Uuid>,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) status: String,
    pub(crate) invited_at: String,
    pub(crate) responded_at: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Item {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) location: String,
    pub(crate) start_time: String,
    pub(crate) end_time: String,
    pub(crate) time_zone: String,
    pub(crate) status: &'static str,
    pub(crate) participant_count: i64,
    pub(crate) created_by_email: String,
    pub(crate) duration_minutes: i64,
    pub(crate) is_organiser: bool,
    pub(crate) my_status: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct List {
    pub(crate) count: i64,
    pub(crate) next: Option<String>,
    pub(crate) previous: Option<String>,
    pub(crate) results: Vec<Item>,
}

#[derive(Deserialize)]
pub(crate) struct Check {
    pub(crate) start_time: String,
    pub(crate) end_time: String,
    pub(crate) participant_emails: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct Clash {
    #[serde(skip)]
    pub(crate) person: String,
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) start_time: String,
    pub(crate) end_time: String,
}

#[derive(Serialize)]
struct Clashes {
    has_conflicts: bool,
    conflicts: std::collections::BTreeMap<String, Vec<Clash>>,
}

/// `floor <database url> <owner's id> <owner's address>`: serves until it is killed.
pub(crate) fn serve(url: &str, owner: Uuid, email: &str) -> Result<()> {
    actix_web::rt::System::new().block_on(async {
        let (url, email) = (url.to_owned(), email.to_owned());
        let server = HttpServer::new(move || {
            let (url, email) = (url.clone(), email.clone());
            App::new()
                .data_factory(move || connect(url.clone(), owner, email.clone()))
                .route("/meetings/{id}/", web::get().to(detail))
                .route("/meetings/", web::get().to(list))
                .route("/check-conflicts/", web::post().to(check))
        })
        .bind(("127.0.0.1", 0))?;
        for address in server.addrs() {
            crate::report::say(&format!("listening on http://{address}"));
        }
        server.run().await
    })
}

async fn connect(url: String, owner: Uuid, email: String) -> Result<Source> {
    if url.starts_with("postgres") {
        floor_postgres::Source::connect(&url, owner, email)
            .await
            .map(Source::Postgres)
    } else {
        floor_sqlite::Source::open(&url, owner, email)
            .map(Source::Sqlite)
            .map_err(Error::other)
    }
}

async fn detail(source: Data<Source>, id: Path<Uuid>) -> impl Responder {
    let found = match source.get_ref() {
        Source::Sqlite(source) => source.detail(*id).map_err(Error::other),
        Source::Postgres(source) => source.detail(*id).await.map_err(Error::other),
    };
    answer(found)
}

async fn list(source: Data<Source>) -> impl Responder {
    let found = match source.get_ref() {
        Source::Sqlite(source) => source.list().map_err(Error::other),
        Source::Postgres(source) => source.list().await.map_err(Error::other),
    };
    answer(found)
}

async fn check(source: Data<Source>, body: Json<Check>) -> impl Responder {
    let found = match source.get_ref() {
        Source::Sqlite(source) => source.check(&body).map_err(Error::other),
        Source::Postgres(source) => source.check(&body).await.map_err(Error::other),
    };
    answer(found.map(|clashes| {
        let mut conflicts = std::collections::BTreeMap::<String, Vec<Clash>>::new();
        for clash in clashes {
            conflicts
                .entry(clash.person.clone())
                .or_default()
                .push(clash);
        }
        Clashes {
            has_conflicts: !conflicts.is_empty(),
            conflicts,
        }
    }))
}

fn answer<T: Serialize>(found: Result<T>) -> HttpResponse {
    match found {
        Ok(body) => HttpResponse::Ok().json(body),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}
