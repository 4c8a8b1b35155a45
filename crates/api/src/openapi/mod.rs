//! The document of the API: routes and fields by paperclip, the rest by `data/`.

mod polish;
mod tables;
#[cfg(test)]
mod tests;
mod yaml;

use actix_web::HttpResponse;
use actix_web::http::header::{CacheControl, CacheDirective};
use actix_web::web::{Bytes, Data};
use paperclip::actix::web::{Query, ServiceConfig, get, resource};
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use serde::Deserialize;
use serde_json::Value;

use crate::problem::Problem;

/// Both notations, ready to be sent.
pub(crate) struct Document {
    json: Bytes,
    yaml: Bytes,
}

impl Document {
    /// Completes what paperclip made of the routes, which are served below `base`.
    pub(crate) fn of(raw: &Value, base: &str) -> Self {
        let document = polish::polish(raw, tables::tables(), base);
        Self {
            json: format!("{document:#}\n").into(),
            yaml: yaml::to_yaml(&document).into(),
        }
    }
}

/// `/api/schema/`, which sends the [`Document`] of the app's data.
pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/api/schema/").route(get().to(get_schema)));
}

#[derive(Deserialize, Apiv2Schema)]
struct SchemaQuery {
    format: Option<String>,
}

#[api_v2_operation]
async fn get_schema(
    document: Data<Document>,
    query: Query<SchemaQuery>,
) -> Result<HttpResponse, Problem> {
    let (media_type, body) = match query.format.as_deref() {
        None | Some("json") => ("application/json", &document.json),
        Some("yaml") => ("application/yaml", &document.yaml),
        Some(_) => return Err(Problem::invalid_field("format", "Choose json or yaml.")),
    };
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header(CacheControl(vec![CacheDirective::NoCache]))
        .body(body.clone()))
}
