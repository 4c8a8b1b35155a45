//! Which paths there are. Every feature registers its own, through paperclip's `web`, so that the
//! document names them all. One `web::resource` for each path with all its methods: a second
//! resource of the same path would never be reached, and 405 could not name the methods.

use std::collections::HashMap;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderValue;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{Error, web};
use paperclip::actix::OpenApiExt;
use serde_json::Value;

use crate::app::App;
use crate::extract::MOST_BYTES;
use crate::middleware::{cors, frame};
use crate::openapi::Document;
use crate::{
    admin, auth, calendar, conflicts, docs, meetings, notifications, openapi, operation, opt_out,
    participants, rsvp, web_app,
};

/// The whole API as an actix application; the server makes one for each of its workers.
pub fn application(
    app: &web::Data<App>,
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let state = app.clone();
    actix_web::App::new()
        .app_data(app.clone())
        .app_data(web::PayloadConfig::new(MOST_BYTES))
        .wrap(Compress::default())
        .wrap(cors(&app.settings.cors_allowed_origins))
        .wrap(from_fn(frame))
        .wrap_api()
        .configure(auth::configure)
        // Before meetings, whose `{id}` would take `my-calendar` for an id.
        .configure(calendar::configure)
        .configure(conflicts::configure)
        // Patterns are tried one after the other, so the most wanted comes first.
        .configure(meetings::configure)
        .configure(participants::configure)
        .configure(notifications::configure)
        .configure(rsvp::configure)
        .configure(opt_out::configure)
        .configure(admin::configure)
        .configure(openapi::configure)
        .configure(operation::configure)
        .with_raw_json_spec_v3(move |wrapper, raw| {
            let routes = state
                .routes
                .get_or_init(|| Routes::of(&raw, state.settings.base_path()));
            wrapper.app_data(routes.document.clone())
        })
        .build()
        // Behind the API, whose calls would else be held against each pattern of a page: 4 % of a detail.
        .configure(docs::configure)
        .configure(rsvp::configure_page)
        .configure(opt_out::configure_page)
        .configure(web_app::configure)
}

/// What paperclip has seen of the routes.
pub(crate) struct Routes {
    document: web::Data<Document>,
    allow: HashMap<String, HeaderValue>,
}

impl Routes {
    fn of(raw: &Value, base: &str) -> Self {
        let paths = raw.get("paths").and_then(Value::as_object);
        let allow = paths
            .into_iter()
            .flatten()
            .filter_map(|(path, item)| Some((path.clone(), allow(item)?)))
            .collect();
        Self {
            document: web::Data::new(Document::of(raw, base)),
            allow,
        }
    }

    /// `Allow` of a path (RFC 9110 §10.2.1). Pages are no part of the document.
    pub(crate) fn allow(&self, pattern: &str) -> Option<HeaderValue> {
        if matches!(pattern, "/rsvp/{token}" | "/unsubscribe/{link}") {
            return Some(HeaderValue::from_static("GET, HEAD, POST"));
        }
        self.allow.get(pattern).cloned()
    }
}

fn allow(item: &Value) -> Option<HeaderValue> {
    let known = ["get", "post", "put", "patch", "delete"];
    let mut methods: Vec<&str> = known
        .into_iter()
        .filter(|method| item.get(method).is_some())
        .collect();
    if methods.first() == Some(&"get") {
        methods.insert(1, "head");
    }
    HeaderValue::from_str(&methods.join(", ").to_uppercase()).ok()
}
