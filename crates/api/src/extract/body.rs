//! JSON bodies.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue,
};
use actix_web::web::{Bytes, Json};
use actix_web::{FromRequest, HttpRequest, dev};
use paperclip::actix::OperationModifier;
use paperclip::v2::models::{DefaultOperationRaw, DefaultSchemaRaw};
use paperclip::v2::schema::Apiv2Schema;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::json::{JsonFault, MAX_VALUES, read_json};
use crate::app::elsewhere;
use crate::problem::{Code, Problem};

/// No body is larger.
pub(crate) const MOST_BYTES: usize = 1 << 20;

/// A larger body is read where nobody waits for the next request: 1 MiB takes some 10 ms.
const LARGE: usize = 32 << 10;

/// Else whoever sends a byte now and then would hold a connection for as long as they like.
const SLOWEST: Duration = Duration::from_secs(15);

/// A JSON object of [`Field`](super::Field)s, so that reading it never fails.
pub(crate) trait Body: DeserializeOwned + Send + 'static {
    /// Whether no body at all counts as `{}`.
    const MAY_BE_EMPTY: bool = false;
}

/// A body, and its bytes as they were sent.
pub(crate) struct JsonBody<T> {
    pub(crate) value: T,
    pub(crate) raw: Bytes,
}

impl<T> Apiv2Schema for JsonBody<T> {}

impl<T: Apiv2Schema> OperationModifier for JsonBody<T> {
    fn update_parameter(operation: &mut DefaultOperationRaw) {
        Json::<T>::update_parameter(operation);
    }

    fn update_definitions(definitions: &mut BTreeMap<String, DefaultSchemaRaw>) {
        Json::<T>::update_definitions(definitions);
    }
}

impl<T: Body> FromRequest for JsonBody<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let headers = request.headers();
        let media_type = headers.get(CONTENT_TYPE).map(is_json);
        let is_packed = has_coding(headers);
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            if is_packed {
                return Err(packed());
            }
            if media_type == Some(false) {
                return Err(unsupported());
            }
            let raw = in_time(bytes).await?;
            if raw.is_empty() && T::MAY_BE_EMPTY {
                return Ok(Self {
                    value: parse(b"{}")?,
                    raw,
                });
            }
            if media_type.is_none() {
                return Err(unsupported());
            }
            let value = if raw.len() > LARGE {
                let shared = raw.clone();
                elsewhere(move || parse(&shared)).await?
            } else {
                parse(&raw)?
            };
            Ok(Self { value, raw })
        })
    }
}

/// Whether the body would have to be unpacked.
pub(super) fn has_coding(headers: &HeaderMap) -> bool {
    headers
        .get_all(CONTENT_ENCODING)
        .any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// The whole body, if it comes soon enough and is not too large.
pub(super) async fn in_time(
    bytes: impl Future<Output = Result<Bytes, actix_web::Error>>,
) -> Result<Bytes, Problem> {
    timeout(SLOWEST, bytes)
        .await
        .map_err(|_elapsed| Problem::new(Code::BodyTooSlow))?
        .map_err(|fault| refusal(&fault))
}

/// `application/json`, whatever its parameters, and anything that ends in `+json`.
fn is_json(media_type: &HeaderValue) -> bool {
    let text = media_type.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn unsupported() -> Problem {
    Problem::new(Code::UnsupportedMediaType)
        .with_header(ACCEPT, HeaderValue::from_static("application/json"))
}

/// A compressed body is not unpacked: 32 KiB of one, which is how much is read in one go, can hold
/// 32 MiB (RFC 9110 §15.5.16 says how to refuse it).
pub(super) fn packed() -> Problem {
    Problem::new(Code::UnsupportedMediaType)
        .with_detail("Send the body without a content encoding.".to_owned())
        .with_header(ACCEPT_ENCODING, HeaderValue::from_static("identity"))
}

fn refusal(fault: &actix_web::Error) -> Problem {
    match fault.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => Problem::new(Code::BodyTooLarge),
        _ => Problem::new(Code::BadRequest),
    }
}

fn parse<T: Body>(raw: &[u8]) -> Result<T, Problem> {
    let value = read_json(raw).map_err(|fault| {
        let sentence = match fault {
            JsonFault::Malformed(fault) => format!(
                "The body is not valid JSON (line {}, column {}).",
                fault.line(),
                fault.column()
            ),
            JsonFault::TooManyValues => {
                format!("The body may not hold more than {MAX_VALUES} values.")
            }
        };
        Problem::new(Code::MalformedBody).with_detail(sentence)
    })?;
    if !value.is_object() {
        return Err(Problem::new(Code::MalformedBody));
    }
    T::deserialize(value).map_err(Problem::internal)
}
