//! Asks a name server, as the machine is set to.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::runtime::{Builder, Runtime};

/// For an answer; it is asked for once more.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks by UDP, and by TCP where the answer is too long.
pub(super) struct Resolver {
    resolver: TokioResolver,
    runtime: Runtime,
}

impl Resolver {
    /// Asks this name server, or those of `/etc/resolv.conf`.
    pub(super) fn new(server: Option<SocketAddr>) -> Result<Self, NetError> {
        let mut builder = match server {
            None => TokioResolver::builder_tokio()?,
            Some(address) => {
                let mut server = NameServerConfig::udp_and_tcp(address.ip());
                for connection in &mut server.connections {
                    connection.port = address.port();
                }
                let servers = ResolverConfig::from_name_servers(vec![server]);
                TokioResolver::builder_with_config(servers, TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        (options.timeout, options.attempts) = (PATIENCE, 1);
        Ok(Self {
            resolver: builder.build()?,
            runtime: Builder::new_current_thread().enable_all().build()?,
        })
    }

    /// The texts under a name; none where there is no such name.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, NetError> {
        let found = self.ask(name, RecordType::TXT)?;
        let texts = found.iter().filter_map(|data| match data {
            // Its strings, one after the other (RFC 7208 §3.3).
            RData::TXT(text) => Some(text.to_string()),
            _other => None,
        });
        Ok(texts.collect())
    }

    /// How many mail servers a domain names. One that names the root takes no mail (RFC 7505).
    pub(super) fn mail_servers(&self, domain: &str) -> Result<usize, NetError> {
        let found = self.ask(domain, RecordType::MX)?;
        let takes = |data: &&RData| matches!(data, RData::MX(mx) if !mx.exchange.is_root());
        Ok(found.iter().filter(takes).count())
    }

    /// The whole name, which nothing of this machine's own is added to.
    fn ask(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, NetError> {
        let mut name = Name::from_utf8(name)?;
        name.set_fqdn(true);
        match self.runtime.block_on(self.resolver.lookup(name, kind)) {
            Ok(found) => Ok(found.answers().iter().map(|one| one.data.clone()).collect()),
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}
