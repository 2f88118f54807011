//! Who is asked over HTTP, and who asks.
//!
//! - [`house`]: the whole of the API, and [`apart`] the same in a process of its own.
//! - [`bare`]: the least that can answer. [`listener`]: who stays and listens.

pub(crate) mod apart;
pub(crate) mod bare;
pub(crate) mod house;
pub(crate) mod listener;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::cpu;
use crate::server;
use crate::stats::per_second;

/// The rows of one page.
pub(crate) const ROWS: usize = 50;

/// Where to ask, and what.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) address: SocketAddr,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) authorization: String,
    pub(crate) body: String,
    /// What the answer must hold so many times: one for each row.
    pub(crate) mark: &'static str,
}

/// How a subject did in one round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) rate: f64,
    pub(crate) processor: Duration,
}

/// One connection that asks again and again.
pub(crate) struct Caller {
    question: Question,
    sender: SendRequest<Full<Bytes>>,
}

impl Caller {
    pub(crate) async fn new(question: Question) -> Self {
        let sender = connected(question.address).await;
        Self { question, sender }
    }

    async fn ask(&mut self) -> Bytes {
        let body = self.question.body.clone();
        self.ask_for(body).await
    }

    /// The answer to something else than usual.
    pub(crate) async fn ask_for(&mut self, body: String) -> Bytes {
        let question = &self.question;
        let request = Request::builder()
            .method(question.method.clone())
            .uri(question.path)
            .header("host", "localhost")
            .header("content-type", "application/json")
            .header("authorization", &question.authorization)
            .body(Full::new(Bytes::from(body)))
            .expect("a request");
        // The connection may not be done with the last answer yet.
        self.sender.ready().await.expect("it listens");
        let answer = self.sender.send_request(request).await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        answer
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes()
    }

    /// Requests per second of so many callers together, and what a request costs whoever is at it, callers
    /// and database included.
    pub(crate) async fn turn(question: &Question, callers: usize, length: Duration) -> Turn {
        let used = cpu::used(server::process());
        let answered = Arc::new(AtomicUsize::new(0));
        let mut asking = JoinSet::new();
        let began = Instant::now();
        for _ in 0..callers {
            let (question, answered) = (question.clone(), Arc::clone(&answered));
            asking.spawn(async move {
                let mut caller = Self::new(question).await;
                let first = caller.ask().await;
                let text = String::from_utf8_lossy(&first);
                assert_eq!(text.matches(caller.question.mark).count(), ROWS, "{text}");
                while began.elapsed() < length {
                    caller.ask().await;
                    answered.fetch_add(1, Relaxed);
                }
            });
        }
        while let Some(ended) = asking.join_next().await {
            ended.expect("a caller does not panic");
        }
        let count = answered.load(Relaxed);
        let used = cpu::used(server::process()).saturating_sub(used);
        Turn {
            rate: per_second(count, began.elapsed()),
            processor: used / u32::try_from(count.max(1)).unwrap_or(u32::MAX),
        }
    }
}

/// A connection of its own.
async fn connected(address: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(address).await.expect("it listens");
    stream.set_nodelay(true).expect("a socket");
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (sender, connection) = handshake.expect("it speaks HTTP");
    tokio::spawn(connection);
    sender
}
