//! A certificate authority for this process, and a certificate for loopback under it.

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};

/// Tests begin world after world in one process: all of them are under one authority.
static OF_THIS_PROCESS: OnceLock<Arc<Authority>> = OnceLock::new();

pub(crate) struct Authority {
    /// What a client must trust.
    pub pem: String,
    /// Signs for others in these worlds.
    pub issuer: Arc<Issuer<'static, KeyPair>>,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// Says nothing of the keys.
impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

/// An authority as it lies in a file.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Sealed {
    certificate: String,
    key: String,
}

/// Says nothing of the key.
impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").finish_non_exhaustive()
    }
}

/// What its certificate says: the same in every process.
fn about_itself() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
        .distinguished_name
        .push(DnType::CommonName, "Simulated clouds");
    params
}

impl Authority {
    pub(crate) fn of_this_process() -> io::Result<Arc<Self>> {
        if let Some(made) = OF_THIS_PROCESS.get() {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(Self::new()?);
        Ok(Arc::clone(OF_THIS_PROCESS.get_or_init(|| made)))
    }

    fn new() -> io::Result<Self> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let own = about_itself().self_signed(&key).map_err(io::Error::other)?;
        Self::of(own.pem(), key)
    }

    /// The authority of an earlier process: whoever trusts it goes on trusting.
    pub(crate) fn again(sealed: &Sealed) -> io::Result<Self> {
        let key = KeyPair::from_pem(&sealed.key).map_err(io::Error::other)?;
        Self::of(sealed.certificate.clone(), key)
    }

    pub(crate) fn sealed(&self) -> Sealed {
        Sealed {
            certificate: self.pem.clone(),
            key: self.issuer.key().serialize_pem(),
        }
    }

    fn of(pem: String, key: KeyPair) -> io::Result<Self> {
        let own = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(io::Error::other)?;
        let names = [
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
        ];
        let issuer = Issuer::new(about_itself(), key);
        let (leaf, leaf_key) = issue(&issuer, names.to_vec())?;
        Ok(Self {
            pem,
            issuer: Arc::new(issuer),
            chain: vec![leaf.der().clone(), own],
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
