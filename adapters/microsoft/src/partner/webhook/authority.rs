//! Whether a certificate was issued by an authority that we trust, to whom it should have been.

use super::InvalidTrust;
use jiff::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use std::time::Duration;
use tenantry_domain::cloud::partner::DeliveryRefused;
use url::Url;
use webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, Error, KeyUsage};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::asn1::{PrintableStringRef, Utf8StringRef};
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::AuthorityInfoAccessSyntax;
use x509_cert::ext::pkix::name::GeneralName;

const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const AUTHORITY_INFORMATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");
const ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");
/// More than any chain has: a file full of certificates is not worked through.
const MANY: usize = 8;

#[derive(Debug)]
pub(super) enum Verdict {
    Good,
    Untrusted,
    Expired,
    Wrong,
}

impl From<Verdict> for Result<(), DeliveryRefused> {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Good => Ok(()),
            Verdict::Untrusted => Err(DeliveryRefused::CertificateUntrusted),
            Verdict::Expired => Err(DeliveryRefused::CertificateExpired),
            Verdict::Wrong => Err(DeliveryRefused::SignatureWrong),
        }
    }
}

/// A certificate, and those of the authorities between it and a public one.
#[derive(Debug)]
pub(super) struct Chain {
    leaf: CertificateDer<'static>,
    between: Vec<CertificateDer<'static>>,
}

impl Chain {
    /// From a file as Partner Center has them: binary, or as text, also several in a row.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut all = certificates(bytes)?.into_iter();
        Some(Self {
            leaf: all.next()?,
            between: all.collect(),
        })
    }

    pub(super) fn add_issuer(&mut self, bytes: &[u8]) -> bool {
        let Some(more) = certificates(bytes) else {
            return false;
        };
        self.between.extend(more);
        self.between.len() <= MANY
    }

    /// Where the issuer's certificate of the last one can be had. These addresses are written
    /// without TLS; the hosts have it all the same.
    pub(super) fn issuer_address(&self) -> Option<Url> {
        let last = self.between.last().unwrap_or(&self.leaf);
        let certificate = Certificate::from_der(last).ok()?;
        let extensions = certificate.tbs_certificate.extensions.as_deref()?;
        let extension = extensions
            .iter()
            .find(|extension| extension.extn_id == AUTHORITY_INFORMATION)?;
        let places = AuthorityInfoAccessSyntax::from_der(extension.extn_value.as_bytes()).ok()?;
        places.0.iter().find_map(|place| {
            let GeneralName::UniformResourceIdentifier(address) = &place.access_location else {
                return None;
            };
            if place.access_method != ISSUERS {
                return None;
            }
            let mut url = Url::parse(address.as_str()).ok()?;
            if url.scheme() == "http" {
                url.set_scheme("https").ok()?;
            }
            Some(url)
        })
    }

    /// RSA with SHA-256 and a key of 2048 bits at least: anything else does not fit.
    pub(super) fn signed(&self, body: &[u8], signature: &[u8]) -> bool {
        EndEntityCert::try_from(&self.leaf).is_ok_and(|leaf| {
            leaf.verify_signature(RSA_PKCS1_2048_8192_SHA256, body, signature)
                .is_ok()
        })
    }

    fn is_of(&self, organization: &str) -> bool {
        let Ok(certificate) = Certificate::from_der(&self.leaf) else {
            return false;
        };
        let names = certificate.tbs_certificate.subject.0;
        names
            .iter()
            .flat_map(|part| part.0.iter())
            .filter(|attribute| attribute.oid == ORGANIZATION)
            .any(|attribute| {
                let value = &attribute.value;
                let utf8 = value.decode_as::<Utf8StringRef<'_>>();
                let printable = value.decode_as::<PrintableStringRef<'_>>();
                utf8.is_ok_and(|text| text.as_str() == organization)
                    || printable.is_ok_and(|text| text.as_str() == organization)
            })
    }
}

