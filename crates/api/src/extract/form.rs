//! Bodies as a page's own form sends them.

use std::future::Future;
use std::pin::Pin;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, dev};

use super::body::{has_coding, in_time, packed};
use crate::problem::{Code, Problem};

/// The fields of `application/x-www-form-urlencoded`. Octets that are no UTF-8 are replaced.
pub(crate) struct Form(Vec<(String, String)>);

impl FromRequest for Form {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let media_type = request.headers().get(CONTENT_TYPE);
        let text = media_type.and_then(|text| text.to_str().ok());
        let essence = text.and_then(|text| text.split(';').next()).map(str::trim);
        let is_form = essence
            .is_some_and(|text| text.eq_ignore_ascii_case("application/x-www-form-urlencoded"));
        let is_packed = has_coding(request.headers());
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            if is_packed {
                return Err(packed());
            }
            if !is_form {
                return Err(Problem::new(Code::UnsupportedMediaType));
            }
            let raw = in_time(bytes).await?;
            let fields = serde_urlencoded::from_bytes(&raw);
            fields
                .map(Self)
                .map_err(|_fault| Problem::new(Code::BadRequest))
        })
    }
}

impl Form {
    /// Of two of one name the last one counts.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.0.iter().rev();
        all.find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }
}
