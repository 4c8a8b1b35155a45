//! Serves until told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::{ServerHandle, Service};
use actix_web::http::ConnectionType;
use actix_web::rt::{System, spawn};
use actix_web::{HttpServer, web};
use scheduler_api::{App, application, metrics_application};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::sleep;

use super::{Failure, LINKS_LEAD_NOWHERE, say};
use crate::bell::Bell;
use crate::config::Config;
use crate::door::Door;
use crate::worker::{Tools, Worker};
use crate::{telemetry, wiring};

/// Longer than balancers keep an idle connection (60 seconds as a rule): whoever sends the next
/// request must be the one who closes, or the request is lost.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long whoever came in before the door was closed may take to say what for. On a machine
/// with ten times more work than cores, a quarter of a second was too short.
const ENTERING: Duration = Duration::from_secs(1);
/// How long requests that have begun may take to end, in seconds.
const ENDING_SECONDS: u64 = 10;
/// How long the mail that is being sent may take to end.
const WORKER_ENDING: Duration = Duration::from_secs(2);

pub(super) fn run(config: Config) -> Result<(), Failure> {
    let lines = telemetry::init(config.log_format, config.log_level);
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    if config.links_lead_nowhere() {
        tracing::warn!("{LINKS_LEAD_NOWHERE}");
    }
    let ended =
        wiring::await_database(&config).and_then(|()| System::new().block_on(serve(config)));
    lines.flush();
    ended
}

async fn serve(config: Config) -> Result<(), Failure> {
    let database = wiring::database(&config);
    let bell = Arc::new(Bell::default());
    let tokens = Arc::new(wiring::tokens(&config, &*database)?);
    let mailer = wiring::mailer(&config)?;
    let app = wiring::app(&config, &database, &tokens, &bell);

    let to_serve = web::Data::clone(&app);
    let is_ending = Arc::new(AtomicBool::new(false));
    let ending = Arc::clone(&is_ending);
    let (door, listeners) = Door::open(&config.host, config.port).map_err(Failure::io(format!(
        "HOST, PORT: {}:{}",
        config.host, config.port
    )))?;
    let mut server = HttpServer::new(move || {
        let ending = Arc::clone(&ending);
        application(&to_serve).wrap_fn(move |request, service| {
            let (answering, ending) = (service.call(request), Arc::clone(&ending));
            async move {
                let mut answer = answering.await?;
                if ending.load(Ordering::SeqCst) {
                    // Else the client might send its next request while the connection is closed.
                    let head = answer.response_mut().head_mut();
                    head.set_connection_type(ConnectionType::Close);
                }
                Ok(answer)
            }
        })
    })
    .workers(config.workers)
    // Of its few threads, a worker must not give all to one that hashes a password.
    .worker_max_blocking_threads(config.blocking_threads.div_ceil(config.workers).max(2))
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(ENDING_SECONDS)
    .disable_signals();
    for listener in listeners {
        server = server.listen(listener).map_err(Failure::io("listening"))?;
    }
    let address = server.addrs().first().copied();
    let port = address.map_or(config.port, |address| address.port());

    let (of_success, of_panic) = (app.clone(), app.clone());
    let shared = Arc::clone(&database);
    let worker = Worker::start(
        Tools {
            store: database,
            shared_clock: Box::new(move || shared.now()),
            mailer,
            tokens,
            entropy: wiring::entropy(),
            clock: wiring::now,
            email_verification: config.email_verification,
            public_url: wiring::public_url(&config, port),
            on_success: Box::new(move |at| of_success.note_worker_success(at)),
            on_panic: Box::new(move || of_panic.note_worker_panic()),
        },
        bell,
    )
    .map_err(Failure::io("the worker's thread"))?;

    let metrics = match config.metrics_listen {
        Some(address) => Some(serve_metrics(&app, address)?),
        None => None,
    };
    let signals = Signals::new().map_err(Failure::io("signals"))?;
    let running = server.run();
    let end = signals.end(app, is_ending, door, running.handle(), config.drain);
    spawn(end);
    announce(address);
    let ended = running.await;
    if let Some(metrics) = metrics {
        metrics.stop(false).await;
    }
    if !worker.stop(WORKER_ENDING) {
        tracing::warn!("a mail was being sent when the server ended, and may be sent again");
    }
    tracing::info!("ended");
    ended.map_err(Failure::io("the server"))
}

/// On a port of its own, where nothing else is served.
fn serve_metrics(app: &web::Data<App>, address: SocketAddr) -> Result<ServerHandle, Failure> {
    let app = web::Data::clone(app);
    let server = HttpServer::new(move || metrics_application(&app))
        .workers(1)
        .disable_signals()
        .bind(address)
        .map_err(Failure::io(format!("METRICS_LISTEN: {address}")))?
        .run();
    let handle = server.handle();
    spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "/metrics is not served any more");
        }
    });
    Ok(handle)
}

/// Whoever started the server on any free port waits for this line.
fn announce(address: Option<SocketAddr>) {
    if let Some(address) = address {
        say(std::io::stdout(), &format!("listening on http://{address}"));
    }
}

/// What ends the server.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// After SIGTERM a balancer is given the time to notice; after SIGINT somebody waits at a
    /// terminal. A second signal ends the requests that have begun, too.
    async fn end(
        mut self,
        app: web::Data<App>,
        is_ending: Arc<AtomicBool>,
        door: Door,
        server: ServerHandle,
        drain: Duration,
    ) {
        let drain = tokio::select! {
            _ = self.terminate.recv() => drain,
            _ = self.interrupt.recv() => Duration::ZERO,
        };
        tracing::info!("ending");
        app.drain();
        is_ending.store(true, Ordering::SeqCst);
        tokio::select! {
            () = sleep(drain) => {}
            () = self.again() => {}
        }
        if let Err(error) = door.close() {
            tracing::warn!(%error, "connections that begin now may be cut");
        }
        tokio::select! {
            () = sleep(ENTERING) => {}
            () = self.again() => {}
        }
        tokio::select! {
            () = server.stop(true) => {}
            () = self.again() => server.stop(false).await,
        }
    }

    async fn again(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
