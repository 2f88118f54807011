//! Carries what is due to the partners' webhooks.
//!
//! The one part of the clouds that calls instead of being called. It calls nobody outside this
//! machine: other addresses are as if nobody answered there.

use super::{Delivery, due_deliveries, tell_delivery};
use crate::server::Shared;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// How often it looks whether something is due.
const ROUND: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(10);

/// Until the end of the world, with all that it carries.
pub(crate) async fn run(shared: Arc<Shared>, mut end: watch::Receiver<bool>) {
    let Some(tls) = trust(&shared.authority.pem) else {
        return;
    };
    let mut under_way = JoinSet::new();
    loop {
        tokio::select! {
            () = tokio::time::sleep(ROUND) => (),
            _ = end.changed() => break,
        }
        while under_way.try_join_next().is_some() {}
        let due = due_deliveries(&mut shared.world());
        for delivery in due {
            under_way.spawn(carry(Arc::clone(&shared), tls.clone(), delivery));
        }
    }
    under_way.shutdown().await;
}

/// Trusts this world's authority, and no other.
fn trust(authority: &str) -> Option<TlsConnector> {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(authority.as_bytes()).ok()?;
    roots.add(certificate).ok()?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(TlsConnector::from(Arc::new(config)))
}

async fn carry(shared: Arc<Shared>, tls: TlsConnector, delivery: Delivery) {
    let (partner, id) = (delivery.partner, delivery.id);
    let answered = tokio::time::timeout(PATIENCE, post(tls, delivery)).await;
    let status = answered.ok().flatten();
    shared.change(|world| tell_delivery(world, partner, id, status));
}

async fn post(tls: TlsConnector, delivery: Delivery) -> Option<u16> {
    let url = Url::parse(&delivery.url).ok()?;
    let name = match url.host()? {
        Host::Domain("localhost") => "localhost".to_owned(),
        Host::Ipv4(address) if address.is_loopback() => address.to_string(),
        _ => return None,
    };
    let port = url.port_or_known_default()?;
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok()?;
    if url.scheme() == "https" {
        let name = ServerName::try_from(name).ok()?;
        let stream = tls.connect(name, stream).await.ok()?;
        exchange(stream, &url, delivery).await
    } else {
        exchange(stream, &url, delivery).await
    }
}

async fn exchange<S>(stream: S, url: &Url, delivery: Delivery) -> Option<u16>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    // Ends with this, also when nobody waits for the answer any more.
    let mut line = JoinSet::new();
    line.spawn(connection);
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut request = Request::post(path).header("Host", url.authority());
    for (name, value) in &delivery.headers {
        request = request.header(name.as_str(), value.as_str());
    }
    let request = request.body(Full::<Bytes>::new(delivery.body)).ok()?;
    let answer = sender.send_request(request).await;
    answer.ok().map(|answer| answer.status().as_u16())
}
