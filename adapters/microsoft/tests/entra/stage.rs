//! An Entra that says what it is told, and remembers what it was asked.

use crate::vault::TestVault;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::ids::MspId;
use tenantry_http::{Budget, Http, Limits, Repeating, Settings};
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::entra::{App, Credential, Patience, TokenBroker};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use url::Url;
use uuid::Uuid;

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) number: usize,
    pub(crate) path: String,
    pub(crate) form: BTreeMap<String, String>,
}

impl Asked {
    pub(crate) fn field(&self, name: &str) -> &str {
        self.form.get(name).map(String::as_str).unwrap_or_default()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json; charset=utf-8".to_owned())];
        let body = body.to_string();
        Self {
            status,
            headers,
            body,
        }
    }

    pub(crate) fn page(status: u16) -> Self {
        let headers = vec![("content-type", "text/html".to_owned())];
        let body = "<html><h1>Bad Gateway</h1></html>".to_owned();
        Self {
            status,
            headers,
            body,
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// A token, good for an hour.
    pub(crate) fn token(token: &str) -> Self {
        Self::json(
            200,
            &json!({"token_type": "Bearer", "expires_in": 3600, "access_token": token}),
        )
    }

    /// How Entra words its errors.
    pub(crate) fn error(status: u16, error: &str, number: u64) -> Self {
        let text = format!("AADSTS{number}: Words. Trace ID: t Correlation ID: c Timestamp: now");
        Self::json(
            status,
            &json!({"error": error, "error_description": text, "error_codes": [number],
            "correlation_id": "11111111-2222-4333-8444-555555555555"}),
        )
    }
}

type Script = dyn Fn(&Stage, &Asked) -> Reply + Send + Sync;

/// The server, with all that a test needs to ask it. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) url: Url,
    authority: Arc<String>,
    asked: Arc<Mutex<Vec<Asked>>>,
    pub(crate) keys: Arc<Mutex<Vec<SigningKey>>>,
    tasks: Arc<Mutex<JoinSet<()>>>,
    pub(crate) vault: Arc<TestVault>,
}

impl Stage {
    pub(crate) async fn open(
        script: impl Fn(&Self, &Asked) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let (authority, acceptor) = certificates();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let stage = Self {
            url: Url::parse(&format!("https://localhost:{port}")).unwrap(),
            authority: Arc::new(authority),
            asked: Arc::default(),
            keys: Arc::default(),
            tasks: Arc::default(),
            vault: Arc::default(),
        };
        let (own, script): (Self, Arc<Script>) = (stage.clone(), Arc::new(script));
        stage.tasks.lock().unwrap().spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = socket.accept().await {
                let (acceptor, own, script) = (acceptor.clone(), own.clone(), Arc::clone(&script));
                open.spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let service = service_fn(move |request| {
                        answer(own.clone(), Arc::clone(&script), request)
                    });
                    let connection = hyper::server::conn::http1::Builder::new();
                    let _ = connection
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        stage
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Requests for tokens.
    pub(crate) fn tokens_asked(&self) -> usize {
        self.asked()
            .iter()
            .filter(|it| it.path.ends_with("/token"))
            .count()
    }

    pub(crate) fn endpoints(&self) -> Arc<Endpoints> {
        Arc::new(Endpoints {
            login: self.url.clone(),
            graph: self.url.clone(),
            ..Endpoints::default()
        })
    }

    pub(crate) fn http(&self) -> Http {
        self.http_with(Budget::default())
    }

    pub(crate) fn http_with(&self, tenant: Budget) -> Http {
        Http::new(Settings {
            extra_roots_pem: vec![self.authority.to_string()],
            limits: Limits {
                repeating: Repeating {
                    attempts: 3,
                    first_pause: std::time::Duration::from_millis(5),
                    ..Repeating::default()
                },
                tenant,
                ..Limits::default()
            },
            ..Settings::default()
        })
        .unwrap()
    }

    pub(crate) fn broker(&self, credential: Credential) -> TokenBroker {
        let vault: Arc<dyn Vault> = Arc::clone(&self.vault) as _;
        let patience = Patience {
            first_pause: std::time::Duration::from_millis(5),
            ..Patience::default()
        };
        TokenBroker::new(self.http(), self.endpoints(), vault, app(credential))
            .with_patience(patience)
    }

    /// Metadata and keys, as any tenant publishes them.
    pub(crate) fn published(&self, asked: &Asked) -> Option<Reply> {
        let base = self.url.as_str().trim_end_matches('/');
        let tenant = asked.path.split('/').nth(1)?;
        if asked.path.ends_with("/openid-configuration") {
            let place = if tenant == "organizations" {
                "{tenantid}"
            } else {
                tenant
            };
            let issuer = format!("{base}/{place}/v2.0");
            let keys = format!("{base}/{tenant}/discovery/v2.0/keys");
            return Some(Reply::json(
                200,
                &json!({"issuer": issuer, "jwks_uri": keys}),
            ));
        }
        if asked.path.ends_with("/keys") {
            let keys = self.keys.lock().unwrap();
            let keys: Vec<Value> = keys.iter().map(SigningKey::published).collect();
            return Some(Reply::json(200, &json!({"keys": keys})));
        }
        None
    }

    /// A token about who signed in, signed with the last of the keys.
    pub(crate) fn id_token(&self, nonce: &str, more: &Value) -> String {
        let base = self.url.as_str().trim_end_matches('/');
        let now = jiff::Timestamp::now().as_second();
        let mut claims = json!({"iss": format!("{base}/{}/v2.0", home()), "aud": app_id(), "tid": home(),
            "oid": Uuid::from_u128(9), "nbf": now, "exp": now + 3600, "nonce": nonce});
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        self.keys.lock().unwrap().last().unwrap().sign(&claims)
    }
}

pub(crate) fn home() -> TenantId {
    TenantId::new(Uuid::from_u128(0x10))
}

pub(crate) fn customer() -> TenantId {
    TenantId::new(Uuid::from_u128(0x20))
}

pub(crate) fn app_id() -> Uuid {
    Uuid::from_u128(0x30)
}

pub(crate) fn app(credential: Credential) -> App {
    App {
        msp: MspId::new(Uuid::from_u128(0x40)),
        home: home(),
        id: app_id(),
        credential,
    }
}

pub(crate) struct SigningKey {
    id: String,
    pair: KeyPair,
}

impl SigningKey {
    pub(crate) fn new(id: &str) -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let id = id.to_owned();
        Self { id, pair }
    }

    fn published(&self) -> Value {
        let public = self.pair.public_key();
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let n = encode(public.modulus().big_endian_without_leading_zero());
        let e = encode(public.exponent().big_endian_without_leading_zero());
        json!({"kty": "RSA", "use": "sig", "kid": self.id, "n": n, "e": e})
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let header = json!({"typ": "JWT", "alg": "RS256", "kid": self.id});
        let text = format!("{}.{}", encode(&header), encode(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        self.pair
            .sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature)
            .unwrap();
        format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

async fn answer(
    stage: Stage,
    script: Arc<Script>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let form = url::form_urlencoded::parse(&body).into_owned().collect();
    let asked = {
        let mut all = stage.asked.lock().unwrap();
        let number = all.len();
        all.push(Asked { number, path, form });
        all[number].clone()
    };
    let reply = script(&stage, &asked);
    let mut response = hyper::Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    Ok(response.body(Full::new(Bytes::from(reply.body))).unwrap())
}

fn certificates() -> (String, TlsAcceptor) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap().pem();
    let leaf_key = rcgen::KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let leaf = leaf
        .signed_by(&leaf_key, &Issuer::from_params(&params, &key))
        .unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], private)
        .unwrap();
    (authority, TlsAcceptor::from(Arc::new(config)))
}
