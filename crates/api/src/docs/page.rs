//! What all pages have in common.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, CacheControl, CacheDirective};

/// For pages without a script.
pub(crate) const PLAIN_CSP: &str = "default-src 'none'; style-src 'self'; img-src data:; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// One thing to read, and perhaps one to do.
pub(crate) const BEHIND_LINK: &str = concat!(
    include_str!("../../assets/pages/head.html"),
    include_str!("../../assets/pages/link.html"),
);

/// A page, or a script of one, with its links below the path at which a proxy serves it. Text of
/// users is escaped, so that it never looks like a link.
pub(crate) fn rebased<'a>(text: &'a str, base: &str) -> Cow<'a, str> {
    if base.is_empty() {
        return Cow::Borrowed(text);
    }
    let links = text.replace("=\"/", &format!("=\"{base}/"));
    Cow::Owned(links.replace("\"/api/", &format!("\"{base}/api/")))
}

/// A page that may load what its policy allows.
pub(crate) fn html(text: impl Into<String>, csp: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, csp))
        .insert_header(CacheControl(vec![CacheDirective::NoCache]))
        .body(text.into())
}

/// `template` with these values in the places of their `{{names}}`. What stands in a value is never
/// taken for a name.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 1_024);
    let mut parts = template.split("{{");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or((part, ""));
        let value = values.iter().find(|(known, _)| *known == name);
        out.push_str(value.map_or("", |(_, value)| value));
        out.push_str(rest);
    }
    out
}

/// Text that people wrote, for between tags and for within quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_page_are_below_its_base() {
        let page = r#"<a href="/x"><script src="/api/x"></script>url: "/api/schema/", "/y""#;
        assert_eq!(rebased(page, ""), page);
        assert_eq!(
            rebased(page, "/meet"),
            r#"<a href="/meet/x"><script src="/meet/api/x"></script>url: "/meet/api/schema/", "/y""#
        );
    }

    #[test]
    fn a_value_is_text_and_nothing_else() {
        let values = [("a", "{{b}}"), ("b", "B")];
        assert_eq!(fill("<{{a}}|{{b}}|{{c}}>", &values), "<{{b}}|B|>");
        assert_eq!(
            escaped("<a href=\"x\">'&amp;"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;"
        );
    }
}
