//! What the domain that mails come from says of them: whoever gets them looks there.

use std::net::SocketAddr;

use hickory_resolver::net::NetError;

use super::Report;
use super::dns::Resolver;

/// DNS that does not answer is no fault of ours: it is noted, once.
pub(super) fn domain(
    name_server: Option<SocketAddr>,
    domain: &str,
    dkim_selector: Option<&str>,
    report: &mut Report,
) {
    if !domain.contains('.') {
        return report.fault(
            "DEFAULT_FROM_EMAIL",
            format!("{domain} is no domain that others know"),
            "Set it to an address of a domain of yours.",
        );
    }
    let resolver = match Resolver::new(name_server) {
        Ok(resolver) => resolver,
        Err(error) => {
            return report.note("DNS", format!("there is no name server to ask: {error}"));
        }
    };
    if let Err(error) = answers(&resolver, domain, dkim_selector, report) {
        report.note("DNS", format!("does not answer: {error}"));
    }
}

fn answers(
    resolver: &Resolver,
    domain: &str,
    dkim_selector: Option<&str>,
    report: &mut Report,
) -> Result<(), NetError> {
    match resolver.mail_servers(domain)? {
        0 => report.note("MX", format!("{domain} takes no mail, so answers get lost")),
        _some => report.good("MX", format!("{domain} takes mail")),
    }
    match beginning(resolver.texts(domain)?, "v=spf1").as_slice() {
        [one] => report.good("SPF", one),
        [] => report.fault(
            "SPF",
            format!("{domain} does not say who may send for it"),
            format!("Publish a TXT record of {domain} such as \"v=spf1 mx -all\"."),
        ),
        _many => report.fault(
            "SPF",
            format!("{domain} has more than one record, which counts as none"),
            "Make one record of them (RFC 7208 §3.2).",
        ),
    }
    let name = format!("_dmarc.{domain}");
    match beginning(resolver.texts(&name)?, "v=DMARC1").first() {
        Some(one) => report.good("DMARC", one),
        None => report.note(
            "DMARC",
            format!("{name} has no record; large mail services ask for one, such as \"v=DMARC1; p=none\""),
        ),
    }
    if let Some(selector) = dkim_selector {
        let name = format!("{selector}._domainkey.{domain}");
        let keys = resolver.texts(&name)?;
        if keys.iter().any(|key| key.contains("p=")) {
            report.good("DKIM", format!("{name} has a key"));
        } else {
            report.fault(
                "DKIM",
                format!("{name} has no key"),
                "Publish the key that the mail server signs with.",
            );
        }
    }
    Ok(())
}

fn beginning(texts: Vec<String>, mark: &str) -> Vec<String> {
    let begins = |text: &String| {
        let head = text.get(..mark.len()).unwrap_or_default();
        let rest = text.get(mark.len()..).unwrap_or_default();
        head.eq_ignore_ascii_case(mark) && (rest.is_empty() || rest.starts_with([' ', ';']))
    };
    texts.into_iter().filter(begins).collect()
}
