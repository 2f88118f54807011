//! The server's own certificate.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// A chain of certificates and its key, as PEM.
#[derive(Debug, Clone, Copy)]
pub struct Certificate<'a> {
    pub chain: &'a Path,
    pub key: &'a Path,
}

/// The server cannot show itself with this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the certificate or its key cannot be used: {detail}")]
pub struct UnusableCertificate {
    pub detail: String,
}

impl Certificate<'_> {
    pub fn acceptor(self) -> Result<TlsAcceptor, UnusableCertificate> {
        let of = |path: &Path, detail: &dyn std::fmt::Display| UnusableCertificate {
            detail: format!("{}: {detail}", path.display()),
        };
        let chain =
            CertificateDer::pem_file_iter(self.chain).map_err(|error| of(self.chain, &error))?;
        let chain: Vec<_> = chain
            .collect::<Result<_, _>>()
            .map_err(|error| of(self.chain, &error))?;
        let key = PrivateKeyDer::from_pem_file(self.key).map_err(|error| of(self.key, &error))?;
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key));
        let mut config = config.map_err(|error| of(self.chain, &error))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}
