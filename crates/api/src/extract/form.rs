//! Bodies as a page's own form sends them.

use std::future::Future;
use std::pin::Pin;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, dev};

use super::body::{has_coding, in_time, packed};
use crate::problem::{Code, Problem};

type Reading<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// The fields of `application/x-www-form-urlencoded`. Octets that are no UTF-8 are replaced.
pub(crate) struct Form(Vec<(String, String)>);

impl FromRequest for Form {
    type Error = Problem;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let is_packed = has_coding(request.headers());
        let media_type = media_type(request);
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            if is_packed {
                return Err(packed());
            }
            if !is(&media_type, "application/x-www-form-urlencoded") {
                return Err(Problem::new(Code::UnsupportedMediaType));
            }
            fields(&in_time(bytes).await?)
        })
    }
}

/// [`Form`], also as `multipart/form-data`, which mail programs prefer (RFC 8058 §3.1).
pub(crate) struct ListForm(pub(crate) Form);

impl FromRequest for ListForm {
    type Error = Problem;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let media_type = media_type(request);
        if !is(&media_type, "multipart/form-data") {
            let form = Form::from_request(request, payload);
            return Box::pin(async move { form.await.map(Self) });
        }
        let is_packed = has_coding(request.headers());
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            if is_packed {
                return Err(packed());
            }
            let raw = in_time(bytes).await?;
            let parts = parts(&media_type, &String::from_utf8_lossy(&raw));
            let parts = parts.ok_or_else(|| Problem::new(Code::BadRequest))?;
            Ok(Self(Form(parts)))
        })
    }
}

fn media_type(request: &HttpRequest) -> String {
    let header = request.headers().get(CONTENT_TYPE);
    let text = header.and_then(|text| text.to_str().ok());
    text.unwrap_or_default().to_owned()
}

fn is(media_type: &str, wanted: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(wanted)
}

fn fields(raw: &[u8]) -> Result<Form, Problem> {
    serde_urlencoded::from_bytes(raw)
        .map(Form)
        .map_err(|_fault| Problem::new(Code::BadRequest))
}

/// The named fields of RFC 7578; `None` without a boundary.
fn parts(media_type: &str, raw: &str) -> Option<Vec<(String, String)>> {
    let parameters = media_type.split(';').skip(1);
    let boundary = parameters
        .filter_map(|parameter| parameter.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim_matches('"'))
        .filter(|boundary| !boundary.is_empty())?;
    let mark = format!("--{boundary}");
    let parts = raw.split(&mark).skip(1);
    let named = parts.filter_map(|part| {
        let (head, value) = part.trim_start_matches("\r\n").split_once("\r\n\r\n")?;
        let (_, name) = head.split_once("name=\"")?;
        let (name, _) = name.split_once('"')?;
        let value = value.strip_suffix("\r\n").unwrap_or(value);
        Some((name.to_owned(), value.to_owned()))
    });
    Some(named.collect())
}

impl Form {
    /// Of two of one name the last one counts.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.0.iter().rev();
        all.find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_click_is_read_from_a_multipart_form() {
        let raw = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
            One-Click\r\n--x--\r\n";
        let one_click = vec![("List-Unsubscribe".to_owned(), "One-Click".to_owned())];
        for media_type in [
            "multipart/form-data; boundary=x",
            "multipart/form-data; charset=utf-8; BOUNDARY=\"x\"",
        ] {
            assert_eq!(parts(media_type, raw), Some(one_click.clone()));
        }
        for media_type in ["multipart/form-data", "multipart/form-data; boundary="] {
            assert_eq!(parts(media_type, raw), None);
        }
        assert_eq!(parts("multipart/form-data; boundary=y", raw), Some(vec![]));
    }
}
