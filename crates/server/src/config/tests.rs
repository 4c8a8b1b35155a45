use std::fs;

use super::*;

fn faults(pairs: &[(&str, &str)]) -> String {
    Config::read(&given(pairs)).unwrap_err().to_string()
}

#[test]
fn nothing_at_all_is_a_working_configuration() {
    let config = Config::read(&Values::default()).unwrap();
    assert_eq!((config.host.as_str(), config.port), ("127.0.0.1", 8000));
    assert_eq!(config.database_url.reveal(), "sqlite:data/meetings.db");
    assert!(matches!(config.email, EmailBackend::Console));
    assert!(!config.email_verification && config.trust_proxy.is_none());
    assert!(config.jwt_secret.is_none() && config.public_url.is_none());
    assert!(config.rate_limits.is_some());
    assert_eq!(config.mail_hold, time::Duration::seconds(30));
    assert_eq!(config.bcrypt_cost, 12);
    assert_eq!(config.cors_allowed_origins.len(), 2);
    assert_eq!(config.lifetimes.access, time::Duration::minutes(15));
    assert_eq!(config.lifetimes.refresh, time::Duration::days(14));
}

#[test]
fn every_fault_is_told_at_once_each_on_its_line() {
    let told = faults(&[
        ("PORT", "80000"),
        ("DATABASE_URL", "mysql://root:hunter2@db/meet"),
        ("JWT_SECRET", "too short to be one"),
        ("ACCESS_TOKEN_MINUTES", "0"),
        ("REFRESH_TOKEN_DAYS", "two weeks"),
        (
            "CORS_ALLOWED_ORIGINS",
            "*,https://good.example,http://a.example/path",
        ),
        ("PUBLIC_URL", "meet.example.org"),
        ("EMAIL_BACKEND", "pigeon"),
        ("EMAIL_PORT", "0"),
        ("EMAIL_USE_TLS", "perhaps"),
        ("EMAIL_HOST_PASSWORD", "hunter2"),
        ("EMAIL_TIMEOUT_SECONDS", "-1"),
        ("MAIL_HOLD_SECONDS", "3601"),
        ("DEFAULT_FROM_EMAIL", "nobody"),
        ("EMAIL_VERIFICATION", "x"),
        ("FREE_BUSY_VISIBILITY", "friends"),
        ("INTERNAL_DOMAINS", "good.example, @bad, a@b.example"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
        ("BCRYPT_COST", "3"),
        ("RATE_LIMIT", "x"),
        ("RATE_LIMIT_PER_USER", "0"),
        ("TRUST_PROXY", "x"),
        ("TRUST_PROXY_HOPS", "0"),
        ("HSTS", "x"),
        ("METRICS_LISTEN", "9100"),
        ("METRICS_TOKEN", "too short"),
        ("WORKERS", "0"),
        ("BLOCKING_THREADS", "0"),
        ("DRAIN_SECONDS", "3600"),
        ("QUOTA_MEETINGS_TO_COME", "0"),
        ("QUOTA_STORED_BYTES", "100 MB"),
    ]);
    for line in [
        "PORT: \"80000\" is not a number from 0 to 65535",
        "JWT_SECRET: has fewer than 32 bytes",
        "CORS_ALLOWED_ORIGINS: \"*\" is not an origin such as https://meet.example.org",
        "EMAIL_BACKEND: \"pigeon\" is none of console, file, smtp",
        "EMAIL_HOST_USER: is missing beside EMAIL_HOST_PASSWORD",
        "EMAIL_USE_TLS: \"perhaps\" is neither on nor off",
        "FREE_BUSY_VISIBILITY: \"friends\" is none of everyone, domain, met",
        "INTERNAL_DOMAINS: \"@bad\" is not a domain such as example.org",
        "LOG_FORMAT: \"xml\" is none of text, json",
        "QUOTA_MEETINGS_TO_COME: \"0\" is neither off nor a number from 1 on",
        "QUOTA_STORED_BYTES: \"100 MB\" is neither off nor a number from 1 on",
        "BCRYPT_COST: \"3\" is not a number from 4 to 20",
    ] {
        assert!(told.lines().any(|told| told == line), "{line}\n--\n{told}");
    }
    // One for each setting above; of the origins and of the domains two are bad.
    assert_eq!(told.lines().count(), 34, "{told}");
    assert!(
        !told.contains("hunter2") && !told.contains("too short"),
        "{told}"
    );
}

#[test]
fn a_database_is_a_file_or_a_server() {
    for bad in [
        "meetings.db",
        "sqlite:",
        "sqlite::memory:",
        "postgres://",
        "mysql://db/meet",
    ] {
        assert!(
            faults(&[("DATABASE_URL", bad)]).starts_with("DATABASE_URL: "),
            "{bad}"
        );
    }
    for good in [
        "sqlite:meetings.db",
        "sqlite:///data/x.db",
        "postgresql:///meet?host=/run",
    ] {
        assert!(
            Config::read(&given(&[("DATABASE_URL", good)])).is_ok(),
            "{good}"
        );
    }
}

#[test]
fn each_quota_is_a_number_or_off() {
    let quotas = |pairs: &[_]| Config::read(&given(pairs)).unwrap().quotas;
    assert_eq!(quotas(&[]), Quotas::default());
    let some = quotas(&[
        ("QUOTA_MEETINGS_TO_COME", "7"),
        ("QUOTA_STORED_BYTES", "off"),
    ]);
    let meetings_to_come = NonZeroU32::new(7);
    assert_eq!(
        some,
        Quotas {
            meetings_to_come,
            stored_bytes: None
        }
    );
}

#[test]
fn proxy_is_trusted_by_header_and_hops() {
    let proxy = |pairs: &[_]| Config::read(&given(pairs)).unwrap().trust_proxy;
    for (word, header) in [
        ("off", None),
        ("no", None),
        ("on", Some(ForwardedBy::XForwardedFor)),
        ("X-Forwarded-For", Some(ForwardedBy::XForwardedFor)),
        ("forwarded", Some(ForwardedBy::Forwarded)),
    ] {
        let trusted = proxy(&[("TRUST_PROXY", word)]);
        assert_eq!(trusted.map(|proxy| proxy.header), header, "{word}");
        assert!(trusted.is_none_or(|proxy| proxy.hops.get() == 1), "{word}");
    }
    let two = proxy(&[("TRUST_PROXY", "on"), ("TRUST_PROXY_HOPS", "2")]);
    assert_eq!(two.unwrap().hops.get(), 2);
}

#[test]
fn real_mail_makes_addresses_be_verified() {
    let smtp = ("EMAIL_BACKEND", "smtp");
    let verifies = |pairs: &[_]| Config::read(&given(pairs)).unwrap().email_verification;
    assert!(verifies(&[smtp]));
    assert!(!verifies(&[smtp, ("EMAIL_VERIFICATION", "off")]));
    assert!(verifies(&[("EMAIL_VERIFICATION", "on")]));
    assert!(!verifies(&[("EMAIL_BACKEND", "file")]));
}

#[test]
fn internal_domain_is_the_senders_unless_anyone_gets_its_addresses() {
    let from = |address| ("DEFAULT_FROM_EMAIL", address);
    let rules = |pairs: &[_]| Config::read(&given(pairs)).unwrap().free_busy;
    assert_eq!(rules(&[]).visibility, Visibility::Domain);
    let own = rules(&[from("Meet <no-reply@Firm.example>")]);
    assert_eq!(own.internal_domains, ["firm.example"]);
    let public = rules(&[from("firm@gmail.com")]);
    assert_eq!(public.internal_domains, [""; 0]);
    let named = rules(&[
        from("firm@gmail.com"),
        ("INTERNAL_DOMAINS", "Firm.example, gmail.com,"),
        ("FREE_BUSY_VISIBILITY", "MET"),
    ]);
    assert_eq!(named.internal_domains, ["firm.example", "gmail.com"]);
    assert_eq!(named.visibility, Visibility::Met);
    let opens = |pairs: &[_]| {
        Config::read(&given(pairs))
            .unwrap()
            .opens_busy_time_to_all()
    };
    assert!(opens(&[]) && !opens(&[("EMAIL_VERIFICATION", "on")]));
    assert!(!opens(&[("FREE_BUSY_VISIBILITY", "met")]));
}

#[test]
fn the_mail_port_follows_tls_unless_it_is_given() {
    let port = |pairs: &[_]| match Config::read(&given(pairs)).unwrap().email {
        EmailBackend::Smtp(smtp) => smtp.port,
        other => panic!("{other:?}"),
    };
    let smtp = ("EMAIL_BACKEND", "smtp");
    assert_eq!(port(&[smtp]), 587);
    assert_eq!(port(&[smtp, ("EMAIL_USE_TLS", "off")]), 25);
    assert_eq!(port(&[smtp, ("EMAIL_PORT", "465")]), 465);
}

#[test]
fn an_empty_value_is_none() {
    let config = Config::read(&given(&[("PORT", ""), ("JWT_SECRET", " "), ("HOST", "")]));
    assert!(config.unwrap().jwt_secret.is_none());
}

#[test]
fn addresses_of_this_server_are_cleaned_up() {
    let config = Config::read(&given(&[
        ("PUBLIC_URL", "https://meet.example.org/app/"),
        (
            "CORS_ALLOWED_ORIGINS",
            " https://A.example , http://b.example:3000/ ,",
        ),
    ]))
    .unwrap();
    assert_eq!(
        config.public_url.as_deref(),
        Some("https://meet.example.org/app")
    );
    assert_eq!(
        config.cors_allowed_origins,
        ["https://a.example", "http://b.example:3000"]
    );
    for bad in [
        "ftp://a.example",
        "https://",
        "https://user@a.example",
        "https://a.example/?x=1",
        "https://a.example#x",
        "javascript:alert(1)",
        "//a.example",
    ] {
        assert!(
            faults(&[("PUBLIC_URL", bad)]).starts_with("PUBLIC_URL: "),
            "{bad}"
        );
    }
}

#[test]
fn secrets_are_never_printed() {
    let config = Config::read(&given(&[
        ("DATABASE_URL", "postgres://ann:hunter2@db/meet"),
        ("JWT_SECRET", "hunter2hunter2hunter2hunter2hunter2"),
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_HOST_USER", "ann"),
        ("EMAIL_HOST_PASSWORD", "hunter2"),
    ]))
    .unwrap();
    let printed = format!("{config:?} {config:#?}");
    assert!(
        printed.contains("***") && !printed.contains("hunter2"),
        "{printed}"
    );
}

#[test]
fn a_file_is_read_below_the_environment() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("settings");
    fs::write(
        &file,
        "# A comment\nPORT=8123\nHOST=nowhere\nDEFAULT_FROM_EMAIL=\"A <a@b.example>\"\n",
    )
    .unwrap();
    let (values, none) = Values::load([("HOST".into(), "::1".into())], &file);
    assert!(none.is_empty());
    let mut reader = Reader::new(&values);
    assert_eq!(reader.given("PORT"), Some("8123"));
    assert_eq!(reader.given("DEFAULT_FROM_EMAIL"), Some("A <a@b.example>"));
    assert_eq!(reader.given("HOST"), Some("::1"));
}

