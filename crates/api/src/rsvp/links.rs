//! Links to the web within what people wrote.

use linkify::{LinkFinder, LinkKind};

use crate::docs::page::escaped;

/// Text for between tags, with what begins as `http://` or `https://` to follow.
pub(super) fn linked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for span in finder().spans(text) {
        let shown = escaped(span.as_str());
        if span.kind().is_some() && is_of_web(span.as_str()) {
            out.push_str(r#"<a href=""#);
            out.push_str(&shown);
            out.push_str(r#"" target="_blank" rel="noopener noreferrer nofollow">"#);
            out.push_str(&shown);
            out.push_str("</a>");
        } else {
            out.push_str(&shown);
        }
    }
    out
}

/// The first of them, as it was written.
pub(super) fn first_link(text: &str) -> Option<&str> {
    let mut links = finder().links(text).map(|link| link.as_str());
    links.find(|link| is_of_web(link))
}

fn finder() -> LinkFinder {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder
}

fn is_of_web(link: &str) -> bool {
    let scheme = link.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_linked_and_all_of_it_stays_text() {
        for (text, link) in [
            (
                "https://meet.example/a?b=1&c=2",
                Some("https://meet.example/a?b=1&c=2"),
            ),
            (
                "Room 4, or (http://meet.example/x).",
                Some("http://meet.example/x"),
            ),
            ("HTTPS://MEET.EXAMPLE", Some("HTTPS://MEET.EXAMPLE")),
            (
                "https://meet.example/\"onclick=alert(1)",
                Some("https://meet.example/"),
            ),
            ("https://meet.example/<b>", Some("https://meet.example/")),
            ("javascript:alert(1)", None),
            ("javascript://meet.example/%0aalert(1)", None),
            ("file:///etc/passwd and ftp://meet.example", None),
            ("data:text/html,<script>", None),
            ("ann@example.org", None),
        ] {
            assert_eq!(first_link(text), link, "{text}");
            let html = linked(text);
            assert_eq!(html.contains("<a href"), link.is_some(), "{html}");
            let outside = html.replace("</a>", "");
            assert_eq!(outside.matches('<').count(), usize::from(link.is_some()));
        }
        assert_eq!(
            linked("See https://a.example/?b&c."),
            "See <a href=\"https://a.example/?b&amp;c\" target=\"_blank\" \
             rel=\"noopener noreferrer nofollow\">https://a.example/?b&amp;c</a>."
        );
    }
}
