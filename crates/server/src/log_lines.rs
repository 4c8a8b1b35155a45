//! The log's way to standard error. A system call for each line would cost a tenth of a small
//! request, so lines that nobody waits for leave together.

use std::io::{self, Write, stderr};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// How long a line may wait for others.
const PATIENCE: Duration = Duration::from_millis(100);
/// So much is written at once without waiting for more.
const MANY_BYTES: usize = 64 * 1024;

/// Lines on their way to `out`. Warnings and errors leave at once, with all before them.
#[derive(Clone)]
pub(crate) struct LogLines(Arc<Shared>);

struct Shared {
    gathered: Mutex<Vec<u8>>,
    told: Condvar,
    /// Held while lines leave; taken before `gathered`, so that they leave in their order.
    out: Mutex<Box<dyn Write + Send>>,
}

impl LogLines {
    /// To standard error, by a thread of their own.
    pub(crate) fn to_stderr() -> Self {
        let lines = Self::to(Box::new(stderr()));
        let shared = Arc::clone(&lines.0);
        // Without the thread, lines leave when there are many of them.
        let _thread = thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || shared.carry());
        lines
    }

    fn to(out: Box<dyn Write + Send>) -> Self {
        Self(Arc::new(Shared {
            gathered: Mutex::default(),
            told: Condvar::new(),
            out: Mutex::new(out),
        }))
    }

    /// Nothing waits any more.
    pub(crate) fn flush(&self) {
        self.0.flush();
    }
}

impl Shared {
    fn carry(&self) {
        loop {
            let waiting = self
                .told
                .wait_while(guard(&self.gathered), |lines| lines.is_empty());
            drop(waiting);
            thread::sleep(PATIENCE);
            self.flush();
        }
    }

    /// A log that cannot be written is no reason to stop.
    fn flush(&self) {
        let mut out = guard(&self.out);
        let lines = std::mem::take(&mut *guard(&self.gathered));
        let _lost = out.write_all(&lines);
    }
}

fn guard<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> MakeWriter<'a> for LogLines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line {
            to: self,
            is_urgent: true,
        }
    }

    fn make_writer_for(&'a self, about: &Metadata<'_>) -> Line<'a> {
        Line {
            to: self,
            is_urgent: *about.level() <= Level::WARN,
        }
    }
}

/// One line.
pub(crate) struct Line<'a> {
    to: &'a LogLines,
    is_urgent: bool,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let shared = &self.to.0;
        let mut gathered = guard(&shared.gathered);
        let is_first = gathered.is_empty();
        gathered.extend_from_slice(bytes);
        let is_enough = gathered.len() >= MANY_BYTES;
        drop(gathered);
        if self.is_urgent || is_enough {
            shared.flush();
        } else if is_first {
            shared.told.notify_one();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use tracing_subscriber::prelude::*;

    use super::*;

    /// What was written.
    #[derive(Clone, Default)]
    pub(crate) struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Paper {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }

        fn lines(&self) -> usize {
            self.text().lines().count()
        }
    }

    #[test]
    fn lines_wait_for_the_end_or_for_an_urgent_one() {
        let paper = Paper::default();
        let lines = LogLines::to(Box::new(paper.clone()));
        let writer = tracing_subscriber::fmt::layer().with_writer(lines.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(writer), || {
            tracing::info!("one");
            assert_eq!(paper.lines(), 0);
            tracing::warn!("two");
            assert_eq!(paper.lines(), 2);
            tracing::info!("three");
            assert_eq!(paper.lines(), 2);
            lines.flush();
            assert_eq!(paper.lines(), 3);
        });
    }

    #[test]
    fn many_bytes_do_not_wait() {
        let paper = Paper::default();
        let lines = LogLines::to(Box::new(paper.clone()));
        let mut line = Line {
            to: &lines,
            is_urgent: false,
        };
        for _ in 0..MANY_BYTES / 64 {
            line.write_all(&[b'\n'; 64]).unwrap();
        }
        assert_eq!(paper.lines(), MANY_BYTES);
    }
}
