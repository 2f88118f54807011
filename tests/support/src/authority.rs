//! A certificate authority for this process, and servers under it.

use std::sync::{Arc, OnceLock};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

struct Made {
    pem: String,
    acceptor: TlsAcceptor,
}

fn made() -> &'static Made {
    static OF_THIS_PROCESS: OnceLock<Made> = OnceLock::new();
    OF_THIS_PROCESS.get_or_init(make)
}

fn make() -> Made {
    let mut about = CertificateParams::default();
    about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    about.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let name = &mut about.distinguished_name;
    name.push(DnType::CommonName, "Receivers of notices");
    let key = KeyPair::generate().unwrap();
    let own = about.self_signed(&key).unwrap();
    let issuer = Issuer::new(about, key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap();
    Made {
        pem: own.pem(),
        acceptor: TlsAcceptor::from(Arc::new(server)),
    }
}

/// What a client must trust.
pub fn root_pem() -> String {
    made().pem.clone()
}

/// A server that is `localhost`.
pub fn acceptor() -> TlsAcceptor {
    made().acceptor.clone()
}
