//! Whose busy time is open to whom.

use scheduler_domain::conflicts::{FreeBusyRules, Visibility};
use scheduler_domain::text::Email;
use scheduler_infrastructure::adapters::Sender;

use super::read::Reader;

/// Domains whose addresses anyone gets, one a line: to share one of them connects nobody.
const PUBLIC_PROVIDERS: &str = include_str!("public_providers.txt");

const DOMAINS: &str = "INTERNAL_DOMAINS";

/// Without `INTERNAL_DOMAINS`, the domain that mails come from, unless it is a public provider's.
pub(super) fn free_busy(reader: &mut Reader<'_>, sender: &Sender) -> FreeBusyRules {
    let visibility = reader.choice(
        "FREE_BUSY_VISIBILITY",
        &[
            ("everyone", Visibility::Everyone),
            ("domain", Visibility::Domain),
            ("met", Visibility::Met),
        ],
        Visibility::default(),
    );
    let mut internal_domains = Vec::new();
    let given = reader.text(DOMAINS, "");
    for raw in given
        .split(',')
        .map(str::trim)
        .filter(|raw| !raw.is_empty())
    {
        match domain(raw) {
            Some(domain) => internal_domains.push(domain),
            None => reader.fault_of(DOMAINS, raw, "is not a domain such as example.org"),
        }
    }
    if given.trim().is_empty() {
        let own = domain(sender.domain());
        internal_domains.extend(own.filter(|own| !is_public(own)));
    }
    FreeBusyRules {
        visibility,
        internal_domains,
    }
}

/// As addresses of the domain are stored.
fn domain(raw: &str) -> Option<String> {
    let address = Email::parse(&format!("x@{raw}")).ok()?;
    let (local, domain) = address.as_str().split_once('@')?;
    (local == "x" && !domain.contains('@')).then(|| domain.to_owned())
}

fn is_public(domain: &str) -> bool {
    PUBLIC_PROVIDERS.lines().any(|provider| provider == domain)
}