fn certificates(bytes: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    if !bytes.starts_with(b"-----BEGIN") {
        let whole = Certificate::from_der(bytes).is_ok();
        return whole.then(|| vec![CertificateDer::from(bytes.to_vec())]);
    }
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(bytes).take(MANY).collect();
    all.ok().filter(|all| !all.is_empty())
}

/// The public authorities, and those that the configuration adds.
#[derive(Debug)]
pub(super) struct Authorities {
    anchors: Vec<TrustAnchor<'static>>,
}

impl Authorities {
    pub(super) fn new(extra_pem: &[String]) -> Result<Self, InvalidTrust> {
        let mut anchors = webpki_roots::TLS_SERVER_ROOTS.to_vec();
        for pem in extra_pem {
            let extra = certificates(pem.as_bytes()).ok_or(InvalidTrust)?;
            for certificate in &extra {
                let anchor = webpki::anchor_from_trusted_cert(certificate);
                anchors.push(anchor.map_err(|_| InvalidTrust)?.to_owned());
            }
        }
        Ok(Self { anchors })
    }

    pub(super) fn lacks_issuer(&self, chain: &Chain, now: Timestamp) -> bool {
        matches!(self.verify(chain, now), Err(Error::UnknownIssuer))
    }

    pub(super) fn trusts(&self, chain: &Chain, organization: &str, now: Timestamp) -> Verdict {
        match self.verify(chain, now) {
            Ok(()) if chain.is_of(organization) => Verdict::Good,
            Err(Error::CertExpired { .. } | Error::CertNotValidYet { .. }) => Verdict::Expired,
            _ => Verdict::Untrusted,
        }
    }

    /// Certificates for servers and for clients both serve to sign deliveries.
    fn verify(&self, chain: &Chain, now: Timestamp) -> Result<(), Error> {
        let leaf = EndEntityCert::try_from(&chain.leaf)?;
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let now = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let verify = |usage: KeyUsage| {
            let (anchors, between) = (&self.anchors, &chain.between);
            leaf.verify_for_usage(
                ALL_VERIFICATION_ALGS,
                anchors,
                between,
                now,
                usage,
                None,
                None,
            )
            .map(drop)
        };
        match verify(KeyUsage::server_auth()) {
            Err(Error::RequiredEkuNotFoundContext(_)) => verify(KeyUsage::client_auth()),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rcgen::{CertificateParams, DnType, KeyPair};
    use std::sync::OnceLock;

    fn genuine() -> &'static [u8] {
        static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
        BYTES.get_or_init(|| {
            let mut params = CertificateParams::new(["a.test".to_owned()]).unwrap();
            params
                .distinguished_name
                .push(DnType::OrganizationName, "Org");
            let key = KeyPair::generate().unwrap();
            params.self_signed(&key).unwrap().der().to_vec()
        })
    }

    /// Everything that is done with a certificate before it is trusted.
    fn examine(bytes: &[u8]) {
        let authorities = Authorities::new(&[]).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        if let Some(mut chain) = Chain::read(bytes) {
            let _ = chain.issuer_address();
            let _ = chain.signed(b"body", b"signature");
            let _ = chain.is_of("Org");
            assert!(!matches!(
                authorities.trusts(&chain, "Org", now),
                Verdict::Good
            ));
            let _ = chain.add_issuer(bytes);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            examine(&bytes);
        }

        #[test]
        fn no_damaged_certificate_does_harm(at in 0_usize..400, with: u8, cut in 0_usize..400) {
            let mut bytes = genuine().to_vec();
            let at = at % bytes.len();
            bytes[at] ^= with;
            bytes.truncate(bytes.len() - cut % bytes.len());
            examine(&bytes);
        }
    }

    #[test]
    fn the_organization_is_read_from_the_subject() {
        let chain = Chain::read(genuine()).unwrap();
        assert!(chain.is_of("Org"));
        assert!(!chain.is_of("or") && !chain.is_of(""));
        assert_eq!(chain.issuer_address(), None);
    }
}
