//! A certificate authority for this process, and a certificate for loopback under it.

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io;
use std::sync::{Arc, OnceLock};

/// Tests begin world after world in one process: all of them are under one authority.
static OF_THIS_PROCESS: OnceLock<Authority> = OnceLock::new();

pub(crate) struct Authority {
    /// What a client must trust.
    pub pem: String,
    /// Signs for others in these worlds.
    pub issuer: Arc<Issuer<'static, KeyPair>>,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Authority {
    pub(crate) fn of_this_process() -> io::Result<&'static Self> {
        if let Some(made) = OF_THIS_PROCESS.get() {
            return Ok(made);
        }
        let made = Self::new()?;
        Ok(OF_THIS_PROCESS.get_or_init(|| made))
    }

    fn new() -> io::Result<Self> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "Simulated clouds");
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let own = params.self_signed(&key).map_err(io::Error::other)?;

        let names = [
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
        ];
        let issuer = Issuer::new(params, key);
        let (leaf, leaf_key) = issue(&issuer, names.to_vec())?;
        Ok(Self {
            pem: own.pem(),
            issuer: Arc::new(issuer),
            chain: vec![leaf.der().clone(), own.der().clone()],
            key: PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der())),
        })
    }

    /// A certificate for a server of somebody else's, with its chain, and its key: both as PEM.
    pub(crate) fn certificate_for(&self, names: &[&str]) -> io::Result<(String, String)> {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let (leaf, key) = issue(&self.issuer, names)?;
        Ok((leaf.pem() + &self.pem, key.serialize_pem()))
    }

    /// For the servers of one world: what TLS remembers of its clients ends with it.
    pub(crate) fn server(&self) -> io::Result<Arc<ServerConfig>> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), self.key.clone_key())
            .map_err(io::Error::other)?;
        Ok(Arc::new(server))
    }
}

fn issue(
    issuer: &Issuer<'static, KeyPair>,
    names: Vec<String>,
) -> io::Result<(Certificate, KeyPair)> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let leaf = CertificateParams::new(names)
        .and_then(|leaf| leaf.signed_by(&key, issuer))
        .map_err(io::Error::other)?;
    Ok((leaf, key))
}
