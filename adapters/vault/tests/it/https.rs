//! The vault in Azure over real HTTPS, carried by our own HTTP stack.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use azure_core::Bytes;
use azure_core::http::{AsyncRawResponse, HttpClient, Method, Request};
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tenantry_domain::cloud::Effect;
use tenantry_domain::cloud::vault::{Expected, Vault};
use tenantry_http::{AzureTransport, Http};
use tenantry_vault::key_vault::{KeyVault, Settings};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::azure::{Azure, Fate, HOST, URL};
use crate::promises::promises;
use crate::support::{put, text_of, token, value};

/// A Key Vault on a port of its own, with a certificate of its own.
struct Served {
    azure: Azure,
    address: SocketAddr,
    certificate: String,
    tasks: JoinSet<()>,
}

impl Served {
    async fn start() -> Self {
        let azure = Azure::new();
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let _ = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider().install_default();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key);
        let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut tasks = JoinSet::new();
        let world = azure.clone();
        tasks.spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                open.spawn(serve(acceptor.clone(), stream, world.clone()));
            }
        });
        Self {
            azure,
            address,
            certificate: cert.pem(),
            tasks,
        }
    }

    /// Settings with which requests for the vault go to this port.
    fn settings(&self) -> Settings {
        let http = Http::new(tenantry_http::Settings {
            extra_roots_pem: vec![self.certificate.clone()],
            ..tenantry_http::Settings::default()
        });
        let detour = Detour {
            transport: AzureTransport::new(http.unwrap(), "key-vault"),
            port: self.address.port(),
        };
        Settings {
            patience: Duration::from_secs(20),
            pause: Duration::from_millis(1),
            ..Settings::new(URL, Arc::new(self.azure.clone()), Arc::new(detour))
        }
    }
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream, azure: Azure) {
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let service = service_fn(|request| answer(request, azure.clone()));
    let connection = hyper::server::conn::http1::Builder::new();
    // A lost answer is a lost connection.
    let _ = connection
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(
    request: hyper::Request<Incoming>,
    azure: Azure,
) -> azure_core::Result<hyper::Response<String>> {
    let (head, mut incoming) = request.into_parts();
    let mut body = Vec::new();
    while let Some(frame) = poll_fn(|it| Pin::new(&mut incoming).poll_frame(it)).await {
        body.extend_from_slice(frame.unwrap().data_ref().unwrap());
    }
    let url = format!("https://{HOST}{}", head.uri);
    let method = head.method.as_str().parse().unwrap();
    let mut asked = Request::new(url.parse().unwrap(), method);
    for (name, value) in &head.headers {
        asked.insert_header(name.as_str().to_owned(), value.to_str().unwrap().to_owned());
    }
    asked.set_body(body);
    let answer = azure.execute_request(&asked).await?;
    let (status, headers, body) = answer.try_into_raw_response().await?.deconstruct();
    let mut answer = hyper::Response::new(String::from_utf8(body.to_vec()).unwrap());
    *answer.status_mut() = hyper::StatusCode::from_u16(status.into()).unwrap();
    for (name, value) in headers.iter() {
        let name = hyper::header::HeaderName::from_bytes(name.as_str().as_bytes()).unwrap();
        answer
            .headers_mut()
            .insert(name, value.as_str().parse().unwrap());
    }
    Ok(answer)
}

/// Carries what is meant for the vault to a port of this machine.
#[derive(Debug)]
struct Detour {
    transport: AzureTransport,
    port: u16,
}

#[async_trait]
impl HttpClient for Detour {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let mut url = request.url().clone();
        assert_eq!(url.host_str(), Some(HOST));
        url.set_host(Some("localhost")).unwrap();
        url.set_port(Some(self.port)).unwrap();
        let mut detoured = Request::new(url, request.method());
        for (name, value) in request.headers().iter() {
            detoured.insert_header(name.clone(), value.clone());
        }
        detoured.set_body(Bytes::from(request.body()));
        self.transport.execute_request(&detoured).await
    }
}

async fn fresh() -> (Served, Arc<dyn Vault>) {
    let served = Served::start().await;
    let vault = KeyVault::open(served.settings()).await.unwrap();
    (served, Arc::new(vault))
}

promises!(fresh);

#[tokio::test]
async fn a_lost_connection_is_survived() {
    let (served, vault) = fresh().await;
    served
        .azure
        .plan(Method::Put, "/secrets/", 2, Fate::LostAfter);
    put(&*vault, &token(), "text").await;
    served
        .azure
        .plan(Method::Get, "/secrets/", 2, Fate::LostBefore);
    assert_eq!(text_of(&*vault, &token()).await, "text");
}

#[tokio::test]
async fn what_the_stack_says_becomes_the_vaults_fault() {
    let mut served = Served::start().await;
    let mut settings = served.settings();
    settings.patience = Duration::from_millis(30);
    let vault = KeyVault::open(settings.clone()).await.unwrap();
    served
        .azure
        .plan(Method::Put, "/secrets/", u32::MAX, Fate::LostAfter);
    let put = vault
        .put(&token(), &value("hunter2"), &Expected::Anything)
        .await;
    let fault = put.unwrap_err();
    assert_eq!(fault.code(), "VAULT_UNAVAILABLE");
    assert_eq!(fault.effect(), Effect::Unknown);
    assert!(!fault.to_string().contains("hunter2"), "{fault}");

    // Nobody is there any more.
    served.tasks.shutdown().await;
    let fault = KeyVault::open(settings).await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_UNAVAILABLE");
    assert_eq!(fault.effect(), Effect::None);
}

#[tokio::test]
async fn a_certificate_of_somebody_else_is_not_waited_for() {
    let served = Served::start().await;
    let other = Served::start().await;
    let http = Served {
        certificate: other.certificate.clone(),
        ..served
    };
    let fault = KeyVault::open(http.settings()).await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_MISCONFIGURED", "{fault}");
    assert_eq!(http.azure.journal(), []);
}
