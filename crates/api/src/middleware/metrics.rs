//! Figures for Prometheus.

use std::time::Duration;

use actix_web::http::Method;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounter, IntGauge, Opts, Registry, TextEncoder,
};
use time::UtcDateTime;

use crate::app::PoolStatus;

/// All that any path takes, and what browsers send besides.
const METHODS: [Method; 7] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
];

/// What `/metrics` shows: latencies as they happen, the rest as it is at that instant.
pub(crate) struct Metrics {
    registry: Registry,
    latency: HistogramVec,
    pool_connections: IntGauge,
    pool_idle: IntGauge,
    outbox_queued: IntGauge,
    outbox_failed: IntGauge,
    outbox_oldest_seconds: IntGauge,
    work_beside_answers: IntGauge,
    worker_success: IntGauge,
    worker_panics: IntCounter,
}

impl Metrics {
    const BUCKETS: [f64; 12] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
    ];

    pub(crate) fn try_new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let gauge = |name: &str, help: &str| {
            let gauge = IntGauge::with_opts(Opts::new(name, help))?;
            registry.register(Box::new(gauge.clone()))?;
            Ok::<_, prometheus::Error>(gauge)
        };
        let worker_panics = IntCounter::new(
            "worker_panics_total",
            "How often the program panicked while it worked on the outbox.",
        )?;
        registry.register(Box::new(worker_panics.clone()))?;
        let options = HistogramOpts::new(
            "http_request_duration_seconds",
            "Time from the head of a request to the head of its answer.",
        );
        let options = options.buckets(Self::BUCKETS.to_vec());
        let latency = HistogramVec::new(options, &["method", "route", "status"])?;
        registry.register(Box::new(latency.clone()))?;
        Ok(Self {
            pool_connections: gauge("db_pool_connections", "Open database connections.")?,
            pool_idle: gauge(
                "db_pool_idle_connections",
                "Database connections not in use.",
            )?,
            outbox_queued: gauge("outbox_queued", "Mails that wait to be sent.")?,
            outbox_failed: gauge("outbox_failed", "Mails that were given up.")?,
            outbox_oldest_seconds: gauge(
                "outbox_oldest_seconds",
                "Age of the oldest waiting mail.",
            )?,
            work_beside_answers: gauge(
                "work_beside_answers",
                "Work that goes on although its request was answered.",
            )?,
            worker_success: gauge(
                "worker_last_success_timestamp_seconds",
                "When this process last worked on the outbox.",
            )?,
            worker_panics,
            latency,
            registry,
        })
    }

    /// `route` is a pattern, such as `/api/meetings/{id}/`. Like methods, which a client may make up,
    /// there are few of them: each new label stays in memory for good.
    pub(crate) fn observe(&self, method: &Method, route: &str, status: u16, took: Duration) {
        let is_known = METHODS.contains(method);
        let method = if is_known { method.as_str() } else { "other" };
        self.latency
            .with_label_values(&[method, route, &status.to_string()])
            .observe(took.as_secs_f64());
    }

    pub(crate) fn set_pool(&self, pool: PoolStatus) {
        self.pool_connections.set(pool.connections.into());
        self.pool_idle.set(pool.idle.into());
    }

    pub(crate) fn set_work_beside_answers(&self, count: usize) {
        self.work_beside_answers
            .set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    pub(crate) fn set_outbox(&self, queued: i64, failed: i64, oldest_seconds: i64) {
        self.outbox_queued.set(queued);
        self.outbox_failed.set(failed);
        self.outbox_oldest_seconds.set(oldest_seconds);
    }

    pub(crate) fn set_worker_success(&self, at: UtcDateTime) {
        self.worker_success.set(at.unix_timestamp());
    }

    /// `None` before the first time.
    pub(crate) fn worker_success(&self) -> Option<UtcDateTime> {
        let seconds = self.worker_success.get();
        let at = UtcDateTime::from_unix_timestamp(seconds).ok();
        at.filter(|_| seconds > 0)
    }

    pub(crate) fn count_worker_panic(&self) {
        self.worker_panics.inc();
    }

    /// Prometheus text format.
    pub(crate) fn text(&self) -> Result<Vec<u8>, prometheus::Error> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}