#[test]
fn a_file_that_cannot_be_read_is_a_fault_that_quotes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("settings");
    fs::write(&file, "PORT=8123\nJWT_SECRET='hunter2\n").unwrap();
    let (_values, faults) = Values::load([], &file);
    let told = faults.to_string();
    assert!(
        told.ends_with("line 2 has a quote that is not closed"),
        "{told}"
    );
    assert!(!told.contains("hunter2"), "{told}");
    assert!(Values::load([], &home.path().join("absent")).1.is_empty());
}

#[test]
fn every_setting_is_in_the_example_and_the_other_way_round() {
    let values = Values::default();
    let mut reader = Reader::new(&values);
    let _config = Config::of(&mut reader);
    let in_example: std::collections::BTreeSet<_> = include_str!("../../../../.env.example")
        .lines()
        .filter_map(|line| line.trim_start_matches(['#', ' ']).split_once('='))
        .map(|(name, _)| name.to_owned())
        .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    assert_eq!(reader.known(), &in_example);
}

#[test]
fn password_with_dollar_signs_is_literal() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("settings");
    let text = "EMAIL_BACKEND=smtp\nEMAIL_HOST_USER=$USER\nEMAIL_HOST_PASSWORD=p@$$w0rd!\n";
    fs::write(&file, text).unwrap();
    let config = Config::read(&Values::load([], &file).0).unwrap();
    let EmailBackend::Smtp(smtp) = &config.email else {
        panic!("{config:?}");
    };
    let credentials = smtp.settings(&config.sender).credentials.unwrap();
    assert_eq!(credentials.user, "$USER");
    assert_eq!(credentials.password, "p@$$w0rd!");
}

