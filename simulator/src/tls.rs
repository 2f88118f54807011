//! A certificate authority for one run, and a certificate for loopback under it.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io;
use std::sync::Arc;

pub(crate) struct Authority {
    /// What a client must trust.
    pub pem: String,
    pub server: Arc<ServerConfig>,
    /// Signs for others in this world.
    pub issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new() -> io::Result<Self> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "Simulated clouds");
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let own = params.self_signed(&key).map_err(io::Error::other)?;
        let pem = own.pem();

        let names = [
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
        ];
        let issuer = Issuer::new(params, key);
        let leaf_key = KeyPair::generate().map_err(io::Error::other)?;
        let leaf = CertificateParams::new(names)
            .and_then(|leaf| leaf.signed_by(&leaf_key, &issuer))
            .map_err(io::Error::other)?;

        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone(), own.der().clone()], private)
            .map_err(io::Error::other)?;
        Ok(Self {
            pem,
            server: Arc::new(server),
            issuer,
        })
    }
}
