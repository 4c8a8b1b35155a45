//! The log: one line for each event, to standard error. Bodies, tokens and passwords never get
//! there.

use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;

use crate::config::LogFormat;
use crate::log_fields::PlainFields;
use crate::log_lines::LogLines;

/// From here on everything is logged, panics included. Flush the lines at the end.
pub(crate) fn init(format: LogFormat, level: Level) -> LogLines {
    use std::io::{IsTerminal, stderr};
    let lines = LogLines::to_stderr();
    subscriber(format, level, stderr().is_terminal(), lines.clone()).init();
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    lines
}

fn subscriber<W>(
    format: LogFormat,
    level: Level,
    is_terminal: bool,
    writer: W,
) -> Box<dyn tracing::Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let registry = tracing_subscriber::registry().with(targets(level));
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    match format {
        LogFormat::Text => {
            Box::new(registry.with(lines.with_ansi(is_terminal).fmt_fields(PlainFields)))
        }
        LogFormat::Json => Box::new(registry.with(lines.json().flatten_event(true))),
    }
}

/// Below `info`, other people's crates write whole requests and mails to the log, so the level
/// is for our own. Mail of the console backend is always printed.
fn targets(level: Level) -> Targets {
    const OURS: [&str; 4] = [
        "meeting_scheduler",
        "scheduler_api",
        "scheduler_domain",
        "scheduler_infrastructure",
    ];
    Targets::new()
        .with_default(level.min(Level::INFO))
        .with_targets(OURS.map(|name| (name, level)))
        .with_target("actix_server", level.min(Level::WARN))
        .with_target("mail", LevelFilter::INFO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log_lines::tests::Paper;

    fn logged(format: LogFormat, level: Level, work: impl FnOnce()) -> String {
        let paper = Paper::default();
        let writer = paper.clone();
        let subscriber = subscriber(format, level, false, move || writer.clone());
        tracing::subscriber::with_default(subscriber, work);
        paper.text()
    }

    #[test]
    fn json_is_one_object_a_line() {
        let text = logged(LogFormat::Json, Level::INFO, || {
            tracing::info_span!("request", request_id = "r-1")
                .in_scope(|| tracing::info!(status = 200, "two\nlines"));
        });
        assert_eq!(text.lines().count(), 1);
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(line["message"], "two\nlines");
        assert_eq!(line["status"], 200);
        assert_eq!(line["span"]["request_id"], "r-1");
    }

    #[test]
    fn a_line_of_text_has_one_meaning() {
        let text = logged(LogFormat::Text, Level::INFO, || {
            tracing::info_span!(
                "request",
                id = "r-1",
                path = "/a b",
                route = tracing::field::Empty
            )
            .in_scope(|| {
                tracing::Span::current().record("route", "/{id}/");
                tracing::info!(
                    status = 200_u16,
                    why = "x\ny=\"z\"",
                    none = "",
                    "was \u{1b}[1mtold"
                );
            });
        });
        let told = "request{id=r-1 path=\"/a b\" route=/{id}/}: meeting_scheduler::telemetry::tests: \
                    was \\x1b[1mtold status=200 why=\"x\\ny=\\\"z\\\"\" none=\"\"\n";
        assert!(text.ends_with(told), "{text}");
    }

    #[test]
    fn the_level_is_for_our_own_crates() {
        let all = || {
            tracing::debug!(target: "lettre", "AUTH PLAIN c2VjcmV0");
            tracing::debug!(target: "scheduler_api", "ours");
            tracing::info!(target: "lettre", "theirs");
            tracing::info!(target: "mail", "a mail");
        };
        let debug = logged(LogFormat::Text, Level::DEBUG, all);
        assert!(
            debug.contains("ours") && debug.contains("theirs"),
            "{debug}"
        );
        assert!(!debug.contains("AUTH PLAIN"), "{debug}");
        let warn = logged(LogFormat::Text, Level::WARN, all);
        assert!(
            warn.contains("a mail") && !warn.contains("theirs"),
            "{warn}"
        );
    }
}
