//! Whom mail servers have to be known by.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tenantry_http::SetupError;
use tokio_rustls::TlsConnector;

pub(super) fn connector(extra_roots_pem: &[String]) -> Result<TlsConnector, SetupError> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    for pem in extra_roots_pem {
        for found in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let found = found.map_err(|error| SetupError::Certificate(error.to_string()))?;
            let added = roots.add(found);
            added.map_err(|error| SetupError::Certificate(error.to_string()))?;
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| SetupError::Tls(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
