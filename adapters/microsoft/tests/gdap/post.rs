//! A place where certificates lie, Partner Center beside it, and deliveries signed as by it.

use crate::stage::{Act, Stage, say};
use crate::support::{ID, Scene, json};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PKCS_RSA_SHA256,
    RsaKeySize, SigningKey,
};
use serde_json::json as value;
use std::sync::{Arc, Mutex, OnceLock};
use tenantry_domain::cloud::partner::{Deliveries, Delivery, DeliveryRefused, VerifiedNotice};
use tenantry_microsoft::partner::{PartnerCenter, WebhookTrust};

/// RSA keys take their time: one for all.
pub(crate) fn key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap())
}

pub(crate) struct Authority {
    pub(crate) params: CertificateParams,
    pub(crate) key: KeyPair,
    pub(crate) pem: String,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let params = Self::params(name);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { params, key, pem }
    }

    pub(crate) fn params(name: &str) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        params
    }

    pub(crate) fn issue(&self, params: &CertificateParams, key: &KeyPair) -> Vec<u8> {
        let issuer = Issuer::from_params(&self.params, &self.key);
        params.signed_by(key, &issuer).unwrap().der().to_vec()
    }
}

pub(crate) fn leaf() -> CertificateParams {
    let mut params =
        CertificateParams::new(["pcnotifications-dispatch.microsoft.com".to_owned()]).unwrap();
    params
        .distinguished_name
        .push(DnType::OrganizationName, "Microsoft Corporation");
    params
}

/// A place for certificates, Partner Center, and the authority that both are trusted under.
pub(crate) struct Post {
    pub(crate) scene: Scene,
    pub(crate) authority: Authority,
    pub(crate) certificate: Arc<Mutex<Vec<u8>>>,
}

impl Post {
    pub(crate) async fn open() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut WebhookTrust)) -> Self {
        let authority = Authority::new("Root");
        let certificate = Arc::new(Mutex::new(authority.issue(&leaf(), key())));
        let held = Arc::clone(&certificate);
        let stage = Stage::open(move |_, seen| {
            if seen.line.contains("/cert/") {
                return Act::Say(200, Vec::new(), held.lock().unwrap().clone());
            }
            if seen.line.contains("/auditrecords/") {
                let new = value!({"Id": ID, "customer": {"organizationDisplayName": "Contoso"}});
                return json(
                    200,
                    &value!({"operationType": "approved", "resourceNewValue": new.to_string(),
                    "operationDate": "2026-11-20T10:00:00Z"}),
                );
            }
            say(404, "{}")
        })
        .await;
        let mut trust = WebhookTrust {
            certificate_hosts: vec![format!("localhost:{}", stage.port)],
            issuer_hosts: vec![format!("localhost:{}", stage.port)],
            extra_authorities_pem: vec![authority.pem.clone()],
            ..WebhookTrust::default()
        };
        change(&mut trust);
        Self {
            scene: Scene::of(stage, trust),
            authority,
            certificate,
        }
    }

    pub(crate) fn center(&self) -> &PartnerCenter {
        &self.scene.center
    }

    pub(crate) fn delivery(&self, body: &str) -> Delivery {
        let signature = STANDARD.encode(key().sign(body.as_bytes()).unwrap());
        Delivery {
            body: body.as_bytes().to_vec(),
            authorization: Some(format!("Signature {signature}")),
            signature: None,
            certificate_address: Some(self.scene.stage.url("/cert/pc.cer").to_string()),
            algorithm: Some("rsa-sha256".to_owned()),
            arrived: Timestamp::now(),
        }
    }

    pub(crate) fn good(&self) -> Delivery {
        self.delivery(&notice(Timestamp::now(), None))
    }

    pub(crate) async fn verify(
        &self,
        delivery: &Delivery,
    ) -> Result<VerifiedNotice, DeliveryRefused> {
        self.scene.deliveries.verify(delivery).await
    }

    pub(crate) async fn refused(&self, delivery: &Delivery) -> DeliveryRefused {
        self.verify(delivery).await.unwrap_err()
    }

    pub(crate) fn asked(&self) -> usize {
        self.scene.stage.seen().len()
    }
}

pub(crate) fn notice(at: Timestamp, audit: Option<&str>) -> String {
    value!({"EventName": "granular-admin-relationship-approved",
        "ResourceUri": format!("https://api.partnercenter.microsoft.com/v1/granularAdminRelationships/{ID}"),
        "ResourceName": "granularAdminRelationship", "AuditUri": audit, "ResourceChangeUtcDate": at})
    .to_string()
}
