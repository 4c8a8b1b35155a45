//! Names that are no settings of this server, although they look as if they were meant for it.

use std::collections::BTreeSet;

/// Kubernetes and Docker's links set `NAME_PORT=tcp://10.0.0.1:8000` for a service called `NAME`.
pub(super) const SERVICE_LINK: &str = "is an address that the container platform has set for a \
     service of that name, not a port: rename the service, or set enableServiceLinks: false";

/// How many letters a name may be away from ours.
const MAX_DISTANCE: usize = 2;

/// Settings of the frameworks that others come from, and what is used here.
const ELSEWHERE: [(&str, &str); 8] = [
    ("DB_", "DATABASE_URL"),
    ("DJANGO_SECRET_KEY", "JWT_SECRET"),
    ("DJANGO_ALLOWED_HOSTS", "PUBLIC_URL"),
    ("DJANGO_", "the settings in .env.example"),
    ("SECRET_KEY", "JWT_SECRET"),
    ("ALLOWED_HOSTS", "PUBLIC_URL"),
    ("EMAIL_USE_SSL", "EMAIL_PORT=465"),
    ("EMAIL_TIMEOUT", "EMAIL_TIMEOUT_SECONDS"),
];

/// What is used here instead of a setting from elsewhere.
fn instead(name: &str) -> Option<&'static str> {
    let is_it = |(known, _): &&(&str, &str)| match known.strip_suffix('_') {
        Some(_) => name.starts_with(known),
        None => name == *known,
    };
    ELSEWHERE.iter().find(is_it).map(|(_, ours)| *ours)
}

/// Why a name in `.env` is refused; nothing in there is meant for others.
pub(super) fn fault_in_file(name: &str, known: &BTreeSet<String>) -> Option<String> {
    if known.contains(name) {
        return None;
    }
    if name == "SSL_CERT_FILE" {
        return Some(format!("{name} is read from the environment alone"));
    }
    if let Some(ours) = instead(name) {
        return Some(format!("{name} is no setting: use {ours}"));
    }
    let nearest = known
        .iter()
        .min_by_key(|ours| strsim::levenshtein(name, ours.as_str()));
    Some(match nearest {
        Some(ours) => format!("{name} is no setting: did you mean {ours}?"),
        None => format!("{name} is no setting"),
    })
}

/// Settings that were missed by a slip in a name of the environment, each with the reason to refuse
/// it. Everything else there may belong to other programs.
pub(super) fn near_misses<'a>(
    names: impl Iterator<Item = &'a str>,
    known: &BTreeSet<String>,
) -> Vec<(String, String)> {
    names
        .filter(|name| !known.contains(*name) && instead(name).is_none())
        .filter_map(|name| {
            let ours = known.iter().find(|ours| is_near(name, ours))?;
            let why = format!("{name} is set, which is no setting: did you mean {ours}?");
            Some((ours.clone(), why))
        })
        .collect()
}

/// Within two letters, and the first word or all the others are right.
fn is_near(name: &str, ours: &str) -> bool {
    let (Some((first, rest)), Some((our_first, our_rest))) =
        (name.split_once('_'), ours.split_once('_'))
    else {
        return false;
    };
    (first == our_first || rest == our_rest) && strsim::levenshtein(name, ours) <= MAX_DISTANCE
}

/// One line about all settings from elsewhere in the environment, which change nothing here.
pub(super) fn warning<'a>(
    names: impl Iterator<Item = &'a str>,
    known: &BTreeSet<String>,
) -> Option<String> {
    let told: Vec<_> = names
        .filter(|name| !known.contains(*name))
        .filter_map(|name| Some(format!("{name} (use {})", instead(name)?)))
        .collect();
    (!told.is_empty()).then(|| {
        format!(
            "ignored, since they are no settings here: {}",
            told.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> BTreeSet<String> {
        [
            "PORT",
            "HOST",
            "EMAIL_BACKEND",
            "EMAIL_PORT",
            "DATA_DIR",
            "LOG_LEVEL",
            "EMAIL_USE_TLS",
        ]
        .map(ToOwned::to_owned)
        .into()
    }

    #[test]
    fn near_miss_in_the_environment_is_found() {
        for (name, ours) in [
            ("EMAIL_BACKND", "EMAIL_BACKEND"),
            ("EMIAL_BACKEND", "EMAIL_BACKEND"),
            ("LOG_LEVELS", "LOG_LEVEL"),
        ] {
            let found = near_misses([name].into_iter(), &known());
            assert_eq!(found.len(), 1, "{name}");
            assert_eq!(found[0].0, ours);
            assert!(found[0].1.contains(name), "{found:?}");
        }
    }

    #[test]
    fn foreign_name_in_the_environment_is_left_alone() {
        for name in [
            "PATH",
            "PORTS",
            "HOME",
            "BASE_DIR",
            "DATABASE_DIR",
            "PG_PORT",
            "EMAIL_PORT_25_TCP",
            "EMAIL_PORT",
            "LC_ALL",
            "SHLVL",
            "DB_HOST",
            "EMAIL_USE_SSL",
        ] {
            assert!(
                near_misses([name].into_iter(), &known()).is_empty(),
                "{name}"
            );
        }
    }

    #[test]
    fn setting_of_another_framework_is_named_once_with_ours() {
        let names = [
            "ALLOWED_HOSTS",
            "DB_HOST",
            "DJANGO_DEBUG",
            "DJANGO_SECRET_KEY",
            "PATH",
        ];
        assert_eq!(
            warning(names.into_iter(), &known()).unwrap(),
            "ignored, since they are no settings here: ALLOWED_HOSTS (use PUBLIC_URL), DB_HOST (use \
             DATABASE_URL), DJANGO_DEBUG (use the settings in .env.example), DJANGO_SECRET_KEY (use \
             JWT_SECRET)"
        );
        assert_eq!(warning(["PATH", "SECRET_KEYS"].into_iter(), &known()), None);
    }

    #[test]
    fn unknown_name_in_the_file_is_refused_with_the_nearest() {
        let why = |name| fault_in_file(name, &known()).unwrap();
        assert_eq!(why("PROT"), "PROT is no setting: did you mean PORT?");
        assert_eq!(
            why("EMIAL_BACKEND"),
            "EMIAL_BACKEND is no setting: did you mean EMAIL_BACKEND?"
        );
        assert_eq!(why("DB_HOST"), "DB_HOST is no setting: use DATABASE_URL");
        assert!(why("SSL_CERT_FILE").contains("environment"));
        assert_eq!(fault_in_file("PORT", &known()), None);
    }
}