#[test]
fn unknown_name_in_the_file_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("settings");
    fs::write(&file, "PORT=8123\n\nEMIAL_BACKEND=smtp\nDB_HOST=hunter2\n").unwrap();
    let faults = Config::read(&Values::load([], &file).0).unwrap_err();
    let told = faults.to_string();
    for end in [
        "line 3: EMIAL_BACKEND is no setting: did you mean EMAIL_BACKEND?",
        "line 4: DB_HOST is no setting: use DATABASE_URL",
    ] {
        assert!(told.lines().any(|line| line.ends_with(end)), "{told}");
    }
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn slip_in_the_environment_is_refused() {
    assert_eq!(
        faults(&[("EMAIL_HOST_PASWORD", "hunter2"), ("PATH", "/bin")]),
        "EMAIL_HOST_PASSWORD: EMAIL_HOST_PASWORD is set, which is no setting: did you mean \
         EMAIL_HOST_PASSWORD?"
    );
}

#[test]
fn setting_of_another_framework_is_told_in_one_warning() {
    let config = Config::read(&given(&[
        ("DB_HOST", "db"),
        ("DJANGO_SETTINGS_MODULE", "x"),
        ("SECRET_KEY", "hunter2"),
        ("ALLOWED_HOSTS", "*"),
    ]))
    .unwrap();
    let [warning] = config.warnings.as_slice() else {
        panic!("{:?}", config.warnings);
    };
    for part in [
        "DB_HOST (use DATABASE_URL)",
        "SECRET_KEY (use JWT_SECRET)",
        "ALLOWED_HOSTS (use PUBLIC_URL)",
        "DJANGO_SETTINGS_MODULE",
    ] {
        assert!(warning.contains(part), "{warning}");
    }
    assert!(!warning.contains("hunter2"), "{warning}");
}

