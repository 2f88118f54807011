//! A server that does as it is told, byte by byte: also what no decent server does.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Call, Dialect, Http, Judgement, Limits, Method, Repeating, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;
use url::Url;

/// What the server does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Say(u16, Vec<(&'static str, String)>, Vec<u8>),
    HangUp,
    /// Announces so many bytes, sends these, and hangs up.
    Break(usize, Vec<u8>),
    KeepQuiet,
    /// In chunks, without saying how many there will be.
    Chunks(usize, usize),
}

pub(crate) fn say(status: u16, body: &str) -> Act {
    Act::Say(status, Vec::new(), body.as_bytes().to_vec())
}

pub(crate) fn say_with(status: u16, name: &'static str, value: &str) -> Act {
    Act::Say(status, vec![(name, value.to_owned())], b"{}".to_vec())
}

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let line = self
            .head
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    }
}

type Script = dyn Fn(usize, &Seen) -> Act + Send + Sync;

pub(crate) struct Stage {
    pub(crate) port: u16,
    pub(crate) authority: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<Mutex<usize>>,
    _tasks: JoinSet<()>,
}

impl Stage {
    /// The script is told the request's number, from zero, and the request.
    pub(crate) async fn open(script: impl Fn(usize, &Seen) -> Act + Send + Sync + 'static) -> Self {
        let (authority, acceptor) = certificates();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let connections: Arc<Mutex<usize>> = Arc::default();
        let script: Arc<Script> = Arc::new(script);
        let mut tasks = JoinSet::new();
        let (all, count) = (Arc::clone(&seen), Arc::clone(&connections));
        tasks.spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = socket.accept().await {
                let (acceptor, all, script, count) = (
                    acceptor.clone(),
                    Arc::clone(&all),
                    Arc::clone(&script),
                    Arc::clone(&count),
                );
                open.spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        *count.lock().unwrap() += 1;
                        play(stream, &all, &*script).await;
                    }
                });
            }
        });
        Self {
            port,
            authority,
            seen,
            connections,
            _tasks: tasks,
        }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        self.url_at("localhost", path)
    }

    pub(crate) fn url_at(&self, host: &str, path: &str) -> Url {
        Url::parse(&format!("https://{host}:{}{path}", self.port)).unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }

    /// A stack that trusts this server and does not wait long between attempts.
    pub(crate) fn http(&self) -> Http {
        self.http_with(quick())
    }

    pub(crate) fn http_with(&self, limits: Limits) -> Http {
        let extra_roots_pem = vec![self.authority.clone()];
        Http::new(Settings {
            extra_roots_pem,
            limits,
            ..Settings::default()
        })
        .unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        Call::get(self.url(path), "test").tenant("a")
    }

    pub(crate) fn post(&self, path: &str) -> Call {
        Call::new(Method::POST, self.url(path), "test")
            .tenant("a")
            .json("{}")
            .unwrap()
    }
}

pub(crate) fn quick() -> Limits {
    let repeating = Repeating {
        first_pause: Duration::from_millis(2),
        attempt_timeout: Duration::from_secs(5),
        ..Repeating::default()
    };
    Limits {
        repeating,
        ..Limits::default()
    }
}

/// Judges by status alone.
pub(crate) struct ByStatus;

impl Dialect for ByStatus {
    fn judge(&self, answer: &Answer) -> Judgement {
        let cause = match answer.status.as_u16() {
            200..=299 => return Judgement::Good,
            429 => Cause::Throttled,
            502 => Cause::AnswerUnreadable,
            500.. => Cause::Unavailable,
            _ => Cause::Refused,
        };
        Judgement::Bad(answer.fault(cause, String::from_utf8_lossy(answer.text())))
    }
}

pub(crate) async fn send(http: &Http, call: Call) -> Result<Answer, CloudFault> {
    http.send(call, &ByStatus).await
}

fn certificates() -> (String, TlsAcceptor) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap();
    let leaf_key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let leaf = leaf
        .signed_by(&leaf_key, &Issuer::from_params(&params, &key))
        .unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], private)
        .unwrap();
    (authority.pem(), TlsAcceptor::from(Arc::new(config)))
}

async fn play(mut stream: TlsStream<TcpStream>, all: &Mutex<Vec<Seen>>, script: &Script) {
    while let Some(seen) = read(&mut stream).await {
        let number = {
            let mut all = all.lock().unwrap();
            all.push(seen.clone());
            all.len() - 1
        };
        match script(number, &seen) {
            Act::Say(status, headers, body) => {
                let headers: String = headers
                    .iter()
                    .map(|(name, value)| [name, ": ", value, "\r\n"].concat())
                    .collect();
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status} Said\r\ncontent-length: {length}\r\n{headers}\r\n");
                let _ = stream.write_all(&[head.as_bytes(), &body].concat()).await;
                let _ = stream.flush().await;
            }
            Act::HangUp => return,
            Act::Break(announced, body) => {
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {announced}\r\n\r\n");
                let _ = stream.write_all(head.as_bytes()).await;
                let _ = stream.write_all(&body).await;
                let _ = stream.flush().await;
                return;
            }
            Act::KeepQuiet => tokio::time::sleep(Duration::from_secs(30)).await,
            Act::Chunks(count, size) => {
                let _ = stream
                    .write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
                    .await;
                for _ in 0..count {
                    let mut chunk = format!("{size:x}\r\n").into_bytes();
                    chunk.resize(chunk.len() + size, b'x');
                    chunk.extend_from_slice(b"\r\n");
                    if stream.write_all(&chunk).await.is_err() {
                        return;
                    }
                }
                let _ = stream.write_all(b"0\r\n\r\n").await;
                let _ = stream.flush().await;
            }
        }
    }
}

async fn read(stream: &mut TlsStream<TcpStream>) -> Option<Seen> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).await.ok()? == 0 {
            return None;
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).ok()?;
    let line = head.lines().next()?.to_owned();
    let mut seen = Seen {
        line,
        head,
        body: String::new(),
    };
    let length = seen
        .header("content-length")
        .map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    seen.body = String::from_utf8(body).ok()?;
    Some(seen)
}
