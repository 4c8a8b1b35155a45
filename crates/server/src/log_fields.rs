//! Fields of a line of the log, `name=value`. Most of them are words and numbers, which are
//! written straight: by way of `Debug` they were a tenth of a small request.

use std::fmt::{self, Debug};

use tracing::field::{Field, Visit};
use tracing_subscriber::field::{RecordFields, VisitOutput};
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::{DefaultVisitor, Writer};

/// A word stands by itself; other texts are quoted, so that none looks like two fields or lines.
pub(crate) struct PlainFields;

impl<'writer> FormatFields<'writer> for PlainFields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut line = Line {
            writer,
            is_empty: true,
            result: Ok(()),
        };
        fields.record(&mut line);
        line.result
    }
}

struct Line<'writer> {
    writer: Writer<'writer>,
    is_empty: bool,
    result: fmt::Result,
}

impl Line<'_> {
    fn add(&mut self, field: &Field, write: impl FnOnce(&mut Writer<'_>) -> fmt::Result) {
        let is_first = std::mem::replace(&mut self.is_empty, false);
        let writer = &mut self.writer;
        self.result = self.result.and_then(|()| {
            if !is_first {
                writer.write_char(' ')?;
            }
            writer.write_str(field.name())?;
            writer.write_char('=')?;
            write(writer)
        });
    }
}

impl Visit for Line<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() != "message" && is_word(value) {
            self.add(field, |writer| writer.write_str(value));
        } else {
            self.record_debug(field, &value);
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, |writer| write!(writer, "{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            let mut message = DefaultVisitor::new(self.writer.by_ref(), self.is_empty);
            message.record_debug(field, value);
            self.result = self.result.and(message.finish());
            self.is_empty = false;
        } else {
            self.add(field, |writer| write!(writer, "{value:?}"));
        }
    }
}

fn is_word(value: &str) -> bool {
    !value.is_empty()
        && value
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\"\\=".contains(&byte))
}