#[test]
fn port_of_a_service_link_names_the_container_platform() {
    let told = faults(&[
        ("PORT", "tcp://10.96.0.1:8000"),
        ("EMAIL_PORT", "tcp://x:25"),
    ]);
    assert_eq!(told.lines().count(), 2, "{told}");
    for line in told.lines() {
        assert!(line.contains("container platform"), "{line}");
    }
}

#[test]
fn secret_is_read_from_a_file() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str, content: &[u8]| {
        let path = home.path().join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let key = path("key", b"0123456789abcdef0123456789abcdef\n");
    let password = path("password", b" p@$$w0rd! \r\n");
    let url = path("url", b"postgres://ann:hunter2@db/meet\n");
    let config = Config::read(&given(&[
        ("JWT_SECRET_FILE", &key),
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_HOST_USER", "ann"),
        ("EMAIL_HOST_PASSWORD_FILE", &password),
        ("DATABASE_URL_FILE", &url),
    ]))
    .unwrap();
    assert_eq!(
        config.jwt_secret.as_ref().unwrap().reveal(),
        "0123456789abcdef0123456789abcdef"
    );
    assert_eq!(
        config.database_url.reveal(),
        "postgres://ann:hunter2@db/meet"
    );
    let EmailBackend::Smtp(smtp) = &config.email else {
        panic!("{config:?}");
    };
    let credentials = smtp.settings(&config.sender).credentials.unwrap();
    assert_eq!(credentials.password, " p@$$w0rd! ");
}

#[test]
fn secret_file_that_cannot_be_read_is_refused_with_its_path() {
    let home = tempfile::tempdir().unwrap();
    let empty = home.path().join("empty");
    fs::write(&empty, "\n").unwrap();
    let absent = home.path().join("absent").display().to_string();
    let told = faults(&[
        ("JWT_SECRET_FILE", &absent),
        ("DATABASE_URL_FILE", &empty.display().to_string()),
    ]);
    let line = |name: &str, path: &str, why: &str| {
        let begin = format!("{name}: {path:?} {why}");
        assert!(told.lines().any(|line| line.starts_with(&begin)), "{told}");
    };
    line("JWT_SECRET_FILE", &absent, "cannot be read: No such file");
    line(
        "DATABASE_URL_FILE",
        &empty.display().to_string(),
        "is empty",
    );
}

#[test]
fn secret_given_twice_is_refused() {
    let secret = "hunter2hunter2hunter2hunter2hunter2";
    let told = faults(&[
        ("JWT_SECRET", secret),
        ("JWT_SECRET_FILE", "/run/secrets/key"),
    ]);
    assert_eq!(
        told,
        "JWT_SECRET_FILE: is set beside JWT_SECRET: take one of them away"
    );
}

#[test]
fn a_server_on_every_address_is_reached_on_this_machine() {
    for (host, reached) in [
        ("0.0.0.0", "127.0.0.1"),
        ("::", "::1"),
        ("localhost", "localhost"),
        ("10.0.0.1", "10.0.0.1"),
    ] {
        assert_eq!(reachable(host), reached);
    }
}

#[test]
fn the_example_says_what_the_defaults_are() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.env.example");
    let (values, faults) = Values::load([], &example);
    assert!(faults.is_empty(), "{faults}");
    let printed = |values: &Values| format!("{:?}", Config::read(values).unwrap());
    assert_eq!(printed(&values), printed(&Values::default()));
}
