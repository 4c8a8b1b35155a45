//! Where a request comes from.

use std::future::Future;
use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;

use super::proxy::TrustedProxy;
use crate::app::Settings;

/// The client's network: an IPv4 address, or the /64 that one IPv6 client has to itself. Behind a
/// trusted proxy it is what the proxy says, else the address that the connection comes from.
pub(crate) fn client_address(request: &HttpRequest, proxy: Option<TrustedProxy>) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let forwarded = proxy.and_then(|proxy| proxy.client(request.headers()));
    Some(network(forwarded.or(peer)?.to_canonical()))
}

tokio::task_local! {
    static CLIENT: Option<IpAddr>;
}

/// Handles a request of this client: [`present_client`] knows it meanwhile.
pub(super) fn of_client<F: Future>(
    client: Option<IpAddr>,
    handled: F,
) -> impl Future<Output = F::Output> {
    CLIENT.scope(client, handled)
}

/// The client of the request that this task is about; `None` outside of one.
pub(crate) fn present_client() -> Option<IpAddr> {
    CLIENT.try_with(|client| *client).ok().flatten()
}

/// Whether the client speaks to this server by TLS: as it is configured, else as the trusted proxy
/// says.
pub(crate) fn is_https(request: &HttpRequest, settings: &Settings) -> bool {
    match &settings.public_url {
        Some(url) => url.starts_with("https:"),
        None => settings.trust_proxy.is_some_and(|proxy| {
            let scheme = proxy.scheme(request.headers());
            scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
        }),
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
    }
}
