//! Signs what Partner Center sends to webhooks, under the authority that this world's clients trust.

use crate::wire::Reply;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_RSA_SHA256, RsaKeySize, SigningKey,
};
use std::fmt;
use std::sync::{Arc, OnceLock};

pub(crate) const CERTIFICATE_PATH: &str = "/cert/pcnotifications-dispatch.microsoft.com.cer";
const NAME: &str = "pcnotifications-dispatch.microsoft.com";
const ORGANIZATION: &str = "Microsoft Corporation";

/// Made when it is first needed, once per process: it takes long.
static KEY: OnceLock<Option<KeyPair>> = OnceLock::new();

/// Empty, until somebody lets an authority in.
#[derive(Default)]
pub(crate) struct Notary {
    authority: Option<Arc<Issuer<'static, KeyPair>>>,
    seal: Option<Seal>,
}

struct Seal {
    key: &'static KeyPair,
    certificate: Vec<u8>,
}

/// Says nothing of the keys.
impl fmt::Debug for Notary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notary").finish_non_exhaustive()
    }
}

impl Notary {
    pub(crate) fn appoint(&mut self, authority: Arc<Issuer<'static, KeyPair>>) {
        self.authority = Some(authority);
        self.seal = None;
    }

    /// RSA with SHA-256 over the body, in base64.
    pub(crate) fn sign(&mut self, body: &[u8]) -> Option<String> {
        let signature = self.seal()?.key.sign(body).ok()?;
        Some(STANDARD.encode(signature))
    }

    fn seal(&mut self) -> Option<&Seal> {
        if self.seal.is_none() {
            self.seal = self.authority.as_deref().and_then(make);
        }
        self.seal.as_ref()
    }
}

fn make(authority: &Issuer<'static, KeyPair>) -> Option<Seal> {
    let key =
        KEY.get_or_init(|| KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).ok());
    let key = key.as_ref()?;
    let mut params = CertificateParams::new(vec![NAME.to_owned()]).ok()?;
    params.distinguished_name.push(DnType::CommonName, NAME);
    params
        .distinguished_name
        .push(DnType::OrganizationName, ORGANIZATION);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
    ];
    let certificate = params.signed_by(key, authority).ok()?.der().to_vec();
    Some(Seal { key, certificate })
}

/// What a delivery's certificate address leads to; no token is asked for.
pub(super) fn certificate(world: &mut World) -> Reply {
    match world.notary.seal() {
        Some(seal) => Reply::empty(200)
            .header("Content-Type", "application/pkix-cert")
            .body(seal.certificate.clone()),
        None => Reply::empty(404),
    }
}
